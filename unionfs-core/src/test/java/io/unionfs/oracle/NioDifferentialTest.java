package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The provider held against the JDK's default provider on a real mount: the same Java programs, the
 * same values or exceptions, reasons included.
 */
class NioDifferentialTest {
  private static final int STEPS = 100;
  private static final int RECORDED_ON_JDK = 17;

  /** Which entry a walk fails at first depends on the order of names, which no contract fixes. */
  private static final Divergence.Deviation ORDER_OF_A_WALK =
      (step, expected, actual) ->
          step.op() instanceof NioOp.Walk && expected.errno().equals(actual.errno());

  /** More than 15,000 operations. */
  @Test
  void theProviderAnswersAsTheDefaultProviderDoesOnARealMount() {
    assumeTrue(
        KernelAvailability.reason().isEmpty(),
        () ->
            "The live kernel is not asked, only its recorded answers: "
                + KernelAvailability.reason().orElse(""));
    Differential differential =
        new Differential(NioSubject::kernel, NioEngineMount::open).allowing(ORDER_OF_A_WALK);
    long first = OracleSettings.seed();
    int count = OracleSettings.sequences(160);
    System.out.printf(
        "provider against kernel: %d sequences of %d operations, -Dunionfs.seed=%d%n",
        count, STEPS, first);
    for (int i = 0; i < count; i++) {
      Scenario scenario = NioGenerator.scenario(first + i, MountOptions.DEFAULT, STEPS);
      differential.check(first + i, NioScope.within(scenario));
    }
  }

  @Test
  void theProviderAnswersAsTheDefaultProviderDidWhenItWasRecorded() throws IOException {
    assumeTrue(
        Runtime.version().feature() == RECORDED_ON_JDK,
        "The answers were recorded on JDK " + RECORDED_ON_JDK + "; later ones differ in places");
    int replayed = 0;
    for (Transcript transcript : Transcript.committed("nio")) {
      if (!NioScope.within(transcript.scenario()).equals(transcript.scenario())) {
        continue; // Whiteouts in directories that are not merged: the kernel lists them.
      }
      assertThat(transcript.replay(NioEngineMount::open, List.of(ORDER_OF_A_WALK)))
          .as("seed %d", transcript.seed())
          .isEmpty();
      replayed++;
    }
    assertThat(replayed).isGreaterThan(10);
  }
}
