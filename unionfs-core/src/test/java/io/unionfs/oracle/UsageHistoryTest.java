package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.overlay.Quota;
import io.unionfs.overlay.Usage;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the engine says its writable layer holds is what is found by counting it from the beginning,
 * after every operation of random histories under any options. {@code -Dusage.seeds=7-7} replays
 * one.
 */
class UsageHistoryTest {
  private static final int STEPS = 60;

  private int noSpace;
  private int succeeded;

  private static long[] seeds(String usual) {
    String[] ends = System.getProperty("usage.seeds", usual).split("-");
    return new long[] {Long.parseLong(ends[0]), Long.parseLong(ends[1])};
  }

  @Test
  void usageIsExact() {
    withoutQuota(seeds("1-150"));
  }

  @Test
  void nothingIsAddedBeyondAQuota() {
    withQuota(seeds("1-300"));
    assertThat(noSpace).as("operations that found no space").isGreaterThan(300);
    assertThat(succeeded).as("operations that succeeded").isGreaterThan(3000);
  }

  @Test
  @Tag("long")
  void manyHistories() {
    withoutQuota(seeds("1000-6000"));
    withQuota(seeds("1000-6000"));
  }

  private void withoutQuota(long[] seeds) {
    for (long seed = seeds[0]; seed <= seeds[1]; seed++) {
      Scenario scenario = OpGenerator.scenario(seed, STEPS);
      try (EngineSubject engine =
          EngineSubject.open(scenario.stack(), scenario.options(), Quota.NONE)) {
        int number = 0;
        for (Step step : scenario.steps()) {
          Outcome outcome = engine.run(step.op(), step.caller());
          String what = what(seed, ++number, step, outcome);
          assertThat(engine.mount().usage()).as(what).isEqualTo(engine.recount());
        }
      }
    }
  }

  private void withQuota(long[] seeds) {
    for (long seed = seeds[0]; seed <= seeds[1]; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Quota quota = new Quota(4096L * random.nextInt(8), random.nextInt(16));
      Scenario scenario = OpGenerator.scenario(seed, STEPS);
      try (EngineSubject engine = EngineSubject.open(scenario.stack(), scenario.options(), quota)) {
        int number = 0;
        for (Step step : scenario.steps()) {
          Usage before = engine.mount().usage();
          Outcome outcome = engine.run(step.op(), step.caller());
          String what = what(seed, ++number, step, outcome) + " of " + quota;
          Usage after = engine.mount().usage();
          assertThat(after).as(what).isEqualTo(engine.recount());
          assertThat(after.bytes()).as(what).isLessThanOrEqualTo(quota.bytes());
          assertThat(after.inodes()).as(what).isLessThanOrEqualTo(quota.inodes());
          if (outcome.errno().equals("ENOSPC")) {
            noSpace++;
            if (!(step.op() instanceof Op.Write)) { // two calls, the first of which has succeeded
              assertThat(after).as(what).isEqualTo(before);
            }
          } else if (outcome.succeeded()) {
            succeeded++;
          }
        }
      }
    }
  }

  private static String what(long seed, int number, Step step, Outcome outcome) {
    return "seed " + seed + ", step " + number + ", " + step + " -> " + outcome.errno();
  }
}
