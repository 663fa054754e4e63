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

  /** A tar: its digest, which is the layer's DiffID, and its length in bytes. */
  record Tar(Digest digest, long bytes) {}

  /** The layers {@code from} to before {@code to} of {@code chain} as one. */
  static Tar of(List<? extends Layer> chain, int from, int to) throws IOException {
    Counter counter = new Counter();
    SquashedLayers.write(
        chain.subList(0, to), from, counter, "joined layers", ProgressListener.NONE);
    return new Tar(counter.hashing.digest(), counter.bytes);
  }

  private static final class Counter extends OutputStream {
    private final Hashing hashing = new Hashing("sha256");
    private long bytes;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      hashing.add(buffer, offset, length);
      bytes += length;
    }
  }
}
