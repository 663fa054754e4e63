package io.unionfs.cli.command;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Leaves the root directory out of a tar, whose first entry it is: whoever unpacks the tar would
 * have the directory changed that he unpacks it in. The root must fit one header: no extended
 * attributes, its time a whole second.
 */
final class WithoutRoot extends FilterOutputStream {
  private static final byte[] ROOT = "./\0".getBytes(StandardCharsets.US_ASCII);

  private final byte[] first = new byte[512];
  private int read;

  WithoutRoot(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int held = Math.min(length, first.length - read);
    System.arraycopy(bytes, offset, first, read, held);
    read += held;
    if (held > 0 && read == first.length && !isRoot()) {
      out.write(first);
    }
    out.write(bytes, offset + held, length - held);
  }

  private boolean isRoot() {
    for (int i = 0; i < ROOT.length; i++) {
      if (first[i] != ROOT[i]) {
        return false;
      }
    }
    return true;
  }
}
