package io.unionfs.contract;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The part of {@code docs/contract.md} that follows from the tests and the lists of failures. */
final class ContractReport {
  private static final List<Integer> RELEASES = List.of(17, 25);

  private final List<Class<?>> contracts;

  ContractReport() throws IOException, URISyntaxException, ClassNotFoundException {
    this.contracts = contracts();
  }

  private static List<Class<?>> contracts()
      throws IOException, URISyntaxException, ClassNotFoundException {
    Path classes =
        Path.of(Contract.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> contracts = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes.resolve("io/unionfs/contract"))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class")) {
          Class<?> type =
              Class.forName("io.unionfs.contract." + name.substring(0, name.length() - 6));
          if (Contract.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
            contracts.add(type);
          }
        }
      }
    }
    return contracts;
  }

  private static List<String> testsOf(Class<?> contract) {
    return Arrays.stream(contract.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .map(Method::getName)
        .map(name -> contract.getSimpleName() + "." + name)
        .toList();
  }

  /** The names of all tests, {@code Class.method}. */
  List<String> tests() {
    return contracts.stream().flatMap(contract -> testsOf(contract).stream()).toList();
  }

  String text() {
    return table()
        + "\n"
        + failures("The union", FailureList.UNION)
        + "\n"
        + failures("jimfs 1.3.2", FailureList.JIMFS);
  }

  private String table() {
    StringBuilder text = new StringBuilder("| theme | sentences |");
    StringBuilder rule = new StringBuilder("|---|---:|");
    for (Subject subject : Subject.values()) {
      text.append(" ").append(subject).append(" |");
      rule.append("---:|");
    }
    text.append("\n").append(rule).append("\n");
    for (Class<?> contract : contracts) {
      String theme = contract.getSimpleName().replace("ContractTest", "");
      text.append(row(theme, testsOf(contract)));
    }
    return text.append(row("**all**", tests())).toString();
  }

  private static String row(String theme, List<String> tests) {
    StringBuilder row = new StringBuilder("| " + theme + " | " + tests.size() + " |");
    for (Subject subject : Subject.values()) {
      List<Long> failed =
          RELEASES.stream()
              .map(
                  jdk ->
                      tests.stream()
                          .filter(
                              test -> FailureList.of(subject).entry(test, subject, jdk).isPresent())
                          .count())
              .toList();
      long first = failed.get(0);
      long last = failed.get(1);
      row.append(" ").append(first).append(first == last ? "" : ", on 25 " + last).append(" |");
    }
    return row.append("\n").toString();
  }

  /** The failures of one list, those of one reason together. */
  private static String failures(String who, FailureList list) {
    Map<String, List<FailureList.Entry>> byReason =
        list.entries().stream()
            .collect(
                Collectors.groupingBy(
                    FailureList.Entry::reason, LinkedHashMap::new, Collectors.toList()));
    StringBuilder text =
        new StringBuilder("## What fails: " + who + "\n\n| why | tests |\n|---|---|\n");
    byReason.forEach(
        (reason, entries) ->
            text.append("| ")
                .append(reason)
                .append(" | ")
                .append(
                    entries.stream().map(ContractReport::entry).collect(Collectors.joining(", ")))
                .append(" |\n"));
    return text.toString();
  }

  private static String entry(FailureList.Entry entry) {
    String limits =
        entry.limits().isEmpty()
            ? ""
            : " (" + String.join(", ", entry.limits().stream().sorted().toList()) + ")";
    return "`" + entry.test().replace("ContractTest", "") + "`" + limits;
  }
}
