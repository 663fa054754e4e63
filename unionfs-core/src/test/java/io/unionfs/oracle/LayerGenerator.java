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
import io.unionfs.oracle.LayerEntry.XattrWhiteout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Small random stacks in which layers collide: few names, few levels, every kind of entry. */
public final class LayerGenerator {
  private static final int MAX_DEPTH = 3;
  private static final int MANY_LAYERS = 12;
  private final SplittableRandom random;
  private final Palette palette;
  private final Leads leads;
  private final LeadGenerator below;

  /** Whether layers have redirects, metacopies, and data-only layers below them. */
  public enum Leads {
    NONE,
    SOME
  }

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
    this(random, palette, Leads.NONE);
  }

  public LayerGenerator(SplittableRandom random, Palette palette, Leads leads) {
    this.random = random;
    this.palette = palette;
    this.leads = leads;
    this.below = new LeadGenerator(random, palette);
  }

  /** One to four layers, sometimes up to twelve. */
  public Stack stack() {
    List<LayerSpec> dataOnly = new ArrayList<>();
    if (leads == Leads.SOME && random.nextInt(2) == 0) {
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        dataOnly.add(honoured(List.of(), layer(Leads.NONE)));
      }
    }
    // Data is found by a path from the root; names beside one do not lead there.
    dataOnly.forEach(below::addData);
    int count = 1 + random.nextInt(random.nextInt(8) == 0 ? MANY_LAYERS : 4);
    List<LayerSpec> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LayerSpec layer = honoured(layers, layer(leads));
      layers.add(layer);
      below.add(layer);
    }
    return new Stack(layers, dataOnly);
  }

  /**
   * A layer that has whiteouts as files only in its root, on other layers. In a directory that is
   * not merged the kernel does not look for them and lists them; in any it takes them for something
   * when the directory is to be removed. Nor where marks lead elsewhere: while it looks for them,
   * it does not list what leads nowhere.
   */
  private LayerSpec honoured(List<LayerSpec> below, LayerSpec layer) {
    List<LayerEntry> entries = new ArrayList<>();
    for (LayerEntry entry : layer.entries()) {
      boolean unseen =
          entry instanceof XattrWhiteout
              && (leads == Leads.SOME || !entry.parent().isEmpty() || below.isEmpty());
      entries.add(unseen ? new Whiteout(entry.path()) : entry);
    }
    return new LayerSpec(entries);
  }

  private LayerSpec layer(Leads own) {
    LayerDraft layer = new LayerDraft();
    List<String> directories = new ArrayList<>(List.of(""));
    int size = 2 + random.nextInt(12);
    for (int i = 0; i < size; i++) {
      String parent = directories.get(random.nextInt(directories.size()));
      String name = palette.name(random);
      String path = parent.isEmpty() ? name : parent + "/" + name;
      LayerEntry lead =
          own == Leads.SOME && random.nextInt(4) == 0 && !layer.has(path)
              ? lead(layer, path)
              : null;
      if (layer.has(path)) {
        continue;
      }
      LayerEntry entry = lead != null ? lead : entry(path, layer.entries());
      layer.add(entry);
      if (entry.isDirectory() && path.split("/").length < MAX_DEPTH) {
        directories.add(path);
      }
    }
    return layer.build();
  }

  /** Null if there is nothing below that it could lead to. */
  private LayerEntry lead(LayerDraft layer, String path) {
    return random.nextInt(2) == 0
        ? below.directory(layer, path, meta(FileKind.DIRECTORY))
        : below.file(path, meta(FileKind.FILE));
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
    if (kind < 74) {
      return new SymbolicLink(path, target(), meta(FileKind.SYMLINK));
    }
    if (kind < 83) {
      LayerEntry target = before.get(random.nextInt(before.size()));
      // Names of one metacopy that lead to different data: which counts, depends on who comes
      // first.
      boolean linkable =
          !target.isDirectory()
              && !target.isWhiteout()
              && !(target instanceof LayerEntry.MetacopyFile);
      return linkable
          ? new HardLink(path, target.path())
          : new RegularFile(path, content(random), meta(FileKind.FILE));
    }
    if (kind < 89) {
      return special(path);
    }
    return random.nextInt(3) == 0 ? new XattrWhiteout(path) : new Whiteout(path);
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
        new Mode(
            random.nextInt(10) == 0 ? random.nextInt(010000) : modes[random.nextInt(modes.length)]),
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
    while (random.nextInt(6) == 0) {
      switch (random.nextInt(userAllowed ? 8 : 3)) {
        case 0 -> xattrs.put("trusted.k", Content.of("v\0" + random.nextInt(10)));
        case 1 -> xattrs.put("trusted.overlay.foo", Content.of("f" + random.nextInt(10)));
        case 2 -> xattrs.put("security.s", Content.of("s"));
        case 3 -> xattrs.put("user.overlay.opaque", Content.of("y"));
        case 4 -> xattrs.put(kind == FileKind.FILE ? CAPABILITY : "user.k2", capability(random));
        default -> xattrs.put("user.k" + random.nextInt(2), Content.of("v\0" + random.nextInt(10)));
      }
    }
    return xattrs;
  }

  static final String CAPABILITY = "security.capability";

  /** A value of {@link #CAPABILITY} that the kernel takes: version 2, some permitted bits. */
  static Content capability(SplittableRandom random) {
    char bits = (char) (1 + random.nextInt(127));
    return Content.of("\1\0\0\2" + bits + "\0".repeat(15));
  }
}
