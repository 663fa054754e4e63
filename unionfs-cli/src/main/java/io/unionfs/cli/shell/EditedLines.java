package io.unionfs.cli.shell;

import io.unionfs.cli.output.Streams;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
  /** The process's terminal while a prompt has it; a prompt inside another uses it, too. */
  private static Terminal shared; // guarded by EditedLines.class

  /** What is coloured in a list of completions. */
  private static final List<String> COLOURED =
      List.of(LineReader.COMPLETION_STYLE_STARTING, LineReader.COMPLETION_STYLE_LIST_STARTING);

  private final LineReader reader;
  private final Streams streams;

  /** The terminal, if it ends with these lines, or null. */
  private final Terminal owned;

  private EditedLines(LineReader reader, Streams streams, Terminal owned) {
    this.reader = reader;
    this.streams = streams;
    this.owned = owned;
  }

  /** Lines from the process's terminal; empty where it cannot be set as is needed. */
  static Optional<LineSource> open(Streams streams, Completion completion) {
    synchronized (EditedLines.class) {
      Terminal terminal = shared;
      Terminal owned = null;
      try {
        if (terminal == null) {
          // stty(1) sets the terminal: no native code is loaded.
          terminal = TerminalBuilder.builder().system(true).provider("exec").dumb(false).build();
          shared = terminal;
          owned = terminal;
        }
      } catch (IOException | IllegalStateException e) {
        return Optional.empty();
      }
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .completer((r, line, candidates) -> complete(completion, line, candidates))
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      if (System.getenv("NO_COLOR") != null) {
        COLOURED.forEach(style -> reader.setVariable(style, "underline"));
      }
      return Optional.of(new EditedLines(reader, streams, owned));
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
    synchronized (EditedLines.class) {
      if (owned != null) {
        shared = null;
        owned.close();
      }
    }
  }
}
