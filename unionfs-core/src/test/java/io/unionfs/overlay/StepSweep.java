package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPlanBuilder;
import io.unionfs.fault.FaultPoint;
import io.unionfs.overlay.FaultyUnion.Lower;
import io.unionfs.overlay.FaultyUnion.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Fails each step of a call in turn, in every way. */
final class StepSweep {
  private static final int MORE_THAN_ANY_CALL_NEEDS = 300;

  private final Lower lower;
  private final Path directory;

  /**
   * @param directory for writable layers on disk
   */
  StepSweep(Lower lower, Path directory) {
    this.lower = lower;
    this.directory = directory;
  }

  /** How a step fails. */
  private enum Fault {
    EIO,
    ENOSPC,
    SHORT_WRITE,
    /** From then on there is no space, and nothing that takes some can be done. */
    FULL,
    /** From then on nothing can be done. */
    DEAD;

    private static final Set<FaultPoint> TAKING_SPACE =
        EnumSet.of(
            FaultPoint.UPPER_WRITE,
            FaultPoint.COPY_UP_DATA,
            FaultPoint.STORAGE_CREATE_FILE,
            FaultPoint.STORAGE_CREATE_DIRECTORY,
            FaultPoint.STORAGE_CREATE_SYMLINK,
            FaultPoint.STORAGE_CREATE_LINK,
            FaultPoint.STORAGE_SET_XATTR,
            FaultPoint.STORAGE_WRITE);

    private Set<FaultPoint> points() {
      return switch (this) {
        case EIO, ENOSPC, DEAD -> EnumSet.allOf(FaultPoint.class);
        case SHORT_WRITE ->
            Stream.of(FaultPoint.values())
                .filter(FaultPoint::writesData)
                .collect(Collectors.toSet());
        case FULL -> TAKING_SPACE;
      };
    }

    Errno errno() {
      return this == ENOSPC || this == FULL ? Errno.ENOSPC : Errno.EIO;
    }

    FaultPlan at(int step) {
      FaultPlanBuilder.RuleBuilder rule = FaultPlan.builder().on(points());
      return switch (this) {
        case EIO, ENOSPC -> rule.call(step).fail(errno()).build();
        case SHORT_WRITE -> rule.call(step).writeShort(1, errno()).build();
        case FULL, DEAD -> rule.from(step).fail(errno()).build();
      };
    }
  }

  /** Calls it until no step is left that could fail. */
  void check(FaultyCall call, Place place, OverlayOptions options) throws Exception {
    UnionDump after;
    Errno answer;
    try (FaultyUnion twin =
        FaultyUnion.of(lower, place, options, FaultPlan.builder().build(), directory)) {
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
    try (FaultyUnion faulty = FaultyUnion.of(lower, place, options, plan, directory)) {
      UnionDump prepared = null;
      if (lower == Lower.DATA_ONLY && call.opened() == null) {
        prepared = UnionDump.of(faulty.union);
        faulty.remount(); // so that no data was looked for yet
      }
      Fixture union = faulty.union;
      try (OpenFile held = union.open("/d/low", OpenFlag.READ);
          OpenFile file = call.open(union)) {
        UnionDump before = prepared == null ? UnionDump.of(union) : prepared;
        plan.arm();
        Errno failure = call.run(union, file);
        plan.disarm();
        if (plan.fired().isEmpty()) {
          return false;
        }
        String what = call + ", " + fault + " where " + plan.fired().get(0);
        UnionDump now = UnionDump.of(union);
        faulty.assertUsageIsExact(what, held, file);
        if (failure != null && failure != answer) {
          assertThat(failure).as(what).isEqualTo(fault.errno());
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
            faulty.assertUsageIsExact("again, " + what, held, file);
          }
        } else {
          assertThat(failure).as(what).isEqualTo(answer);
        }
        if (call.isAtomic()) {
          assertThat(now.differencesTo(after)).as(what).isEmpty();
        }
        assertThat(Fixture.read(held)).as(what).hasSize((int) held.size());
        assertThat(faulty.leftovers()).as(what).filteredOn(f -> f.startsWith("work")).isEmpty();
      }
      if (faulty.outlivesTheMount()) {
        String what = call + " where " + plan.fired().get(0);
        UnionDump now = UnionDump.of(faulty.union);
        faulty.remount();
        UnionDump again = UnionDump.of(faulty.union);
        assertThat(again.differencesTo(now)).as("mounted again, " + what).isEmpty();
        assertThat(again.whiteouts()).as("mounted again, " + what).isEqualTo(now.whiteouts());
        faulty.assertUsageIsExact("mounted again, " + what);
      }
      assertThat(faulty.leftovers()).isEmpty();
    }
    return true;
  }
}
