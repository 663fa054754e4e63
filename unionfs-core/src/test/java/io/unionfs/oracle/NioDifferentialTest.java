package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.oracle.MountOptions.Upper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The provider held against the JDK's default provider on a real mount: the same Java programs, the
 * same values or exceptions, reasons included.
 */
class NioDifferentialTest {
  private static final int STEPS = 100;

  /** Which entry a walk fails at first depends on the order of names, which no contract fixes. */
  private static final Divergence.Deviation ORDER_OF_A_WALK =
      (step, expected, actual) ->
          step.op() instanceof NioOp.Walk && expected.errno().equals(actual.errno());

  /** A transfer out of a directory fails as the JDK's way of doing it fails: mmap, or a copy. */
  private static final Divergence.Deviation TRANSFER_OUT_OF_A_DIRECTORY =
      (step, expected, actual) ->
          step.op() instanceof NioOp.Transfer
              && expected.errno().equals("IOException")
              && actual.equals(new Outcome("IOException", "\"Is a directory\""));

  static final List<Divergence.Deviation> DEVIATIONS =
      List.of(ORDER_OF_A_WALK, TRANSFER_OUT_OF_A_DIRECTORY);

  /** More than 15,000 operations. */
  @Test
  void theProviderAnswersAsTheDefaultProviderDoesOnARealMount() {
    check(MountOptions.DEFAULT, 160);
  }

  @Test
  void aReadOnlyMountAnswersAsTheDefaultProviderDoesOnARealOne() {
    check(MountOptions.DEFAULT.with(Upper.NONE), 20);
  }

  private static void check(MountOptions options, int sequences) {
    assumeTrue(
        KernelAvailability.reason().isEmpty(),
        () ->
            "The live kernel is not asked, only its recorded answers: "
                + KernelAvailability.reason().orElse(""));
    Differential differential = new Differential(NioSubject::kernel, NioEngineMount::open);
    for (Divergence.Deviation deviation : DEVIATIONS) {
      differential = differential.allowing(deviation);
    }
    long first = OracleSettings.seed();
    int count = OracleSettings.sequences(sequences);
    System.out.printf(
        "provider against kernel: %d sequences of %d operations, upper %s, -Dunionfs.seed=%d%n",
        count, STEPS, options.upper(), first);
    for (int i = 0; i < count; i++) {
      Scenario scenario = NioGenerator.scenario(first + i, options, STEPS);
      differential.check(first + i, NioScope.within(scenario));
    }
  }

  /** Everywhere: also where nothing can be mounted. */
  @Test
  void theProviderAnswersAsTheDefaultProviderDidWhenItWasRecorded() throws IOException {
    String kind = OracleSettings.programs();
    assumeTrue(
        OracleSettings.kinds().contains(kind),
        () -> "No answers were recorded on this JDK: " + Runtime.version().feature());
    for (Transcript transcript : Transcript.committed(kind)) {
      assertThat(transcript.replay(NioEngineMount::open, DEVIATIONS))
          .as("%s, seed %d", kind, transcript.seed())
          .isEmpty();
    }
  }
}
