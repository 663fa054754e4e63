package io.unionfs.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.output.Ink.Tone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FitTest {
  @Test
  void whatFitsStaysAsItIs() {
    assertThat(Fit.shortened("RUN make", 8)).isEqualTo("RUN make");
    assertThat(Fit.broken("/a/b  layer 2", 13, "    ")).containsExactly("/a/b  layer 2");
    assertThat(Fit.broken("x".repeat(10_000), Screen.ENDLESS.columns(), " ")).hasSize(1);
  }

  @Test
  void whatIsTooLongEndsInAnEllipsis() {
    assertThat(Fit.shortened("RUN make install", 8)).isEqualTo("RUN mak…");
    assertThat(Fit.shortened(Ink.COLOUR.of(Tone.FOUND, "found here"), 6))
        .isEqualTo("\033[32mfound…\033[0m");
  }

  @Test
  void wideCharactersTakeTwoColumnsAndAccentsNone() {
    assertThat(Fit.width("層layer")).isEqualTo(7);
    assertThat(Fit.width("e\u0301")).isEqualTo(1);
    assertThat(Fit.shortened("層層層層", 6)).isEqualTo("層層…");
  }

  @Test
  void linesArePartedBehindSlashesAndAtBlanks() {
    assertThat(Fit.broken("A /usr/share/doc/packages/README", 20, "    "))
        .containsExactly("A /usr/share/doc/", "    packages/README");
    assertThat(Fit.broken("|-- a-name-of-some-length  layer 2", 30, "|       "))
        .containsExactly("|-- a-name-of-some-length", "|       layer 2");
    assertThat(Fit.broken("a".repeat(45), 20, "  "))
        .containsExactly("a".repeat(20), "  " + "a".repeat(18), "  " + "a".repeat(7));
  }

  @Test
  void aColourEndsWithEachLineAndGoesOnInTheNext() {
    assertThat(Fit.broken(Ink.COLOUR.of(Tone.HIDING, "b".repeat(30)), 20, "  "))
        .containsExactly(
            "\033[31m" + "b".repeat(20) + "\033[0m", "  \033[31m" + "b".repeat(10) + "\033[0m");
  }

  @Test
  void whereThereIsHardlyAnyRoomLinesStayAsTheyAre() {
    assertThat(Fit.broken("c".repeat(30), 20, " ".repeat(10))).containsExactly("c".repeat(30));
  }

  private static List<String> printed(int columns) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    List<String[]> rows =
        List.of(
            new String[] {"layer 10", "7", "RUN a command of some length"},
            new String[] {"layer 9", "12345", ""});
    Columns.print(out, rows, "<><", () -> columns);
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void theLastColumnIsShortenedOrPutBelow() {
    assertThat(printed(43))
        .containsExactly("layer 10     7 RUN a command of some length", "layer 9  12345");
    assertThat(printed(42))
        .containsExactly("layer 10     7 RUN a command of some leng…", "layer 9  12345");
    assertThat(printed(30))
        .containsExactly("layer 10     7", "    RUN a command of some len…", "layer 9  12345");
  }

  @Test
  void onlyATerminalLimitsLines() {
    Streams piped = new Streams(null, null, null, Set.of(Streams.End.INPUT));
    assertThat(Screen.of(piped, "40").columns()).isEqualTo(Integer.MAX_VALUE);
    Streams shown = new Streams(null, null, null, Set.of(Streams.End.OUTPUT));
    assertThat(Screen.of(shown, "40").columns()).isEqualTo(40);
    assertThat(Screen.of(shown, "none").columns()).isPositive();
  }

  @Test
  void aTerminalThatDoesNotKnowItsSizeLimitsNothing() {
    assertThat(Screen.columnsIn("24 80\n")).isEqualTo(80);
    for (String size : new String[] {"0 0\n", "", "stty: no tty"}) {
      assertThat(Screen.columnsIn(size)).as(size).isEqualTo(Integer.MAX_VALUE);
    }
  }
}
