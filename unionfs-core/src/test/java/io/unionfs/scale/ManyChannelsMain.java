package io.unionfs.scale;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Quota;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Very many open channels: how many of each kind. All are read from, and the last is still good.
 */
final class ManyChannelsMain {
  private static final int WARM_UP = 5_000;

  /** How many files on the disk all channels share: each holds a descriptor of the process. */
  private static final int ON_DISK = 1_000;

  private static final Set<StandardOpenOption> CREATE =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  private ManyChannelsMain() {}

  private interface Name {
    String of(int number);
  }

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    measure(WARM_UP, "warm-up ");
    measure(count, "");
    onDisk(count, Path.of(arguments[1]));
  }

  /** Of files on a disk, in a lower layer and in the writable one. */
  private static void onDisk(int count, Path directory) throws Exception {
    Path lower = Files.createDirectory(directory.resolve("lower"));
    for (int i = 0; i < ON_DISK; i++) {
      Files.writeString(lower.resolve("l" + i), "x");
    }
    try (UnionFileSystem fs =
        UnionFileSystem.builder().lower(lower).upper(directory.resolve("upper")).mount()) {
      for (int i = 0; i < ON_DISK; i++) {
        Files.writeString(fs.getPath("/u" + i), "x");
      }
      open(fs, count, "lower files on disk", i -> "/l" + i % ON_DISK, StandardOpenOption.READ);
      open(fs, count, "upper files on disk", i -> "/u" + i % ON_DISK, StandardOpenOption.READ);
    }
  }

  private static void measure(int count, String prefix) throws Exception {
    LayerBuilder layer = Layer.builder().file("one", "x");
    for (int i = 0; i < count; i++) {
      layer.file("l" + i, "x");
    }
    try (UnionFileSystem fs =
        UnionFileSystem.builder().lower(layer.build()).quota(Quota.NONE).mount()) {
      open(fs, count, prefix + "one lower file", i -> "/one", StandardOpenOption.READ);
      open(fs, count, prefix + "lower files", i -> "/l" + i, StandardOpenOption.READ);
      Name made = i -> "/u" + i;
      try (FileChannel one = FileChannel.open(fs.getPath("/up"), CREATE)) {
        one.write(ByteBuffer.wrap(new byte[] {'x'}));
      }
      open(fs, count, prefix + "one upper file", i -> "/up", StandardOpenOption.READ);
      for (int i = 0; i < count; i++) {
        try (FileChannel file = FileChannel.open(fs.getPath(made.of(i)), CREATE)) {
          file.write(ByteBuffer.wrap(new byte[] {'x'}));
        }
      }
      open(fs, count, prefix + "upper files", made, StandardOpenOption.READ);
    }
  }

  private static void open(
      UnionFileSystem fs, int count, String what, Name name, StandardOpenOption how)
      throws Exception {
    List<FileChannel> channels = new ArrayList<>(count);
    List<Path> paths = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      paths.add(fs.getPath(name.of(i)));
    }
    long descriptors = Figures.descriptors();
    long before = Figures.heap();
    long opening =
        Figures.cpuNanos(
            () -> {
              for (Path path : paths) {
                channels.add(FileChannel.open(path, how));
              }
            });
    long reading =
        Figures.cpuNanos(
            () -> {
              ByteBuffer one = ByteBuffer.allocate(1);
              for (FileChannel channel : channels) {
                if (channel.read(one.clear()) != 1 || one.get(0) != 'x') {
                  throw new IllegalStateException(what + ": a channel reads something else");
                }
              }
            });
    long heap = Figures.heap() - before;
    Figures.print(what + ": descriptors", Figures.descriptors() - descriptors, "in all");
    long closing =
        Figures.cpuNanos(
            () -> {
              for (FileChannel channel : channels) {
                channel.close();
              }
            });
    Figures.print(what + ": heap", heap / (double) count, "bytes per channel");
    Figures.print(what + ": open", opening / 1e3 / count, "us");
    Figures.print(what + ": read", reading / 1e3 / count, "us");
    Figures.print(what + ": close", closing / 1e3 / count, "us");
  }
}
