package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.oracle.LayerGenerator.Leads;
import io.unionfs.oracle.LayerGenerator.Palette;
import java.io.IOException;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

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

  private static void check(String name, int sequences, LongFunction<Scenario> scenarios)
      throws InterruptedException {
    check(name, sequences, EngineSubject::open, scenarios);
  }

  private static void check(
      String name, int sequences, Subject.Factory engine, LongFunction<Scenario> scenarios)
      throws InterruptedException {
    assumeKernel();
    Differential differential = new Differential(KernelSubject::open, engine);
    long first = OracleSettings.seed();
    int count = OracleSettings.sequences(sequences);
    FuzzRun run = new FuzzRun("engine against kernel, " + name, differential, scenarios);
    assertThat(run.run(LongStream.range(first, first + count))).isEmpty();
  }

  /** More than 50,000 operations in all. */
  @ParameterizedTest
  @EnumSource(Palette.class)
  void theEngineAnswersAsTheKernelDoes(Palette palette) throws InterruptedException {
    check(
        "names " + palette,
        55,
        seed -> OpGenerator.scenario(seed, palette, MountOptions.DEFAULT, STEPS));
  }

  static List<String> mounts() {
    return List.copyOf(OracleSettings.mounts().keySet());
  }

  /** 100,000 operations in all, half of them on layers that lead elsewhere. */
  @ParameterizedTest
  @MethodSource("mounts")
  void theEngineAnswersAsTheKernelDoesOnEveryKindOfMount(String mount) throws InterruptedException {
    MountOptions options = OracleSettings.mounts().get(mount);
    check(
        mount,
        40,
        seed ->
            OpGenerator.scenario(
                seed, Palette.NASTY, seed % 2 == 0 ? Leads.NONE : Leads.SOME, options, STEPS));
  }

  /** 60,000 operations: any options, which change when it is mounted again. */
  @Test
  void theEngineAnswersAsTheKernelDoesWhateverTheOptions() throws InterruptedException {
    check("any options", 240, seed -> OpGenerator.scenario(seed, STEPS));
  }

  /** 30,000 operations of the same kind, on a writable layer in blocks in memory. */
  @Test
  void theSameInBlocks() throws InterruptedException {
    LongFunction<Scenario> scenarios = seed -> OpGenerator.scenario(seed, STEPS);
    check("in blocks", 60, EngineSubject::inBlocks, scenarios);
    check("in shared blocks", 60, EngineSubject::inSharedBlocks, scenarios);
  }

  static List<String> recorded() {
    return mounts().stream().filter(OracleSettings.kinds()::contains).toList();
  }

  /** Everywhere: also where nothing can be mounted. */
  @ParameterizedTest
  @MethodSource("recorded")
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
      differential.check(scenario);
      try (KernelSubject kernel = KernelSubject.open(scenario.stack(), scenario.options())) {
        kernel.cover(scenario.steps(), matrix);
      }
    }
    System.out.println(matrix.render());
    assertThat(matrix.emptyCells(ExpectedCells.load())).as(matrix.render()).isEmpty();
  }
}
