package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule's test fails when its rule is disabled in the engine. */
class MutantsTest {
  private static final int AT_ONCE = 2;
  private static final long TIMEOUT_SECONDS = 120;

  @TempDir Path directory;

  private enum Verdict {
    KILLED,
    SURVIVED,
    BROKEN
  }

  private record Result(Mutant mutant, Verdict verdict, String why) {
    @Override
    public String toString() {
      return verdict + " " + mutant + " by " + mutant.test() + ": " + why;
    }
  }

  @Test
  void everySearchTextOccursExactlyOnceAndEveryTestExists() throws Exception {
    List<Mutant> mutants = Mutant.all();
    assertThat(mutants).extracting(Mutant::name).doesNotHaveDuplicates();
    for (Mutant mutant : mutants) {
      assertThat(mutant.occurrences()).as("occurrences of the text of %s", mutant).isOne();
      assertThat(mutant.edited()).as("%s", mutant).isNotEqualTo(Files.readString(mutant.source()));
      String method = mutant.test().substring(mutant.test().indexOf('#') + 1);
      assertThat(Class.forName(mutant.testClass()).getDeclaredMethods())
          .as("%s", mutant)
          .anyMatch(known -> known.getName().equals(method));
    }
  }

  @Test
  void everyRuleHasAMutant() throws Exception {
    Set<String> expected =
        IntStream.of(1, 24, 26, 28, 30, 31, 36, 37, 41)
            .mapToObj(Integer::toString)
            .collect(Collectors.toCollection(TreeSet::new));
    IntStream.rangeClosed(2, 17).mapToObj(Integer::toString).forEach(expected::add);
    IntStream.rangeClosed(19, 23).mapToObj(Integer::toString).forEach(expected::add);
    expected.add("27");
    IntStream.rangeClosed(1, 8).mapToObj(n -> "OCI-" + n).forEach(expected::add);
    expected.add("OCI-10");
    expected.add("OCI-12");
    expected.addAll(
        List.of("REDIRECT", "METACOPY", "INDEX", "XINO", "DATA-ONLY", "XATTR", "STATFS", "FSYNC"));
    expected.addAll(
        List.of("USERS", "VIEWS", "WATCH", "QUOTA", "WAITS", "CLOSE", "INTERRUPT", "LOCK"));
    expected.addAll(List.of("SURGERY", "SNAPSHOT"));
    Set<String> covered =
        Mutant.all().stream()
            .flatMap(mutant -> Arrays.stream(mutant.rule().split(" ")[0].split(",")))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(covered).isEqualTo(expected);
  }

  @Test
  @Tag("long")
  void everyMutantIsKilled() throws Exception {
    List<Mutant> mutants = chosen();
    String classPath = System.getProperty("java.class.path");
    List<String> tests = mutants.stream().map(Mutant::qualifiedTest).distinct().toList();
    Path log = directory.resolve("unmutated");
    assertThat(fork(classPath, tests, log))
        .as(() -> "the tests on the unmutated engine: " + text(log))
        .isEqualTo(MutantMain.GREEN);
    List<Result> results = new ArrayList<>();
    ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<Result>> futures = new ArrayList<>();
      for (Mutant mutant : mutants) {
        futures.add(executor.submit(() -> tried(mutant, classPath)));
      }
      for (Future<Result> future : futures) {
        results.add(future.get());
      }
    } finally {
      executor.shutdownNow();
      executor.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
    results.forEach(System.out::println);
    assertThat(results).filteredOn(result -> result.verdict() != Verdict.KILLED).isEmpty();
  }

  /** All, or those whose name contains one of the texts of the system property {@code mutant}. */
  private static List<Mutant> chosen() throws IOException {
    List<String> parts = List.of(System.getProperty("mutant", "").split(","));
    return Mutant.all().stream()
        .filter(mutant -> parts.stream().anyMatch(mutant.name()::contains))
        .toList();
  }

  private Result tried(Mutant mutant, String classPath) throws Exception {
    Path classes = Files.createDirectories(directory.resolve(mutant.name()).resolve("classes"));
    String faults = compile(mutant, classPath, classes);
    if (faults != null) {
      return new Result(mutant, Verdict.BROKEN, faults);
    }
    Path log = directory.resolve(mutant.name()).resolve("log");
    int status =
        fork(classes + File.pathSeparator + classPath, List.of(mutant.qualifiedTest()), log);
    return switch (status) {
      case MutantMain.GREEN -> new Result(mutant, Verdict.SURVIVED, "it passes");
      case MutantMain.RED -> new Result(mutant, Verdict.KILLED, summary(log));
      default -> new Result(mutant, Verdict.BROKEN, "status " + status + ": " + text(log));
    };
  }

  /** Compiles the edited file alone; returns what the compiler complains of, or null. */
  private String compile(Mutant mutant, String classPath, Path classes) throws IOException {
    Path source =
        Files.createDirectories(directory.resolve(mutant.name()).resolve("source"))
            .resolve(mutant.source().getFileName());
    Files.writeString(source, mutant.edited());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    java.io.StringWriter faults = new java.io.StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("--release", "17", "-proc:none", "-nowarn", "-cp", classPath, "-d", "" + classes);
      boolean compiled =
          compiler
              .getTask(faults, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      return compiled ? null : faults.toString();
    }
  }

  private static int fork(String classPath, List<String> tests, Path log) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.addAll(List.of("-cp", classPath, MutantMain.class.getName()));
    command.addAll(tests);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      return process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)
          ? process.exitValue()
          : MutantMain.BROKEN;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The first failure, in one line. */
  private static String summary(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      String text =
          lines
              .takeWhile(line -> !line.startsWith("\tat "))
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .collect(Collectors.joining(" "));
      return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
  }
}
