package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.oracle.LayerGenerator.Palette;
import io.unionfs.oracle.MountOptions.Upper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine held against the kernel: random operations on random stacks, all answers equal. */
class EngineDifferentialTest {
  private static final int STEPS = 250;

  private static void assumeKernel() {
    assumeTrue(
        KernelAvailability.reason().isEmpty(),
        () ->
            "The live kernel is not asked, only its recorded answers: "
                + KernelAvailability.reason().orElse(""));
  }

  private static void check(MountOptions options, Palette palette, int sequences) {
    Differential differential = new Differential(KernelSubject::open, EngineSubject::open);
    long first = OracleSettings.seed();
    int count = OracleSettings.sequences(sequences);
    System.out.printf(
        "engine against kernel: %d sequences of %d operations, names %s, -Dunionfs.seed=%d%n",
        count, STEPS, palette, first);
    for (int i = 0; i < count; i++) {
      differential.check(first + i, OpGenerator.scenario(first + i, palette, options, STEPS));
    }
  }

  /** More than 50,000 operations in all. */
  @ParameterizedTest
  @EnumSource(Palette.class)
  void theEngineAnswersAsTheKernelDoes(Palette palette) {
    assumeKernel();
    check(MountOptions.DEFAULT, palette, 55);
  }

  @Test
  void aReadOnlyMountAnswersAsTheKernelDoes() {
    assumeKernel();
    check(MountOptions.DEFAULT.with(Upper.NONE), Palette.NASTY, 30);
  }

  /** Everywhere: also where nothing can be mounted. */
  @ParameterizedTest
  @ValueSource(strings = {"default", "readonly"})
  void theEngineAnswersAsTheKernelDidWhenItWasRecorded(String kind) throws IOException {
    for (Transcript transcript : Transcript.committed(kind)) {
      assertThat(transcript.replay(EngineSubject::open, List.of()))
          .as("%s, seed %d", kind, transcript.seed())
          .isEmpty();
    }
  }

  /**
   * What was compared: operations, their outcomes, and where the entry came from. Each cell listed
   * as one that can occur must have occurred.
   */
  @Test
  void everyCellThatCanOccurWasCompared() throws IOException {
    assumeKernel();
    CoverageMatrix matrix = new CoverageMatrix();
    Differential differential = new Differential(KernelSubject::open, EngineSubject::open);
    for (Scenario scenario : ExpectedCells.scenarios()) {
      differential.check(EngineScope.within(scenario));
      try (KernelSubject kernel = KernelSubject.open(scenario.stack(), scenario.options())) {
        kernel.cover(scenario.steps(), matrix);
      }
    }
    System.out.println(matrix.render());
    assertThat(matrix.emptyCells(ExpectedCells.load())).as(matrix.render()).isEmpty();
  }
}
