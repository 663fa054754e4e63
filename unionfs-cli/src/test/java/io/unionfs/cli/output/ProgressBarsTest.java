package io.unionfs.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressBarsTest {
  private static final String WIPE = "\r\033[K";
  private static final String WIPE_TWO = WIPE + "\033[1A" + WIPE;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final ProgressBars bars = new ProgressBars(out, () -> now, "Pushing");

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
    bars.progressed("a", 1, 2);
    pass(999);
    bars.progressed("a", 2, 2);
    bars.close();
    assertThat(shown()).isEmpty();
  }

  @Test
  void whatIsUnderWayHasALineEach() {
    bars.progressed("a", 500_000, 1_000_000);
    pass(1000);
    bars.progressed("b: extracting", 7, -1);
    assertThat(shown())
        .isEqualTo(
            "a: Pushing ["
                + "=".repeat(15)
                + ">"
                + " ".repeat(14)
                + "]  500kB/1MB\nb: extracting  7B");
    pass(100);
    bars.progressed("a", 1_000_000, 1_000_000);
    assertThat(shown()).isEqualTo(WIPE_TWO + "b: extracting  7B");
    bars.close();
    assertThat(shown()).isEqualTo(WIPE);
    pass(1000);
    bars.progressed("a", 1, 2);
    assertThat(shown()).isEmpty();
  }

  @Test
  void linesThatStayStandAbove() {
    pass(1000);
    bars.progressed("a", 1, -1);
    bars.progressed("b", 1, -1);
    pass(100);
    bars.progressed("b", 2, -1);
    shown();
    bars.above(() -> out.print("a: Pushed\n"));
    assertThat(shown()).isEqualTo(WIPE_TWO + "a: Pushed\n");
    pass(100);
    bars.progressed("b", 3, -1);
    assertThat(shown()).isEqualTo("a: Pushing  1B\nb: Pushing  3B");
  }

  @Test
  void whatHasStoodStillForLongIsNotShown() {
    pass(1000);
    bars.progressed("a", 1, -1);
    pass(5001);
    shown();
    bars.progressed("b", 1, -1);
    assertThat(shown()).isEqualTo(WIPE + "b: Pushing  1B");
  }

  @Test
  void namesAreShownWithoutWhatATerminalWouldDo() {
    pass(1000);
    bars.progressed("a\033[2J", 1, -1);
    assertThat(shown()).doesNotContain("\033[2J");
  }
}
