package io.unionfs.archive;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Where a file's bytes stand in a tar. */
sealed interface TarData {
  TarData NONE = new Dense(0, 0);

  /** The file's size, holes included. */
  long size();

  /** The bytes in {@code archive} as content that reads nothing but them. */
  Content in(ByteSource archive);

  /**
   * What the map of {@code content}, if it is that of a sparse file in a tar, takes on the heap.
   */
  static long mapOf(Content content) {
    return content instanceof SparseContent sparse ? Limits.heapOf(sparse.map()) : 0;
  }

  /** One run of bytes. */
  record Dense(long offset, long size) implements TarData {
    @Override
    public Content in(ByteSource archive) {
      if (size == 0) {
        return Content.EMPTY;
      }
      return SmallContent.fits(offset, size)
          ? new SmallContent(archive, (int) (offset / SmallContent.BLOCK), (int) size)
          : new DenseContent(archive, offset, size);
    }
  }

  /** Runs of bytes with holes between them, which are zeros. */
  record Sparse(SparseMap map, long offset) implements TarData {
    @Override
    public long size() {
      return map.size();
    }

    @Override
    public Content in(ByteSource archive) {
      return new SparseContent(archive, map, offset);
    }
  }
}

/** A file that is one run of an archive's bytes; its own reader, for it has nothing to close. */
record DenseContent(ByteSource archive, long offset, long size) implements Content, Content.Reader {
  @Override
  public Reader open() {
    return this;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    if (position >= size) {
      return -1;
    }
    return Reads.atMost(archive, target, offset + position, size - position);
  }

  @Override
  public void close() {}
}

/** The same in less memory, for almost all files. A tar's data begins at a block. */
record SmallContent(ByteSource archive, int block, int length) implements Content, Content.Reader {
  static final int BLOCK = 512;

  static boolean fits(long offset, long size) {
    return offset % BLOCK == 0 && offset / BLOCK <= Integer.MAX_VALUE && size <= Integer.MAX_VALUE;
  }

  @Override
  public long size() {
    return length;
  }

  @Override
  public Reader open() {
    return this;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    if (position >= length) {
      return -1;
    }
    return Reads.atMost(archive, target, (long) block * BLOCK + position, length - position);
  }

  @Override
  public void close() {}
}

/** A file with holes; its own reader, for it has nothing to close. */
record SparseContent(ByteSource archive, SparseMap map, long offset)
    implements Content, Content.Reader {
  @Override
  public long size() {
    return map.size();
  }

  @Override
  public long storedBytes() {
    return map.storedBytes();
  }

  @Override
  public long nextData(long position) {
    int run = map.runAtOrAfter(position);
    return run < map.runs() ? Math.max(position, map.start(run)) : map.size();
  }

  @Override
  public Reader open() {
    return this;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    if (position >= map.size()) {
      return -1;
    }
    int run = map.runAtOrAfter(position);
    long start = run < map.runs() ? map.start(run) : map.size();
    if (position >= start) {
      long within = position - start;
      return Reads.atMost(
          archive, target, offset + map.stored(run) + within, map.length(run) - within);
    }
    int zeros = (int) Math.min(target.remaining(), start - position);
    for (int i = 0; i < zeros; i++) {
      target.put((byte) 0);
    }
    return zeros;
  }

  @Override
  public void close() {}
}

/** Reading with an upper bound. */
final class Reads {
  private Reads() {}

  /**
   * Reads up to {@code most} bytes.
   *
   * @throws IOException if the archive ends first: it was longer when it was indexed
   */
  static int atMost(ByteSource source, ByteBuffer target, long position, long most)
      throws IOException {
    Objects.requireNonNull(target);
    int limit = target.limit();
    if (target.remaining() > most) {
      target.limit(target.position() + (int) most);
    }
    try {
      int count = source.read(target, position);
      if (count < 0) {
        throw new IOException(source.name() + ": ends at offset " + position + ", too early");
      }
      return count;
    } finally {
      target.limit(limit);
    }
  }
}
