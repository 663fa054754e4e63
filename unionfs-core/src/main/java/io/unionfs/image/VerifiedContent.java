package io.unionfs.image;

import io.unionfs.archive.Hashing;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Bytes that are checked against their descriptor while they are read, which can be done in order
 * only. Who read them to their end without an exception has had the right ones.
 */
final class VerifiedContent implements Content {
  private static final int BUFFER = 1 << 16;

  private final Content content;
  private final Digest digest;
  private final String where;
  private final ProgressListener progress;

  private VerifiedContent(Content content, Digest digest, String where, ProgressListener progress) {
    this.content = content;
    this.digest = digest;
    this.where = where;
    this.progress = progress;
  }

  /**
   * {@code content}, which must be what {@code expected} describes.
   *
   * @param where the blob in messages
   * @throws ImageException if its size is another
   */
  static VerifiedContent of(
      Content content, Descriptor expected, String where, ProgressListener progress)
      throws ImageException {
    if (content.size() != expected.size()) {
      throw new ImageException(
          where
              + ": has "
              + content.size()
              + " bytes, but its descriptor says "
              + expected.size()
              + "; the image is damaged: get it anew");
    }
    return new VerifiedContent(content, expected.digest(), where, progress);
  }

  @Override
  public long size() {
    return content.size();
  }

  /** Writes all bytes to {@code out}. */
  void copyTo(OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long position = 0;
    try (Reader reader = open()) {
      while (position < size()) {
        int count = reader.read(ByteBuffer.wrap(buffer), position);
        out.write(buffer, 0, count);
        position += count;
      }
    }
  }

  @Override
  public Reader open() throws IOException {
    Ordered reader = new Ordered(content.open());
    if (size() == 0) {
      reader.checkDigest();
    }
    return reader;
  }

  private final class Ordered implements Reader {
    private final Reader reader;
    private final Hashing computation = new Hashing(digest.algorithm());
    private long done;

    Ordered(Reader reader) {
      this.reader = reader;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      if (position != done) {
        throw new IllegalStateException(where + ": read out of order");
      }
      if (done == size()) {
        return -1;
      }
      int start = target.position();
      int count = reader.read(target, position);
      if (count < 0) {
        throw new ImageException(where + ": ends before its size; get it anew");
      }
      computation.add(target.duplicate().limit(start + count).position(start));
      done += count;
      progress.progressed(digest.abbreviated(), done, size());
      if (done == size()) {
        checkDigest();
      }
      return count;
    }

    void checkDigest() throws ImageException {
      Digest found = computation.digest();
      if (!found.equals(digest)) {
        throw new ImageException(
            where + ": its bytes have another digest, " + found + "; it is damaged: get it anew");
      }
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
