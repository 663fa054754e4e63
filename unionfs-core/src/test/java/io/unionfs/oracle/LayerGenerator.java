package io.unionfs.oracle;

import io.unionfs.oracle.Flags.Mode;
import io.unionfs.oracle.LayerEntry.Directory;
import io.unionfs.oracle.LayerEntry.HardLink;
import io.unionfs.oracle.LayerEntry.Meta;
import io.unionfs.oracle.LayerEntry.OpaqueDirectory;
import io.unionfs.oracle.LayerEntry.RegularFile;
import io.unionfs.oracle.LayerEntry.Special;
import io.unionfs.oracle.LayerEntry.SymbolicLink;
import io.unionfs.oracle.LayerEntry.Whiteout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Small random stacks in which layers collide: few names, few levels, every kind of entry. */
public final class LayerGenerator {
  private static final int MAX_DEPTH = 3;
  private final SplittableRandom random;
  private final Palette palette;

  /** Which names are drawn. */
  public enum Palette {
    PLAIN,
    /** Also names with spaces, with meaning elsewhere, and of 255 bytes: any locale holds them. */
    ASCII,
    /** Also names outside ASCII. */
    NASTY,
    /** Also names that are not UTF-8. */
    BYTES;

    String name(SplittableRandom random) {
      String[] common = {"a", "b", "c", "d", "e"};
      if (this == PLAIN || random.nextInt(12) != 0) {
        return common[random.nextInt(common.length)];
      }
      if (this == BYTES && random.nextInt(4) == 0) {
        return "\udcff\udc80";
      }
      String[] nasty = {"sp ace", ".wh.a", ".wh..wh..opq", "n".repeat(255), "\u00fc\ud83d\ude00"};
      return nasty[random.nextInt(this == ASCII ? nasty.length - 1 : nasty.length)];
    }
  }

  public LayerGenerator(SplittableRandom random, Palette palette) {
    this.random = random;
    this.palette = palette;
  }

  /** One to four layers. */
  public Stack stack() {
    int count = 1 + random.nextInt(4);
    List<LayerSpec> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      layers.add(layer());
    }
    return new Stack(layers);
  }

  private LayerSpec layer() {
    Map<String, LayerEntry> entries = new HashMap<>();
    List<LayerEntry> order = new ArrayList<>();
    List<String> directories = new ArrayList<>(List.of(""));
    Directory root = new Directory("", Meta.of(0755));
    order.add(root);
    entries.put("", root);
    int size = 2 + random.nextInt(12);
    for (int i = 0; i < size; i++) {
      String parent = directories.get(random.nextInt(directories.size()));
      String name = palette.name(random);
      String path = parent.isEmpty() ? name : parent + "/" + name;
      if (entries.containsKey(path)) {
        continue;
      }
      LayerEntry entry = entry(path, order);
      entries.put(path, entry);
      order.add(entry);
      if (entry.isDirectory() && path.split("/").length < MAX_DEPTH) {
        directories.add(path);
      }
    }
    return new LayerSpec(order);
  }

  private LayerEntry entry(String path, List<LayerEntry> before) {
    int kind = random.nextInt(100);
    if (kind < 34) {
      return new Directory(path, meta(FileKind.DIRECTORY));
    }
    if (kind < 40) {
      return new OpaqueDirectory(path, meta(FileKind.DIRECTORY));
    }
    if (kind < 65) {
      return new RegularFile(path, content(random), meta(FileKind.FILE));
    }
    if (kind < 77) {
      return new SymbolicLink(path, target(), meta(FileKind.SYMLINK));
    }
    if (kind < 83) {
      LayerEntry target = before.get(random.nextInt(before.size()));
      boolean linkable = !target.isDirectory() && !(target instanceof Whiteout);
      return linkable
          ? new HardLink(path, target.path())
          : new RegularFile(path, content(random), meta(FileKind.FILE));
    }
    if (kind < 89) {
      return special(path);
    }
    return new Whiteout(path);
  }

  private Special special(String path) {
    Meta meta = meta(FileKind.FIFO);
    return switch (random.nextInt(4)) {
      case 0 -> new Special(path, Op.Node.SOCKET, 0, 0, meta);
      case 1 -> new Special(path, Op.Node.CHAR, ABSENT_MAJOR, ABSENT_MINOR, meta);
      case 2 -> new Special(path, Op.Node.BLOCK, ABSENT_MAJOR, ABSENT_MINOR, meta);
      default -> new Special(path, Op.Node.FIFO, 0, 0, meta);
    };
  }

  /** A device of the memory driver that does not exist: opening it is ENXIO everywhere. */
  static final int ABSENT_MAJOR = 1;

  static final int ABSENT_MINOR = 200;

  static Content content(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> Content.EMPTY;
      case 1 -> Content.fill(4096 + random.nextInt(6000), random.nextInt(100));
      default -> Content.of("text " + random.nextInt(1000));
    };
  }

  private String target() {
    String name = palette.name(random);
    String other = palette.name(random);
    return switch (random.nextInt(8)) {
      case 0 -> "/" + name;
      case 1 -> "/" + name + "/" + other;
      case 2 -> "../" + name;
      case 3 -> name + "/" + other;
      case 4 -> "../../../" + name;
      case 5 -> "missing";
      case 6 -> "./" + name + "/";
      default -> name;
    };
  }

  private Meta meta(FileKind kind) {
    int[] modes =
        kind == FileKind.DIRECTORY
            ? new int[] {0755, 0755, 0755, 0777, 01777, 02775, 0700, 0555, 0711}
            : new int[] {0644, 0644, 0644, 0600, 0666, 0755, 04755, 02755, 06777, 0444, 0};
    return new Meta(
        new Mode(modes[random.nextInt(modes.length)]),
        owner(random),
        owner(random),
        time(random),
        time(random),
        xattrs(kind));
  }

  static int owner(SplittableRandom random) {
    return random.nextInt(3) == 0 ? 1000 + random.nextInt(2) : 0;
  }

  static Stamp time(SplittableRandom random) {
    return new Stamp(random.nextLong(Stamp.EPOCH_OF_CLOCKS), random.nextInt(1_000_000_000));
  }

  private Map<String, Content> xattrs(FileKind kind) {
    Map<String, Content> xattrs = new TreeMap<>();
    boolean userAllowed = kind == FileKind.FILE || kind == FileKind.DIRECTORY;
    if (random.nextInt(6) == 0) {
      String name = userAllowed ? "user.k" + random.nextInt(2) : "trusted.k";
      xattrs.put(name, Content.of("v\0" + random.nextInt(10)));
    }
    return xattrs;
  }
}
