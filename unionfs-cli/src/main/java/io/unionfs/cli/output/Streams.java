package io.unionfs.cli.output;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a command reads and prints; always UTF-8, whatever the locale.
 *
 * @param terminals which of the three are a terminal
 */
public record Streams(InputStream in, PrintStream out, PrintStream err, Set<End> terminals) {
  private static final int BUFFER = 1 << 16;

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
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        terminals(System.getProperty(TERMINALS)));
  }

  /** Whether somebody at a terminal reads and types. */
  public boolean isInteractive() {
    return terminals.contains(End.INPUT) && terminals.contains(End.OUTPUT);
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

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER),
        false,
        StandardCharsets.UTF_8);
  }
}
