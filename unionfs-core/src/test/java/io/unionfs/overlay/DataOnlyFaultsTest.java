package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.overlay.FaultyUnion.Lower;
import io.unionfs.overlay.FaultyUnion.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each step fails in turn of calls on files that hold no data but an absolute redirect into a
 * data-only layer: looking for the data there, reading it, and fetching it into the copy.
 */
class DataOnlyFaultsTest {
  private static final int SAMPLE = 7;
  private static final List<OverlayOptions> OPTIONS =
      List.of(
          OverlayOptions.DEFAULT.with(OverlayOptions.Metacopy.ON),
          OverlayOptions.DEFAULT
              .with(OverlayOptions.RedirectDir.ON)
              .with(OverlayOptions.Metacopy.ON)
              .with(OverlayOptions.Index.ON));

  @TempDir Path directory;

  /** A sample, another one for each {@code -Dunionfs.faults.first}; the long test has all. */
  static Stream<Arguments> quick() {
    List<Arguments> some = new ArrayList<>();
    List<FaultyCall> calls = FaultyCall.ofData();
    int first = Integer.getInteger("unionfs.faults.first", 0) % SAMPLE;
    for (int i = first; i < calls.size(); i += SAMPLE) {
      some.add(Arguments.of(calls.get(i), Place.ON_JIMFS, OPTIONS.get(some.size() % 2)));
    }
    return some.stream();
  }

  static Stream<Arguments> all() {
    return FaultyCall.ofData().stream()
        .flatMap(
            call ->
                Stream.of(Place.ON_JIMFS, Place.ON_DISK)
                    .flatMap(
                        place ->
                            OPTIONS.stream().map(options -> Arguments.of(call, place, options))));
  }

  @ParameterizedTest
  @MethodSource("quick")
  void theUnionIsAsBeforeOrAsAfter(FaultyCall call, Place place, OverlayOptions options)
      throws Exception {
    new StepSweep(Lower.DATA_ONLY, directory).check(call, place, options);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("all")
  void theUnionIsAsBeforeOrAsAfterEverywhere(FaultyCall call, Place place, OverlayOptions options)
      throws Exception {
    new StepSweep(Lower.DATA_ONLY, directory).check(call, place, options);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOWER_LIST", "LOWER_OPEN", "LOWER_READ"})
  void dataThatCannotBeHadIsHadTheNextTime(FaultPoint point) throws Exception {
    FaultPlan plan =
        FaultPlan.builder().on(point).path("glob:/x{,/data}").call(1).fail(Errno.EIO).build();
    try (FaultyUnion union =
        FaultyUnion.of(Lower.DATA_ONLY, Place.ON_JIMFS, OPTIONS.get(0), plan, directory)) {
      union.remount(); // so that no data was looked for yet
      plan.arm();
      assertThat(Fixture.errno(() -> union.union.touchOpen("/p/data", OpenFlag.WRITE)))
          .isEqualTo(Errno.EIO);
      plan.assertAllFired();
      assertThat(union.union.mark("/p/data")).isEqualTo("nothing");
      union.union.append("/p/data", "!");
      assertThat(union.union.read("/p/data")).isEqualTo("d".repeat(FaultyUnion.BIG) + "!");
    }
  }
}
