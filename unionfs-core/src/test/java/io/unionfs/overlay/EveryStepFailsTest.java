package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPlanBuilder;
import io.unionfs.fault.FaultPoint;
import io.unionfs.overlay.FaultyUnion.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each step of each changing call fails in turn. The union is as before, or, where the call says
 * that it is done, as after; nothing is left in the work area; the call succeeds when it is made
 * again; and the next mount shows the same.
 */
class EveryStepFailsTest {
  private static final int MORE_THAN_ANY_CALL_NEEDS = 300;
  private static final int SAMPLE = 23;
  private static final OverlayOptions ALL_ON =
      OverlayOptions.DEFAULT
          .with(OverlayOptions.RedirectDir.ON)
          .with(OverlayOptions.Metacopy.ON)
          .with(OverlayOptions.Index.ON);

  @TempDir Path directory;

  /** How a step fails. */
  private enum Fault {
    EIO,
    ENOSPC,
    SHORT_WRITE;

    FaultPlan at(long step) {
      Set<FaultPoint> points =
          this == SHORT_WRITE
              ? Stream.of(FaultPoint.values())
                  .filter(FaultPoint::writesData)
                  .collect(Collectors.toSet())
              : EnumSet.allOf(FaultPoint.class);
      FaultPlanBuilder.RuleBuilder rule = FaultPlan.builder().on(points).call(step);
      return switch (this) {
        case EIO -> rule.fail(Errno.EIO).build();
        case ENOSPC -> rule.fail(Errno.ENOSPC).build();
        case SHORT_WRITE -> rule.writeShort(1, Errno.EIO).build();
      };
    }
  }

  /**
   * A sample of the calls, another one for each {@code -Dunionfs.faults.first}; the long test has
   * all. The number is prime to those of the patterns in the list.
   */
  static Stream<Arguments> quick() {
    List<Arguments> some = new ArrayList<>();
    List<FaultyCall> calls = FaultyCall.all();
    for (int i = Integer.getInteger("unionfs.faults.first", 0); i < calls.size(); i += SAMPLE) {
      Place place = Place.values()[some.size() % 3];
      OverlayOptions options = some.size() % 2 == 0 ? ALL_ON : OverlayOptions.DEFAULT;
      some.add(Arguments.of(calls.get(i), place, options));
    }
    return some.stream();
  }

  static Stream<Arguments> all() {
    List<OverlayOptions> mixed =
        List.of(
            OverlayOptions.DEFAULT,
            ALL_ON,
            OverlayOptions.DEFAULT.with(OverlayOptions.Index.ON),
            OverlayOptions.DEFAULT.with(OverlayOptions.RedirectDir.ON),
            ALL_ON.with(OverlayOptions.Index.OFF));
    return FaultyCall.all().stream()
        .flatMap(
            call ->
                Stream.of(Place.values())
                    .flatMap(
                        place ->
                            mixed.stream().map(options -> Arguments.of(call, place, options))));
  }

  @ParameterizedTest
  @MethodSource("quick")
  void theUnionIsAsBeforeOrAsAfter(FaultyCall call, Place place, OverlayOptions options)
      throws Exception {
    check(call, place, options);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("all")
  void theUnionIsAsBeforeOrAsAfterWithAllOptions(
      FaultyCall call, Place place, OverlayOptions options) throws Exception {
    check(call, place, options);
  }

  private void check(FaultyCall call, Place place, OverlayOptions options) throws Exception {
    UnionDump after;
    Errno answer;
    try (FaultyUnion twin =
        FaultyUnion.of(place, options, FaultPlan.builder().build(), directory)) {
      try (OpenFile file = call.open(twin.union)) {
        answer = call.run(twin.union, file);
      }
      after = UnionDump.of(twin.union);
    }
    for (Fault fault : Fault.values()) {
      int step = 1;
      while (stepFails(call, place, options, fault, step, answer, after)) {
        assertThat(++step).isLessThan(MORE_THAN_ANY_CALL_NEEDS);
      }
    }
  }

  /** Whether there was such a step. */
  private boolean stepFails(
      FaultyCall call,
      Place place,
      OverlayOptions options,
      Fault fault,
      int step,
      Errno answer,
      UnionDump after)
      throws IOException, ErrnoException {
    FaultPlan plan = fault.at(step);
    try (FaultyUnion faulty = FaultyUnion.of(place, options, plan, directory)) {
      Fixture union = faulty.union;
      try (OpenFile held = union.open("/d/low", OpenFlag.READ);
          OpenFile file = call.open(union)) {
        UnionDump before = UnionDump.of(union);
        plan.arm();
        Errno failure = call.run(union, file);
        plan.disarm();
        if (plan.fired().isEmpty()) {
          return false;
        }
        String what = call + " where " + plan.fired().get(0);
        UnionDump now = UnionDump.of(union);
        if (failure != null && failure != answer) {
          assertThat(failure).as(what).isEqualTo(fault == Fault.ENOSPC ? Errno.ENOSPC : Errno.EIO);
          if (call.isAtomic()) {
            assertThat(now.differencesTo(before, faulty.isIndexed())).as(what).isEmpty();
            // An opaque mark is no harm where nothing is below: the tree is the same.
            assertThat(now.whiteouts())
                .as(what)
                .containsAll(before.whiteouts())
                .filteredOn(mark -> !mark.endsWith(UnionDump.OPAQUE))
                .isSubsetOf(before.whiteouts());
            assertThat(call.run(union, file)).as("again, " + what).isEqualTo(answer);
            now = UnionDump.of(union);
          }
        } else {
          assertThat(failure).as(what).isEqualTo(answer);
        }
        if (call.isAtomic()) {
          assertThat(now.differencesTo(after)).as(what).isEmpty();
        }
        assertThat(Fixture.read(held)).as(what).isNotEmpty();
        assertThat(faulty.leftovers()).as(what).filteredOn(f -> f.startsWith("work")).isEmpty();
      }
      if (faulty.outlivesTheMount()) {
        String what = call + " where " + plan.fired().get(0);
        UnionDump now = UnionDump.of(faulty.union);
        faulty.remount();
        UnionDump again = UnionDump.of(faulty.union);
        assertThat(again.differencesTo(now)).as("mounted again, " + what).isEmpty();
        assertThat(again.whiteouts()).as("mounted again, " + what).isEqualTo(now.whiteouts());
      }
      assertThat(faulty.leftovers()).isEmpty();
    }
    return true;
  }
}
