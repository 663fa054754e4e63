package io.unionfs.scale;

import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.Quota;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of 8 GiB of which little is written: on a disk, in the named directory, and in memory. */
final class SparseFileMain {
  private static final long SIZE = 8L << 30;
  private static final int PIECES = 64;
  private static final int PIECE = 4096;
  private static final int IN_MEMORY = 64 << 20;

  private SparseFileMain() {}

  public static void main(String[] arguments) throws Exception {
    onDisk(Path.of(arguments[0]));
    inMemory();
  }

  private static UnionFileSystem mount(Path upper) throws Exception {
    return UnionFileSystem.builder().lower(Layer.builder().build()).upper(upper).mount();
  }

  private static FileChannel open(Path file) throws Exception {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static void onDisk(Path upper) throws Exception {
    try (UnionFileSystem fs = mount(upper)) {
      Path file = fs.getPath("/sparse");
      Files.createFile(fs.getPath("/first"));
      long before = Figures.heap();
      try (FileChannel channel = open(file)) {
        fill(channel);
        Figures.print("disk: heap", Figures.heap() - before, "bytes");
      }
      Figures.print("disk: size", Files.size(file), "bytes");
    }
    Process du = new ProcessBuilder("du", "-k", upper.resolve("sparse").toString()).start();
    String used = new String(du.getInputStream().readAllBytes()).split("\\s")[0];
    Figures.print("disk: storage", Long.parseLong(used) * 1024, "bytes");
    Figures.print("disk: written", PIECES * PIECE, "bytes");
  }

  private static void check(FileChannel channel, long at, long expected) throws Exception {
    ByteBuffer read = ByteBuffer.allocate(Long.BYTES);
    channel.read(read, at);
    if (read.flip().getLong() != expected) {
      throw new IllegalStateException("other bytes at " + at);
    }
  }

  private static void fill(FileChannel channel) throws Exception {
    long step = SIZE / PIECES;
    for (long at = 0; at < SIZE; at += step) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE).putLong(0, at + 1);
      if (channel.write(piece, at + step - PIECE) != PIECE) {
        throw new IllegalStateException("a short write at " + at);
      }
    }
    for (long at = 0; at < SIZE; at += step) {
      check(channel, at, 0); // a hole
      check(channel, at + step - PIECE, at + 1);
    }
  }

  private static void inMemory() throws Exception {
    UnionFileSystemBuilder builder = UnionFileSystem.builder().lower(Layer.builder().build());
    try (UnionFileSystem fs = builder.quota(Quota.NONE).mount()) {
      Files.createFile(fs.getPath("/first"));
      long before = Figures.heap();
      try (FileChannel channel = open(fs.getPath("/sparse"))) {
        fill(channel);
        Figures.print("memory: heap", Figures.heap() - before, "bytes");
      }
      Figures.print("memory: size", Files.size(fs.getPath("/sparse")), "bytes");
    }
    try (UnionFileSystem fs = builder.quota(Quota.ofHeap()).mount();
        FileChannel channel = open(fs.getPath("/sparse"))) {
      channel.write(ByteBuffer.wrap(new byte[1]), IN_MEMORY - 1L);
      try {
        channel.write(ByteBuffer.wrap(new byte[1]), SIZE - 1);
        throw new IllegalStateException("8 GiB fit into the quota");
      } catch (IOException e) {
        if (!"No space left on device".equals(e.getMessage()) || channel.size() != IN_MEMORY) {
          throw e;
        }
      }
      Figures.print("memory: refused at", SIZE, "bytes");
    }
  }
}
