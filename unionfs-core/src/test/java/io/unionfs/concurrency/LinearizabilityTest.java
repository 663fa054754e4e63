package io.unionfs.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each system call is as if done at one instant between its beginning and its end. The engine with
 * one thread says what is right, which other suites hold against the kernel. {@code
 * -Dunionfs.seed=N} begins with another seed, {@code -Dunionfs.histories=N} says how many.
 */
@Timeout(value = 2, unit = java.util.concurrent.TimeUnit.HOURS)
class LinearizabilityTest {
  private static final long SEED = Long.getLong("unionfs.seed", 1);
  private static final int HISTORIES = Integer.getInteger("unionfs.histories", 100_000);
  private static final int FEW = 400;

  @ParameterizedTest
  @EnumSource
  void callsOfTwoThreadsAreEachAtOneInstant(Stage stage) throws Exception {
    check(stage, 2, 5, FEW);
  }

  @ParameterizedTest
  @EnumSource
  void callsOfThreeThreadsAreEachAtOneInstant(Stage stage) throws Exception {
    check(stage, 3, 3, FEW);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void theSameOfManyHistories(Stage stage) throws Exception {
    check(stage, 2, 6, HISTORIES / 2);
    check(stage, 3, 4, HISTORIES / 2);
  }

  private static void check(Stage stage, int threads, int calls, int histories) throws Exception {
    try (HistoryRecorder recorder = new HistoryRecorder(threads)) {
      int overlapping = 0;
      for (long seed = SEED; seed < SEED + histories; seed++) {
        List<Call> history = recorder.record(stage, seed, calls);
        assertThat(Linearizer.order(() -> stage.sequential(threads), history))
            .as("an order of what happened, seed %d:%n%s", seed, text(history))
            .isNotNull();
        overlapping += overlaps(history) ? 1 : 0;
      }
      System.out.printf(
          "%s, %d threads, seeds %d-%d: calls overlapped in %d of %d histories%n",
          stage, threads, SEED, SEED + histories - 1, overlapping, histories);
    }
  }

  private static boolean overlaps(List<Call> history) {
    return history.stream()
        .anyMatch(a -> history.stream().anyMatch(b -> a != b && !a.isBefore(b) && !b.isBefore(a)));
  }

  private static String text(List<Call> history) {
    return history.stream()
        .sorted(Comparator.comparingLong(Call::invoked))
        .map(Call::toString)
        .collect(Collectors.joining("\n"));
  }

  private static Call call(int thread, Op.Kind kind, int from, int to, String answer) {
    return new Call(thread, new Op(kind, "/a", "/b", 0), from, to, answer);
  }

  private static boolean isExplained(Call... history) {
    return Linearizer.order(() -> Stage.LOWER.sequential(2), List.of(history)) != null;
  }

  @Test
  void theCheckerTakesAnyOrderOfWhatOverlaps() {
    Call unlink = call(0, Op.Kind.UNLINK, 0, 3, "done");
    assertThat(isExplained(unlink, call(1, Op.Kind.STAT, 1, 2, "REGULAR 644 5"))).isTrue();
    assertThat(isExplained(unlink, call(1, Op.Kind.STAT, 1, 2, "none"))).isTrue();
    assertThat(isExplained(unlink, call(1, Op.Kind.UNLINK, 1, 2, "ENOENT"))).isTrue();
  }

  @Test
  void theCheckerRefusesWhatNoOrderExplains() {
    Call unlink = call(0, Op.Kind.UNLINK, 0, 1, "done");
    assertThat(isExplained(unlink, call(1, Op.Kind.STAT, 2, 3, "REGULAR 644 5"))).isFalse();
    assertThat(isExplained(unlink, call(1, Op.Kind.UNLINK, 0, 1, "done"))).isFalse();
    Call slow = call(0, Op.Kind.RENAME, 0, 9, "done");
    assertThat(
            isExplained(
                slow,
                call(1, Op.Kind.STAT, 1, 2, "none"),
                call(1, Op.Kind.STAT, 3, 4, "REGULAR 644 5")))
        .isFalse();
  }
}
