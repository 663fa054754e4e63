package io.unionfs.cli.shell;

import io.unionfs.cli.output.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Lines that are edited at a terminal, with those before them at hand and words completed. */
final class EditedLines implements LineSource {
  private final Terminal terminal;
  private final LineReader reader;
  private final Streams streams;

  private EditedLines(Terminal terminal, LineReader reader, Streams streams) {
    this.terminal = terminal;
    this.reader = reader;
    this.streams = streams;
  }

  static EditedLines open(Streams streams, Completion completion) {
    try {
      // stty(1) sets the terminal: no native code is loaded.
      Terminal terminal = TerminalBuilder.builder().system(true).provider("exec").build();
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .completer((r, line, candidates) -> complete(completion, line, candidates))
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      return new EditedLines(terminal, reader, streams);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void complete(Completion completion, ParsedLine line, List<Candidate> candidates) {
    List<String> before = line.words().subList(0, line.wordIndex());
    String word = line.word().substring(0, line.wordCursor());
    for (String text : completion.candidates(before, word)) {
      // A directory or half a name is gone on with: no blank behind it.
      boolean whole = !text.endsWith("/") && !text.endsWith(":");
      candidates.add(new Candidate(text, text, null, null, null, null, whole));
    }
  }

  @Override
  public String read(String prompt) {
    streams.out().flush();
    while (true) {
      try {
        return reader.readLine(prompt);
      } catch (UserInterruptException e) {
        // Ctrl-C leaves the line.
      } catch (EndOfFileException e) {
        return null;
      }
    }
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
