package io.unionfs.store;

import io.unionfs.archive.ByteSource;
import io.unionfs.archive.Compression;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;

/**
 * A layer's tar while it is being decompressed: read once, in order, and kept on the way. Not safe
 * for use by many threads.
 */
final class PlainTar implements ByteSource {
  /** As many bytes as tell how something is compressed. */
  private static final int MAGIC = 6;

  private final String name;
  private final InputStream in;
  private final OutputStream kept;
  private final Guard guard;
  private final byte[] magic;

  /** Asked now and then whether to go on. */
  interface Guard {
    /** {@code bytes} have come out so far. */
    void allow(long bytes) throws IOException;
  }

  /**
   * The bytes of {@code in}, which stays the caller's to close.
   *
   * @param kept where all of them go
   */
  PlainTar(String name, InputStream in, OutputStream kept, Guard guard) throws IOException {
    this.name = name;
    this.in = in;
    this.kept = kept;
    this.guard = guard;
    this.magic = in.readNBytes(MAGIC);
    if (Compression.of(this) != Compression.NONE) {
      throw new StoreException(
          "is compressed twice, which no layer may be; get the image from elsewhere");
    }
  }

  @Override
  public String name() {
    return name;
  }

  /** Not known before the end. */
  @Override
  public long size() {
    return Long.MAX_VALUE;
  }

  /** Reads the first bytes only. */
  @Override
  public int read(ByteBuffer target, long position) {
    if (position >= magic.length) {
      return -1;
    }
    int count = (int) Math.min(target.remaining(), magic.length - position);
    target.put(magic, (int) position, count);
    return count;
  }

  @Override
  public InputStream stream() {
    return new Tee(new SequenceInputStream(new ByteArrayInputStream(magic), in));
  }

  private final class Tee extends FilterInputStream {
    private long count;

    Tee(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      if (read > 0) {
        count += read;
        guard.allow(count);
        kept.write(bytes, offset, read);
      }
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      byte[] scrap = new byte[(int) Math.min(Math.max(count, 0), 1 << 16)];
      return Math.max(0, read(scrap, 0, scrap.length));
    }

    @Override
    public int available() {
      return 0;
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    @Override
    public void close() {
      // The caller closes what he opened.
    }
  }
}
