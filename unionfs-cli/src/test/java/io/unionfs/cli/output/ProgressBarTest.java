package io.unionfs.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final ProgressBar bar = bar("Loading", ProgressBar.Measure.BYTES);

  private ProgressBar bar(String doing, ProgressBar.Measure measure) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new ProgressBar(out, () -> now, doing, measure);
  }

  private String shown() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text;
  }

  private void pass(long millis) {
    now = now.plus(Duration.ofMillis(millis));
  }

  @Test
  void whatTakesLessThanASecondShowsNothing() {
    bar.progressed("0123456789ab", 1, 2);
    pass(999);
    bar.progressed("0123456789ab", 2, 2);
    bar.close();
    assertThat(shown()).isEmpty();
  }

  @Test
  void afterASecondThereIsALineThatIsWipedAtTheEnd() {
    pass(1000);
    bar.progressed("0123456789ab: copying", 500_000, 1_000_000);
    assertThat(shown())
        .isEqualTo(
            "\r\033[KLoading 0123456789ab: copying ["
                + "=".repeat(20)
                + ">"
                + " ".repeat(19)
                + "]  500kB/1MB");
    bar.close();
    assertThat(shown()).isEqualTo("\r\033[K");
    pass(1000);
    bar.progressed("0123456789ab", 1, 2);
    bar.close();
    assertThat(shown()).isEmpty();
  }

  @Test
  void stepsAreNoBytes() {
    ProgressBar steps = bar("Trying", ProgressBar.Measure.STEPS);
    pass(1000);
    steps.progressed("lookup", 5, 2500);
    assertThat(shown()).startsWith("\r\033[KTrying lookup [").endsWith("]  5/2500");
  }

  @Test
  void itIsDrawnTenTimesASecondAtMost() {
    pass(1000);
    bar.progressed("a", 1, 10);
    shown();
    pass(99);
    bar.progressed("a", 2, 10);
    assertThat(shown()).isEmpty();
    pass(1);
    bar.progressed("a", 10, 10);
    assertThat(shown()).endsWith("[" + "=".repeat(40) + "]  10B/10B");
  }

  @Test
  void ofWhatHasNoEndTheAmountIsShown() {
    pass(1000);
    bar.progressed("e\033vil", 12_345, -1);
    assertThat(shown()).isEqualTo("\r\033[KLoading e\\x1bvil  12.3kB");
  }
}
