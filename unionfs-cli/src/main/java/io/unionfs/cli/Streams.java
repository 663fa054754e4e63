package io.unionfs.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a command reads and prints; always UTF-8, whatever the locale. */
record Streams(InputStream in, PrintStream out, PrintStream err, Mode mode) {
  private static final int BUFFER = 1 << 16;

  /** Who reads and writes at the other end. */
  enum Mode {
    /** Somebody at a terminal. */
    INTERACTIVE,
    /** A file or a program, at one end at least. */
    BATCH
  }

  /** The process's own. */
  static Streams standard() {
    return new Streams(
        System.in,
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        isTerminal() ? Mode.INTERACTIVE : Mode.BATCH);
  }

  private static boolean isTerminal() {
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
