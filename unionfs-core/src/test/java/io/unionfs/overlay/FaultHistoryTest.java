package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.overlay.FaultyUnion.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random calls with random faults, beside a twin that does the same without: a call that fails is
 * not done in the twin either, and after each the two show the same. {@code
 * -Dunionfs.faults.seeds=FIRST-LAST} says which histories.
 */
class FaultHistoryTest {
  private static final int CALLS = 25;
  private static final double CHANCE = 0.02;
  private static final List<OverlayOptions> OPTIONS =
      List.of(
          OverlayOptions.DEFAULT,
          OverlayOptions.DEFAULT.with(OverlayOptions.RedirectDir.ON),
          OverlayOptions.DEFAULT.with(OverlayOptions.Index.ON));

  @TempDir Path directory;

  static LongStream seeds() {
    String[] range = System.getProperty("unionfs.faults.seeds", "1-9").split("-");
    return LongStream.rangeClosed(
        Long.parseLong(range[0]), Long.parseLong(range[range.length - 1]));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aFailedCallIsOneThatWasNotMade(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Place place = Place.values()[random.nextInt(Place.values().length)];
    OverlayOptions options = OPTIONS.get(random.nextInt(OPTIONS.size()));
    FaultPlan plan =
        FaultPlan.builder()
            .on(EnumSet.allOf(FaultPoint.class))
            .chance(CHANCE, seed)
            .fail(random.nextBoolean() ? Errno.EIO : Errno.ENOSPC)
            .build();
    try (FaultyUnion faulty = FaultyUnion.of(place, options, plan, directory);
        FaultyUnion twin = FaultyUnion.of(place, options, FaultPlan.builder().build(), directory)) {
      plan.arm();
      List<FaultyCall> calls =
          FaultyCall.all().stream()
              .filter(call -> call.isAtomic() && call.opened() == null)
              .toList();
      for (int i = 0; i < CALLS; i++) {
        FaultyCall call = calls.get(random.nextInt(calls.size()));
        String what = "seed " + seed + ", " + place + " " + options + ", call " + i + ": " + call;
        UnionDump before = dump(faulty, plan);
        int fired = plan.fired().size();
        Errno answer = call.run(faulty.union, null);
        boolean failed = plan.fired().size() > fired && answer != null;
        what += " where " + plan.fired().subList(fired, plan.fired().size());
        if (!failed) {
          assertThat(answer).as(what).isEqualTo(call.run(twin.union, null));
        }
        UnionDump now = dump(faulty, plan);
        plan.disarm();
        faulty.assertUsageIsExact(what);
        plan.arm();
        if (failed) {
          assertThat(now.differencesTo(before, faulty.isIndexed())).as(what).isEmpty();
        }
        assertThat(now.namesAndContents())
            .as(what)
            .isEqualTo(UnionDump.of(twin.union).namesAndContents());
      }
      plan.disarm();
      if (faulty.outlivesTheMount()) {
        UnionDump before = UnionDump.of(faulty.union);
        faulty.remount();
        assertThat(UnionDump.of(faulty.union).differencesTo(before)).as("seed " + seed).isEmpty();
      }
      assertThat(faulty.leftovers()).as("seed " + seed).isEmpty();
    }
  }

  /** Looking does not count, and meets no fault. */
  private static UnionDump dump(FaultyUnion union, FaultPlan plan)
      throws IOException, ErrnoException {
    plan.disarm();
    UnionDump dump = UnionDump.of(union.union);
    plan.arm();
    return dump;
  }
}
