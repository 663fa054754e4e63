package io.unionfs.image;

import io.unionfs.archive.ByteSource;
import io.unionfs.archive.Hashing;
import io.unionfs.layer.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A blob that is hashed while it is read as a stream, once, so that a compressed layer is read only
 * once. Not safe for use by many threads.
 */
final class HashedBlob implements ByteSource {
  private static final int BUFFER = 1 << 16;

  private final ByteSource blob;
  private final String name;
  private final String algorithm;
  private final Tap tap;

  /** The bytes of {@code blob} under another name. */
  HashedBlob(ByteSource blob, String name, String algorithm) {
    this.blob = blob;
    this.name = name;
    this.algorithm = algorithm;
    this.tap = new Tap(blob.stream(), new Hashing(algorithm));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return blob.size();
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return blob.read(target, position);
  }

  @Override
  public InputStream stream() {
    return tap;
  }

  /** The digest of all bytes; those that nobody has read yet are read now. */
  Digest digest() throws IOException {
    byte[] scrap = new byte[BUFFER];
    while (tap.read(scrap, 0, scrap.length) >= 0) {
      // hashed on the way
    }
    return tap.computation.digest();
  }

  private static final class Tap extends FilterInputStream {
    private final Hashing computation;

    Tap(InputStream in, Hashing computation) {
      super(in);
      this.computation = computation;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      if (count > 0) {
        computation.add(bytes, offset, count);
      }
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      byte[] scrap = new byte[(int) Math.min(count, BUFFER)];
      return Math.max(0, read(scrap, 0, scrap.length));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
