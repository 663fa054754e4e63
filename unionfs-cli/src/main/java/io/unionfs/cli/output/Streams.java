package io.unionfs.cli.output;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a command reads and prints; always UTF-8, whatever the locale.
 *
 * @param terminals which of the three are a terminal
 */
public record Streams(InputStream in, PrintStream out, PrintStream err, Set<End> terminals) {
  /** Set by the launcher: the numbers of the file descriptors that are terminals. */
  private static final String TERMINALS = "unionfs.terminals";

  /** The three streams of a process. */
  public enum End {
    INPUT,
    OUTPUT,
    ERRORS
  }

  public Streams {
    terminals = Set.copyOf(terminals);
  }

  /** The process's own. */
  public static Streams standard() {
    return new Streams(
        System.in,
        new StandardOutput(FileDescriptor.out),
        new StandardOutput(FileDescriptor.err),
        terminals(System.getProperty(TERMINALS)));
  }

  /** Whether somebody at a terminal reads and types. */
  public boolean isInteractive() {
    return terminals.contains(End.INPUT) && terminals.contains(End.OUTPUT);
  }

  /**
   * Whether who read the output wanted no more of it: {@code unionfs ps | head -1}.
   *
   * @param failure of {@link #requireWritten}
   */
  public static boolean isBrokenPipe(IOException failure) {
    return failure.getMessage().endsWith("Broken pipe");
  }

  /**
   * Writes out what is still held back.
   *
   * @throws IOException if not all that was printed could be written
   */
  public void requireWritten() throws IOException {
    if (!out.checkError()) {
      return;
    }
    IOException cause = out instanceof StandardOutput known ? known.failure() : null;
    String why = cause == null ? "cannot be written" : Failures.reason(cause);
    throw new IOException("standard output: " + why, cause);
  }

  private static Set<End> terminals(String numbers) {
    Set<End> found = EnumSet.noneOf(End.class);
    if (numbers == null) {
      // Java alone knows only of input and output together.
      return isConsole() ? EnumSet.allOf(End.class) : found;
    }
    for (End end : End.values()) {
      if (numbers.indexOf('0' + end.ordinal()) >= 0) {
        found.add(end);
      }
    }
    return found;
  }

  private static boolean isConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From JDK 22 on there may be a console where there is no terminal; isTerminal tells.
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
