package io.unionfs.overlay;

import io.unionfs.archive.TarWriter;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Xattrs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Random layer archives that can be applied on one another: few names, so that layers collide; hard
 * links within and to the layers below, parents that are symbolic links, whiteouts of what is there
 * and what is not, opaque marks, devices of every number, owners, times with nanoseconds, xattrs.
 */
public final class RandomArchives {
  private static final String[] NAMES = {"a", "b", "c", "d"};
  private static final String[] TARGETS = {"a", "b", "/a", "c/d", "../b", "nowhere", "/b/c"};
  private static final String[] TEXTS = {"", "same", "text", "other text"};

  private final SplittableRandom random;

  public RandomArchives(SplittableRandom random) {
    this.random = random;
  }

  /** A chain of {@code count} layers. */
  public List<Layer> chain(int count) throws IOException {
    return above(List.of(), count);
  }

  /** {@code below} and {@code count} layers above it. */
  public List<Layer> above(List<Layer> below, int count) throws IOException {
    List<Layer> chain = new ArrayList<>(below);
    while (chain.size() < below.size() + count) {
      ArchiveLayer layer = layer();
      chain.add(layer);
      try {
        ResolvedLayers.of(chain);
      } catch (LayerException e) {
        chain.remove(layer); // it cannot be applied to these
      }
    }
    return chain;
  }

  private ArchiveLayer layer() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarWriter writer = new TarWriter(out, "random");
    List<String> paths = new ArrayList<>();
    for (int i = 1 + random.nextInt(9); i > 0; i--) {
      String path = path();
      writer.add(entry(path, paths));
      paths.add(path);
    }
    writer.finish();
    return TarOf.layer(out.toByteArray());
  }

  private String path() {
    StringBuilder path = new StringBuilder(one(NAMES));
    for (int depth = random.nextInt(3); depth > 0; depth--) {
      path.append('/').append(one(NAMES));
    }
    return path.toString();
  }

  private ArchiveEntry entry(String path, List<String> before) {
    Attributes attributes = attributes();
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> new ArchiveEntry.Directory(path, attributes);
      case 5, 6 -> new ArchiveEntry.Node(path, new Entry.Symlink(1, attributes, 1, one(TARGETS)));
      case 7, 8, 9 -> new ArchiveEntry.Whiteout(path);
      case 10 -> new ArchiveEntry.OpaqueMark(path);
      case 11, 12, 13 ->
          new ArchiveEntry.HardLink(
              path,
              before.isEmpty() || random.nextInt(3) == 0
                  ? path()
                  : before.get(random.nextInt(before.size())));
      case 14 -> new ArchiveEntry.Node(path, special(attributes));
      default ->
          new ArchiveEntry.Node(
              path,
              new Entry.File(
                  1, attributes, 1, Content.of(one(TEXTS).getBytes(StandardCharsets.US_ASCII))));
    };
  }

  private Entry.Special special(Attributes attributes) {
    return switch (random.nextInt(3)) {
      case 0 -> new Entry.Special(1, attributes, 1, FileType.FIFO, DeviceNumber.NONE);
      case 1 ->
          new Entry.Special(
              1, attributes, 1, FileType.CHARACTER_DEVICE, new DeviceNumber(0, random.nextInt(2)));
      default ->
          new Entry.Special(
              1, attributes, 1, FileType.BLOCK_DEVICE, new DeviceNumber(7, random.nextInt(300)));
    };
  }

  private Attributes attributes() {
    Instant time = Instant.ofEpochSecond(random.nextInt(3), 500_000_001L * random.nextInt(2));
    Attributes attributes =
        Attributes.of(random.nextInt(4) == 0 ? 04750 : 0755, time)
            .withOwner(1000 * random.nextInt(2), random.nextInt(2));
    return random.nextInt(5) == 0
        ? attributes.withXattrs(Xattrs.of(Map.of("user.k", new byte[] {(byte) random.nextInt(2)})))
        : attributes;
  }

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }
}
