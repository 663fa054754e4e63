package io.unionfs.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a command reads and prints; always UTF-8, whatever the locale. */
record Streams(InputStream in, PrintStream out, PrintStream err) {
  private static final int BUFFER = 1 << 16;

  /** The process's own. */
  static Streams standard() {
    return new Streams(System.in, stream(FileDescriptor.out), stream(FileDescriptor.err));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER),
        false,
        StandardCharsets.UTF_8);
  }
}
