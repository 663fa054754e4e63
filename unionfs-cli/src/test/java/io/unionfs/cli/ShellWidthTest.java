package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.command.Context;
import io.unionfs.cli.output.Fit;
import io.unionfs.cli.output.Streams.End;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a shell on layers minds how wide a terminal is, and nothing else has a width. */
class ShellWidthTest {
  private static final String NAME = "a-name-that-is-rather-long-for-a-file-in-a-narrow-terminal";
  private static final String SCRIPT =
      String.join(
          "\n",
          "mkdir -p /opt/" + NAME + "/" + NAME,
          "write /opt/" + NAME + "/" + NAME + "/" + NAME + " x",
          "layers",
          "which /etc/app.conf",
          "tree",
          "upper",
          "help",
          "diff");

  private static List<String> lines(Set<End> terminals, String columns) {
    Cli run =
        Cli.run(
            terminals,
            SCRIPT.getBytes(StandardCharsets.UTF_8),
            streams ->
                new Context(
                    streams,
                    InstantSource.system(),
                    Map.of("COLUMNS", columns, "TERM", "xterm"),
                    directory -> {
                      throw new IOException("no store is to be opened");
                    }),
            "shell",
            "--demo");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    return run.out().lines().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"70", "80", "100", "140"})
  void noLineIsWiderThanTheTerminal(String columns) {
    List<String> shown = lines(Set.of(End.OUTPUT), columns);
    assertThat(shown)
        .allSatisfy(
            line -> assertThat(Fit.width(line)).isLessThanOrEqualTo(Integer.valueOf(columns)));
    String all = String.join("", shown).replaceAll("\033\\[[0-9;]*m|[ │├└─]", "");
    assertThat(all).as("names are whole").contains(NAME + "/writablelayer");
    assertThat(all).contains("A/opt/" + NAME + "/" + NAME + "/" + NAME);
  }

  @Test
  void inEightyColumnsInstructionsStandBelowTheirLayers() {
    assertThat(lines(Set.of(End.OUTPUT), "80"))
        .containsSubsequence(
            "layer 2         7c59fdb39d67   5 entries        3 bytes  1 whiteout",
            "    RUN rm /var/cache/packages",
            "layer 1         5dcfd362f7cb   7 entries   94,010 bytes",
            "    COPY app /");
  }

  @Test
  void whatIsNoTerminalHasNoWidth() {
    assertThat(lines(Set.of(End.INPUT), "60"))
        .contains("A /opt/" + NAME + "/" + NAME + "/" + NAME)
        .anyMatch(line -> line.endsWith("1 whiteout  RUN rm /var/cache/packages"))
        .anyMatch(line -> line.endsWith("-- " + NAME + "  writable layer"));
  }
}
