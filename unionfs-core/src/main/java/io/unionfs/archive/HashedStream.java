package io.unionfs.archive;

import io.unionfs.layer.Digest;
import io.unionfs.layer.LayerException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Hashes, counts and perhaps keeps the bytes that pass, up to a limit. */
final class HashedStream extends FilterInputStream {
  private final Hashing sha256 = new Hashing("sha256");
  private final Storage storage;
  private final String subject;
  private final long limit;
  private long count;

  /**
   * A stream over {@code in}.
   *
   * @param storage what keeps the bytes, or null
   */
  HashedStream(InputStream in, Storage storage, String subject, long limit) {
    super(in);
    this.storage = storage;
    this.subject = subject;
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    if (read <= 0) {
      return read;
    }
    count += read;
    if (count > limit) {
      throw new LayerException(
          subject + ": larger than " + limit + " bytes when decompressed, the limit set for it");
    }
    sha256.add(bytes, offset, read);
    if (storage != null) {
      storage.write(bytes, offset, read);
    }
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** The number of bytes that passed. */
  long count() {
    return count;
  }

  /** The digest of the bytes that passed; call it once, at the end. */
  Digest digest() {
    return sha256.digest();
  }
}
