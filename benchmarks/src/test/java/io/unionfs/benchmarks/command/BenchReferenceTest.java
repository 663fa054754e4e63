package io.unionfs.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** That {@code docs/reference.md} ends with what {@code unionfs bench --help} says. */
class BenchReferenceTest {
  private static final Path DOC = Path.of("..", "docs", "reference.md");
  private static final String HEADING = "\n## Benchmarks\n";

  @Test
  void theDocumentSaysWhatTheHelpSays() throws IOException {
    CommandLine bench = new CommandLine(new BenchCommand());
    bench.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    String text =
        HEADING
            + "\n[benchmarks/README.md](benchmarks/README.md) says what is measured, and how.\n\n```\n"
            + bench.getUsageMessage().stripTrailing()
            + "\n```\n";
    String document = Files.readString(DOC);
    int begin = document.contains(HEADING) ? document.indexOf(HEADING) : document.length();
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(DOC, document.substring(0, begin) + text);
      return;
    }
    assertThat(document.substring(begin))
        .as("-Dtest=BenchReferenceTest -Dreference.write=true writes it")
        .isEqualTo(text);
  }
}
