package io.unionfs.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.output.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That {@code docs/reference.md} says what the code declares. */
class CommandReferenceTest {
  private static final Path DOC = Path.of("..", "docs", "reference.md");

  /** From here on the module of the benchmarks says what is so. */
  private static final String BENCHMARKS = "\n## Benchmarks\n";

  private static String generated() {
    PrintStream out = new PrintStream(OutputStream.nullOutputStream());
    Streams streams = new Streams(InputStream.nullInputStream(), out, out, Set.of());
    Context context =
        new Context(
            streams,
            InstantSource.system(),
            Map.of(),
            store -> {
              throw new IOException("a reference needs no store");
            });
    return new CommandReference(UnionfsCommand.commandLine(context)).text();
  }

  @Test
  void theDocumentSaysWhatTheCodeDeclares() throws IOException {
    String text = generated();
    String before = Files.readString(DOC);
    int end = before.contains(BENCHMARKS) ? before.indexOf(BENCHMARKS) : before.length();
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(DOC, text + before.substring(end));
      return;
    }
    assertThat(before.substring(0, end))
        .as("-Dtest=CommandReferenceTest -Dreference.write=true writes it")
        .isEqualTo(text);
  }

  @Test
  void everyOptionHasAWordOfExplanation() {
    assertThat(generated()).doesNotContain("` |  |");
  }
}
