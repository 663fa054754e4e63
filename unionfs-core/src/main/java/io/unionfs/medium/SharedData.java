package io.unionfs.medium;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The data of a lower file that a copy shares until it is written. It is open while somebody reads
 * it who uses the copy. Safe for use by many threads.
 */
final class SharedData {
  private final Content content;

  /** Those of the medium that are open. */
  private final Set<SharedData> open;

  private final int depth;
  private volatile Content.Reader reader;
  private volatile boolean ended;

  /**
   * @param open those of the medium that are open
   * @param depth how many files share with one another, that of {@code content} among them
   */
  SharedData(Content content, Set<SharedData> open, int depth) {
    this.content = content;
    this.open = open;
    this.depth = depth;
  }

  int depth() {
    return depth;
  }

  /** Reads {@code count} bytes; what the lower file has not are zeros. */
  void read(ByteBuffer target, long position, int count) throws IOException {
    int start = target.position();
    int limit = target.limit();
    target.limit(start + count);
    try {
      while (target.hasRemaining()) {
        if (readSome(target, position + target.position() - start) < 0) {
          target.put(new byte[target.remaining()]);
        }
      }
    } finally {
      target.limit(limit);
    }
  }

  private int readSome(ByteBuffer target, long position) throws IOException {
    int start = target.position();
    while (true) {
      Content.Reader now = reader;
      if (now == null) {
        now = opened();
      }
      try {
        return now.read(target, position);
      } catch (IOException e) {
        if (reader == now) {
          throw e;
        }
        target.position(start); // it was closed by the last user before this one
      }
    }
  }

  private synchronized Content.Reader opened() throws IOException {
    if (ended) {
      throw new IOException("the lower file is not shared any more");
    }
    if (reader == null) {
      reader = content.open();
      open.add(this);
    }
    return reader;
  }

  /** Whoever needs it opens it again. */
  synchronized void rest() throws IOException {
    Content.Reader closing = reader;
    if (closing != null) {
      reader = null;
      open.remove(this);
      closing.close();
    }
  }

  /** Nobody needs it any more. */
  synchronized void end() throws IOException {
    ended = true;
    rest();
  }
}
