package io.unionfs.lab;

import io.unionfs.archive.Hashing;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.SquashedLayers;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** The tars that layers are, or would be if several were joined: written, counted, and let go. */
final class LayerTars {
  private LayerTars() {}

  /**
   * A tar.
   *
   * @param digest of all of it, which is the layer's DiffID
   * @param bytes of the files in it; headers, which weigh more the smaller the files, are left out
   */
  record Tar(Digest digest, long bytes) {}

  /** The layers {@code from} to before {@code to} of {@code chain} as one. */
  static Tar of(List<? extends Layer> chain, int from, int to) throws IOException {
    Counter counter = new Counter();
    SquashedLayers.write(
        chain.subList(0, to), from, counter, "joined layers", ProgressListener.NONE);
    return new Tar(counter.hashing.digest(), counter.bytes);
  }

  /** Hashes a tar as it is written, and adds up the files in it. */
  private static final class Counter extends OutputStream {
    private static final int BLOCK = 512;
    private static final int SIZE_FIELD = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TYPE_FIELD = 156;
    private static final int BINARY = 0x80;

    private final Hashing hashing = new Hashing("sha256");
    private final byte[] header = new byte[BLOCK];
    private int filled;
    private long skipped;
    private long bytes;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      hashing.add(buffer, offset, length);
      int at = offset;
      int end = offset + length;
      while (at < end) {
        if (skipped > 0) {
          int step = (int) Math.min(skipped, end - at);
          skipped -= step;
          at += step;
        } else {
          int step = Math.min(BLOCK - filled, end - at);
          System.arraycopy(buffer, at, header, filled, step);
          filled += step;
          at += step;
          if (filled == BLOCK) {
            filled = 0;
            header();
          }
        }
      }
    }

    private void header() {
      long size = 0;
      boolean isBinary = (header[SIZE_FIELD] & BINARY) != 0;
      for (int i = SIZE_FIELD + (isBinary ? 1 : 0); i < SIZE_FIELD + SIZE_LENGTH; i++) {
        int digit = header[i] & 0xff;
        if (isBinary) {
          size = size << 8 | digit;
        } else if (digit >= '0' && digit <= '7') {
          size = size << 3 | digit - '0';
        }
      }
      if (header[TYPE_FIELD] == '0') {
        bytes += size;
      }
      skipped = (size + BLOCK - 1) / BLOCK * BLOCK;
    }
  }
}
