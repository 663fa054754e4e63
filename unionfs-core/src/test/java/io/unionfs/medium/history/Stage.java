package io.unionfs.medium.history;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.layer.TreeLayer;
import io.unionfs.layer.Xattrs;
import io.unionfs.overlay.AccessTimes;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Layers drawn from a seed, and mounts over them. */
final class Stage {
  private static final String[] NAMES = {"a", "b", "c", "d", "e"};
  private static final int LAYERS = 3;
  private static final int ENTRIES = 14;

  private Stage() {}

  /** The lower layers of a seed, the bottom one first. */
  static List<TreeLayer> lowers(long seed) {
    Random random = new Random(seed);
    List<TreeLayer> layers = new ArrayList<>();
    for (int i = 0; i < LAYERS; i++) {
      layers.add(layer(random));
    }
    return layers;
  }

  private static TreeLayer layer(Random random) {
    LayerBuilder builder = Layer.builder();
    List<String> directories = new ArrayList<>(List.of(""));
    List<String> files = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < ENTRIES; i++) {
      String path =
          directories.get(random.nextInt(directories.size())) + NAMES[random.nextInt(NAMES.length)];
      if (!taken.add(path)) {
        continue;
      }
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> {
          builder.directory(path).with(path, old -> attributes(random, 0755));
          directories.add(path + "/");
        }
        case 3 -> {
          builder.opaqueDirectory(path).with(path, old -> attributes(random, 02775));
          directories.add(path + "/");
        }
        case 4 -> builder.symlink(path, "../b/c");
        case 5 -> builder.whiteout(path);
        case 6 -> builder.special(path, FileType.FIFO);
        case 7 -> {
          if (files.isEmpty()) {
            builder.file(path, "alone");
          } else {
            builder.hardLink(path, files.get(random.nextInt(files.size())));
          }
        }
        default -> {
          byte[] data = new byte[random.nextInt(9000)];
          random.nextBytes(data);
          builder.file(path, data).with(path, old -> attributes(random, 0644));
          files.add(path);
        }
      }
    }
    return builder.build();
  }

  private static Attributes attributes(Random random, int mode) {
    Instant time = Instant.ofEpochSecond(random.nextInt(1_000_000_000), random.nextInt(1000));
    Attributes plain =
        Attributes.of(mode, time).withOwner(random.nextInt(2) * 1000, random.nextInt(2) * 1000);
    return random.nextInt(4) == 0
        ? plain.withXattrs(Xattrs.NONE.with("user.k0", new byte[] {(byte) random.nextInt()}))
        : plain;
  }

  /** A mount whose writable layer is in memory. */
  static Mount inMemory(List<TreeLayer> lowers) throws IOException {
    return builder(lowers).mount();
  }

  /** A mount whose writable layer is in {@code directory}, made where it is missing. */
  static Mount onDisk(List<TreeLayer> lowers, Path directory) throws IOException {
    return onDisk(lowers, directory.resolve("upper"), work(directory));
  }

  /** The same with both directories named. */
  static Mount onDisk(List<TreeLayer> lowers, Path upper, Path work) throws IOException {
    if (!Files.exists(upper)) {
      Files.createDirectory(upper);
      // A mount shows the root of its writable layer; one in memory takes the lower root's times.
      FileTime time = FileTime.from(lowers.get(lowers.size() - 1).root().attributes().modified());
      Files.getFileAttributeView(upper, BasicFileAttributeView.class).setTimes(time, time, null);
    }
    return builder(lowers).upper(upper, Files.createDirectories(work)).mount();
  }

  /** The work directory of such a mount. */
  static Path work(Path directory) {
    return directory.resolve("work");
  }

  /** A mount without a writable layer. */
  static Mount readOnly(List<TreeLayer> lowers) throws IOException {
    return builder(lowers).writability(MountBuilder.Writability.READ_ONLY).mount();
  }

  private static MountBuilder builder(List<TreeLayer> lowers) {
    MountBuilder builder = new MountBuilder().accessTimes(AccessTimes.NOATIME);
    lowers.forEach(builder::lower);
    AtomicLong ticks = new AtomicLong();
    return builder.clock(() -> Shown.CLOCK.plusMillis(ticks.incrementAndGet()));
  }
}
