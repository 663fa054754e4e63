package io.unionfs.overlay;

import io.unionfs.overlay.FaultyUnion.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each step of each changing call fails in turn. The union is as before, or, where the call says
 * that it is done, as after; nothing is left in the work area; what is charged is what is there;
 * the call succeeds when it is made again; and the next mount shows the same.
 */
class EveryStepFailsTest {
  private static final int SAMPLE = 23;
  private static final OverlayOptions ALL_ON =
      OverlayOptions.DEFAULT
          .with(OverlayOptions.RedirectDir.ON)
          .with(OverlayOptions.Metacopy.ON)
          .with(OverlayOptions.Index.ON);

  @TempDir Path directory;

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

  /** All, or those whose name contains the text {@code -Dunionfs.faults.calls}. */
  static Stream<Arguments> all() {
    List<OverlayOptions> mixed =
        List.of(
            OverlayOptions.DEFAULT,
            ALL_ON,
            OverlayOptions.DEFAULT.with(OverlayOptions.Index.ON),
            OverlayOptions.DEFAULT.with(OverlayOptions.RedirectDir.ON),
            ALL_ON.with(OverlayOptions.Index.OFF));
    String part = System.getProperty("unionfs.faults.calls", "");
    return FaultyCall.all().stream()
        .filter(call -> call.name().contains(part))
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
    new StepSweep(FaultyUnion.Lower.ORDINARY, directory).check(call, place, options);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("all")
  void theUnionIsAsBeforeOrAsAfterWithAllOptions(
      FaultyCall call, Place place, OverlayOptions options) throws Exception {
    new StepSweep(FaultyUnion.Lower.ORDINARY, directory).check(call, place, options);
  }

  /** The count of its names, written last, once failed the call when the data was gone already. */
  @Test
  void aFileWithSeveralNamesIsCutOrItIsNot() throws Exception {
    FaultyCall cut =
        FaultyCall.all().stream()
            .filter(call -> call.name().equals("open and cut /p/h1"))
            .findAny()
            .orElseThrow();
    new StepSweep(FaultyUnion.Lower.ORDINARY, directory)
        .check(cut, Place.IN_MEMORY, OverlayOptions.DEFAULT.with(OverlayOptions.Index.ON));
  }
}
