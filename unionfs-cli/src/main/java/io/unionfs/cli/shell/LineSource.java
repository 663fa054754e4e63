package io.unionfs.cli.shell;

import io.unionfs.cli.output.Streams;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a prompt has its lines from. */
public interface LineSource extends Closeable {
  /** Shows {@code prompt} and returns the next line, or null at the end. */
  String read(String prompt) throws IOException;

  /**
   * Waits, behind {@code prompt}, until who types wants more.
   *
   * @return whether he does
   */
  default boolean next(String prompt) throws IOException {
    String line = read(prompt);
    return line != null && !line.strip().equals("q");
  }

  @Override
  void close() throws IOException;

  /** Completes the word at the cursor. */
  @FunctionalInterface
  interface Completion {
    /**
     * What the word may become.
     *
     * @param words the words before it
     * @param word what there is of it, perhaps nothing
     */
    Iterable<String> candidates(List<String> words, String word);
  }

  /**
   * Lines that are edited and completed where the process's own input is a capable terminal, else
   * as they come.
   */
  static LineSource of(Streams streams, Completion completion) {
    return of(streams, completion, Optional.empty());
  }

  /**
   * The same, with the lines of earlier prompts at hand where they are edited.
   *
   * @param history a file that keeps them
   */
  static LineSource of(Streams streams, Completion completion, Optional<Path> history) {
    String terminal = System.getenv("TERM");
    boolean edited =
        streams.in() == System.in
            && streams.isInteractive()
            && terminal != null
            && !terminal.equals("dumb");
    Optional<LineSource> lines =
        edited ? EditedLines.open(streams, completion, history) : Optional.empty();
    return lines.orElseGet(() -> plain(streams));
  }

  /** Lines as they come. */
  private static LineSource plain(Streams streams) {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8));
    return new LineSource() {
      @Override
      public String read(String prompt) throws IOException {
        streams.out().print(prompt);
        streams.out().flush();
        String line = in.readLine();
        if (line == null) {
          streams.out().println();
        }
        return line;
      }

      @Override
      public void close() {}
    };
  }
}
