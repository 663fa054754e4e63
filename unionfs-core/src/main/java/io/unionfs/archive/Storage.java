package io.unionfs.archive;

import io.unionfs.layer.Content;
import io.unionfs.layer.Unpack;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a compressed archive's bytes go: written once, then read. Closing it gives the bytes up, at
 * any time.
 */
abstract sealed class Storage implements ByteSource, Closeable {
  private final String name;

  Storage(String name) {
    this.name = name;
  }

  /** The place that {@code unpack} names, for the bytes of {@code name}. */
  static Storage of(String name, Unpack unpack) throws IOException {
    return unpack.directory() == null ? new Heap(name) : new Disk(name, unpack.directory());
  }

  @Override
  public final String name() {
    return name;
  }

  /** Adds bytes at the end. */
  abstract void write(byte[] bytes, int offset, int length) throws IOException;

  /** Ends the writing; before it there is nothing to read. */
  abstract void finish() throws IOException;

  /** Blocks of 1 MiB: no array has to double, and none sets an upper bound. */
  private static final class Heap extends Storage {
    private static final int SHIFT = 20;
    private static final int BLOCK = 1 << SHIFT;

    private final List<byte[]> blocks = new ArrayList<>();
    private long size;
    private volatile byte[][] finished;

    Heap(String name) {
      super(name);
    }

    @Override
    void write(byte[] bytes, int offset, int length) {
      int from = offset;
      int left = length;
      while (left > 0) {
        int used = (int) (size & (BLOCK - 1));
        if (used == 0) {
          blocks.add(new byte[BLOCK]);
        }
        int count = Math.min(left, BLOCK - used);
        System.arraycopy(bytes, from, blocks.get(blocks.size() - 1), used, count);
        size += count;
        from += count;
        left -= count;
      }
    }

    @Override
    void finish() {
      int used = (int) (size & (BLOCK - 1));
      if (used != 0) {
        int last = blocks.size() - 1;
        blocks.set(last, Arrays.copyOf(blocks.get(last), used));
      }
      finished = blocks.toArray(byte[][]::new);
      blocks.clear();
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      byte[][] all = finished;
      if (all == null) {
        throw new IOException(name() + ": the layer or image is closed; close it after the mount");
      }
      if (position >= size) {
        return -1;
      }
      byte[] block = all[(int) (position >> SHIFT)];
      int within = (int) (position & (BLOCK - 1));
      int count = Math.min(target.remaining(), block.length - within);
      target.put(block, within, count);
      return count;
    }

    @Override
    public void close() {
      finished = null;
      blocks.clear();
    }
  }

  /** A file that is deleted when the storage is closed. */
  private static final class Disk extends Storage {
    private final Path file;
    private final OutputStream out;
    private long size;
    private Content.Reader reader;

    Disk(String name, Path directory) throws IOException {
      super(name);
      file = Files.createTempFile(directory, "layer-", ".tar");
      out = Files.newOutputStream(file);
    }

    @Override
    void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    void finish() throws IOException {
      out.close();
      Content content = Content.ofFile(file);
      size = content.size();
      reader = content.open();
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return reader.read(target, position);
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
        if (reader != null) {
          reader.close();
        }
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }
}
