package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.oracle.LayerGenerator.Palette;
import io.unionfs.oracle.MountOptions.RedirectDir;
import io.unionfs.oracle.MountOptions.Upper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What {@code Files} cannot say, through the provider, held against the same system calls of the
 * kernel: RENAME_EXCHANGE and RENAME_NOREPLACE, mknod, the xattrs of all namespaces.
 */
class BeyondFilesDifferentialTest {
  private static final int STEPS = 250;

  private final List<BeyondFilesSubject> subjects = new ArrayList<>();

  private BeyondFilesSubject open(Stack stack, MountOptions options) {
    BeyondFilesSubject subject = BeyondFilesSubject.open(stack, options);
    subjects.add(subject);
    return subject;
  }

  private void check(MountOptions options, Palette palette, int sequences) {
    assumeTrue(
        KernelAvailability.reason().isEmpty(),
        () ->
            "The live kernel is not asked, only its recorded answers: "
                + KernelAvailability.reason().orElse(""));
    Differential differential = new Differential(KernelSubject::open, this::open);
    long first = OracleSettings.seed();
    int count = OracleSettings.sequences(sequences);
    for (int i = 0; i < count; i++) {
      Scenario scenario = OpGenerator.scenario(first + i, palette, options, STEPS);
      differential.check(first + i, scenario);
    }
    int told = subjects.stream().mapToInt(BeyondFilesSubject::told).sum();
    System.out.printf(
        "beyond Files: %d calls through the provider in %d sequences, -Dunionfs.seed=%d%n",
        told, count, first);
    assertThat(told).isGreaterThan(count * 20);
  }

  @Test
  void theProvidersOwnFormsAnswerAsTheKernelsCallsDo() {
    check(MountOptions.DEFAULT, Palette.NASTY, 60);
  }

  /** Where directories of lower layers can be exchanged too. */
  @Test
  void soDoTheyWithRedirects() {
    check(MountOptions.DEFAULT.with(RedirectDir.ON), Palette.ASCII, 30);
  }

  @Test
  void soDoTheyOnAReadOnlyMount() {
    check(MountOptions.DEFAULT.with(Upper.NONE), Palette.ASCII, 20);
  }

  /** Everywhere: also where nothing can be mounted. */
  @Test
  void theyAnswerAsTheKernelDidWhenItWasRecorded() throws IOException {
    for (Transcript transcript : Transcript.committed("default")) {
      assertThat(transcript.replay(BeyondFilesSubject::open, List.of()))
          .as("seed %d", transcript.seed())
          .isEmpty();
    }
  }
}
