package io.unionfs.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The lists of mutants fit the sources, so that {@link MutantsTest} can be run at any time. */
class MutantListTest {
  private static final Path SEMANTICS =
      MutantList.SOURCES.resolve("../../../../../../docs/semantics.md").normalize();

  private final List<Mutant> mutants = MutantList.all();

  @Test
  void everyEditAppliesExactlyOnce() throws IOException {
    for (Mutant mutant : mutants) {
      Map<String, String> sources = new HashMap<>();
      for (Edit edit : mutant.edits()) {
        String before = sources.getOrDefault(edit.file(), MutantList.source(edit.file()));
        String after;
        try {
          after = edit.applyTo(before);
        } catch (IllegalStateException e) {
          throw new AssertionError(mutant.place() + ": " + e.getMessage(), e);
        }
        assertThat(after).as(mutant.place()).isNotEqualTo(before);
        sources.put(edit.file(), after);
      }
    }
  }

  @Test
  void everyTestThatKillsExists() throws ClassNotFoundException {
    for (Mutant mutant : mutants) {
      Class<?> test = mutant.test().load(getClass().getClassLoader());
      assertThat(MutatedEngine.method(test, mutant.test().method()).getAnnotations())
          .as(mutant.place())
          .isNotEmpty();
    }
  }

  @Test
  void namesAreUnique() {
    assertThat(mutants).extracting(Mutant::name).doesNotHaveDuplicates();
  }

  @Test
  void everyRuleOfTheDocumentsHasAMutant() throws IOException {
    Set<String> tested = mutants.stream().map(Mutant::rule).collect(Collectors.toSet());
    Set<String> documented = new TreeSet<>();
    String section = null;
    Pattern row = Pattern.compile("\\| (\\d+) \\|.*");
    for (String line : Files.readAllLines(SEMANTICS)) {
      if (line.startsWith("## ")) {
        section =
            switch (line.split(" ")[1]) {
              case "Union" -> "union ";
              case "Archive" -> "archive ";
              default -> null;
            };
      }
      Matcher rule = row.matcher(line);
      if (section != null && rule.matches()) {
        documented.add(section + rule.group(1));
      }
    }
    assertThat(documented).contains("union 1", "archive 1");
    assertThat(tested).containsExactlyInAnyOrderElementsOf(documented);
  }
}
