package io.unionfs.cli.shell;

import io.unionfs.cli.output.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
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
  static Optional<LineSource> open(Streams streams, Completion completion, Optional<Path> history) {
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
      history
          .filter(EditedLines::canBeKept)
          .ifPresent(file -> reader.setVariable(LineReader.HISTORY_FILE, file));
      return Optional.of(new EditedLines(reader, streams, owned));
    }
  }

  private static void complete(Completion completion, ParsedLine line, List<Candidate> candidates) {
    List<String> before = line.words().subList(0, line.wordIndex());
    String word = line.word().substring(0, line.wordCursor());
    for (String text : completion.candidates(before, word)) {
      if (text.chars().anyMatch(Character::isISOControl)) {
        continue; // No terminal is to be sent it, and nobody can type it.
      }
      // A directory or half a name is gone on with: no blank behind it.
      boolean whole = !text.endsWith("/") && !text.endsWith(":");
      candidates.add(new Candidate(text, text, null, null, null, null, whole));
    }
  }

  /** Makes the file, which is for its owner alone; where that cannot be, nothing is kept. */
  private static boolean canBeKept(Path file) {
    try {
      if (Files.notExists(file)) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
      return Files.isRegularFile(file) && Files.isWritable(file);
    } catch (IOException | UnsupportedOperationException e) {
      return Files.isWritable(file);
    }
  }

  /** Any key goes on; q, Ctrl-C and Ctrl-D end. The prompt is taken away again. */
  @Override
  public boolean next(String prompt) throws IOException {
    streams.out().flush();
    Terminal terminal = reader.getTerminal();
    Attributes before = terminal.enterRawMode();
    try {
      Attributes raw = terminal.getAttributes();
      raw.setLocalFlag(Attributes.LocalFlag.ISIG, false); // Ctrl-C is a key here.
      terminal.setAttributes(raw);
      terminal.writer().print(prompt);
      terminal.flush();
      int key = terminal.reader().read();
      terminal.writer().print("\r\033[K");
      terminal.flush();
      return key >= 0 && key != 'q' && key != 3 && key != 4;
    } finally {
      terminal.setAttributes(before);
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
