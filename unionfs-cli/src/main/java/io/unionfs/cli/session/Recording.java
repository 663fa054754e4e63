package io.unionfs.cli.session;

import io.unionfs.cli.output.Streams;
import io.unionfs.cli.shell.LineSource;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Notes what is typed and printed. */
public final class Recording {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<String> lines = new ArrayList<>();

  /**
   * Begins.
   *
   * @param command the first line
   */
  public Recording(String command) {
    lines.add(command);
  }

  /** Streams like {@code streams}; what is printed is noted. */
  public Streams noting(Streams streams) {
    return new Streams(
        streams.in(), noting(streams.out()), noting(streams.err()), streams.terminals());
  }

  private PrintStream noting(PrintStream stream) {
    OutputStream both =
        new FilterOutputStream(stream) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            printed.write(bytes, offset, length);
            out.write(bytes, offset, length);
          }

          @Override
          public void write(int b) throws IOException {
            printed.write(b);
            out.write(b);
          }
        };
    return new PrintStream(both, false, StandardCharsets.UTF_8);
  }

  /**
   * Lines from {@code source}, which are noted.
   *
   * @param tick is run before each line
   */
  public LineSource noting(LineSource source, Runnable tick) {
    return new LineSource() {
      @Override
      public String read(String prompt) throws IOException {
        take();
        String line = source.read(prompt);
        printed.reset(); // What is typed without an editor stands behind a printed prompt.
        if (line != null) {
          lines.add(SessionText.line(prompt, SessionText.inOneLine(line)));
          tick.run();
        }
        return line;
      }

      @Override
      public boolean next(String prompt) throws IOException {
        take();
        boolean more = source.next(prompt);
        printed.reset();
        lines.add(SessionText.line(prompt, more ? "" : "q"));
        return more;
      }

      @Override
      public void close() throws IOException {
        take();
        source.close();
      }
    };
  }

  private void take() {
    lines.addAll(SessionText.lines(printed.toString(StandardCharsets.UTF_8)));
    printed.reset();
  }

  /** What there was. */
  public List<String> lines() {
    return lines;
  }
}
