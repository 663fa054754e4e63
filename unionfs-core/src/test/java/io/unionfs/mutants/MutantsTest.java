package io.unionfs.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Disables the rules one by one, and sees each one's test fail. */
@Tag("long")
class MutantsTest {
  @TempDir Path temporary;

  @TestFactory
  Stream<DynamicTest> theEngineAsItIsPassesTheTests() throws Exception {
    MutatedEngine engine = new MutatedEngine(Files.createDirectory(temporary.resolve("none")));
    return MutantList.all().stream()
        .map(mutant -> mutant.test().allOfIt())
        .distinct()
        .map(
            test ->
                DynamicTest.dynamicTest(
                    test.toString(),
                    () -> {
                      MutatedEngine.Outcome outcome = engine.run(test);
                      assertThat(outcome.failures()).isEmpty();
                      assertThat(outcome.count()).isPositive();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aTestFailsWhenItsRuleIsDisabled() {
    return MutantList.all().stream()
        .map(mutant -> DynamicTest.dynamicTest(mutant.toString(), () -> kill(mutant)));
  }

  private void kill(Mutant mutant) throws Exception {
    MutatedEngine engine = new MutatedEngine(Files.createTempDirectory(temporary, "mutant"));
    engine.compile(mutant);
    Map<String, Throwable> failures = engine.run(mutant.test()).failures();
    assertThat(failures)
        .as("SURVIVED %s: %s, %s", mutant.place(), mutant, mutant.test())
        .isNotEmpty();
    String wanted = mutant.test().displayName();
    if (wanted != null) {
      assertThat(failures)
          .as("SURVIVED %s: %s, %s", mutant.place(), mutant, mutant.test())
          .containsKey(wanted);
    }
    // A class that does not fit the others would fail any test.
    assertThat(failures.values())
        .as("%s: edited classes do not fit", mutant.place())
        .noneMatch(LinkageError.class::isInstance);
    System.out.println("KILLED " + mutant + " by " + mutant.test() + reasons(failures, wanted));
  }

  private static String reasons(Map<String, Throwable> failures, String wanted) {
    Throwable why = wanted == null ? failures.values().iterator().next() : failures.get(wanted);
    return ": " + why.toString().strip().replaceAll("\\s+", " ");
  }
}
