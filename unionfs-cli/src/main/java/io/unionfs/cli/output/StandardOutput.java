package io.unionfs.cli.output;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A stream of the process that remembers why it could not be written, which others forget. */
final class StandardOutput extends PrintStream {
  private static final int BUFFER = 1 << 16;

  private final Remembering file;

  StandardOutput(FileDescriptor descriptor) {
    this(new Remembering(new FileOutputStream(descriptor)));
  }

  private StandardOutput(Remembering file) {
    super(new BufferedOutputStream(file, BUFFER), false, StandardCharsets.UTF_8);
    this.file = file;
  }

  /** Why the first bytes that are lost were lost, or null. */
  IOException failure() {
    return file.failure;
  }

  private static final class Remembering extends FilterOutputStream {
    private volatile IOException failure;

    Remembering(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        }
        throw e;
      }
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }
  }
}
