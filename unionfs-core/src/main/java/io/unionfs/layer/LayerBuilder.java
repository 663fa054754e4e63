package io.unionfs.layer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Writes a layer in code.
 *
 * <pre>{@code
 * TreeLayer base = Layer.builder()
 *     .file("etc/os-release", "ID=demo\n")
 *     .symlink("lib", "usr/lib")
 *     .with("etc", a -> a.withMode(0700))
 *     .build();
 * }</pre>
 *
 * <p>Paths are components joined by {@code /}, relative to the layer's root; {@code ""} is the
 * root. Missing parents are made with mode 0755. New files belong to root, have mode 0644
 * (directories 0755, symbolic links 0777) and the times given to {@link #time}, at first the epoch.
 * A later call for the same path replaces what an earlier one said. Not safe for use by many
 * threads.
 */
public final class LayerBuilder {
  private final Draft.Directory root = new Draft.Directory(1, Attributes.of(0755, Instant.EPOCH));
  private Instant time = Instant.EPOCH;
  private long lastNumber = 1;
  private String name = "built";

  LayerBuilder() {}

  /** What the layer is called in messages. */
  public LayerBuilder named(String layerName) {
    name = Objects.requireNonNull(layerName);
    return this;
  }

  /** All three times of the files added from now on. */
  public LayerBuilder time(Instant newTime) {
    time = Objects.requireNonNull(newTime);
    return this;
  }

  /** A directory; one that is there already stays as it is. */
  public LayerBuilder directory(String path) {
    directoryAt(split(path));
    return this;
  }

  /** A directory that hides the directories of its path in the layers below. */
  public LayerBuilder opaqueDirectory(String path) {
    directoryAt(split(path)).opacity = Opacity.OPAQUE;
    return this;
  }

  /**
   * A directory that merges with another one of the layers below than that of its own path.
   *
   * @param redirect a name in the same directory, or a path from the root
   */
  public LayerBuilder redirectedDirectory(String path, String redirect) {
    directoryAt(split(path)).redirect = Objects.requireNonNull(redirect);
    return this;
  }

  /**
   * A regular file whose data is in a layer below.
   *
   * @param size the size it shows, in bytes
   * @param redirect a name in the same directory, or a path from the root; null for its own path
   */
  public LayerBuilder metacopy(String path, long size, String redirect) {
    put(path, new Draft.Metacopy(++lastNumber, Attributes.of(0644, time), size, redirect));
    return this;
  }

  /** A regular file that holds {@code text} in UTF-8. */
  public LayerBuilder file(String path, String text) {
    return file(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A regular file that holds a copy of {@code bytes}. */
  public LayerBuilder file(String path, byte[] bytes) {
    return file(path, Content.of(bytes));
  }

  /** A regular file. */
  public LayerBuilder file(String path, Content content) {
    put(path, new Draft.File(++lastNumber, Attributes.of(0644, time), content));
    return this;
  }

  /** A symbolic link to {@code target}. */
  public LayerBuilder symlink(String path, String target) {
    if (target.isEmpty()) {
      throw new IllegalArgumentException("\"" + path + "\": a symbolic link needs a target");
    }
    put(path, new Draft.Symlink(++lastNumber, Attributes.of(0777, time), target));
    return this;
  }

  /** A fifo or socket. */
  public LayerBuilder special(String path, FileType type) {
    if (type.isDevice()) {
      throw new IllegalArgumentException("\"" + path + "\": a device needs a number");
    }
    return putSpecial(path, type, DeviceNumber.NONE);
  }

  /** A character or block device. A character device 0/0 would be a whiteout and is refused. */
  public LayerBuilder device(String path, FileType type, int major, int minor) {
    if (!type.isDevice()) {
      throw new IllegalArgumentException("\"" + path + "\": " + type + " is not a device");
    }
    if (type == FileType.CHARACTER_DEVICE && major == 0 && minor == 0) {
      throw new IllegalArgumentException("\"" + path + "\": use whiteout() for device 0/0");
    }
    return putSpecial(path, type, new DeviceNumber(major, minor));
  }

  /** A further name {@code path} for the file {@code existing} of this layer. */
  public LayerBuilder hardLink(String path, String existing) {
    Draft draft = find(existing);
    if (draft == null || draft instanceof Draft.Directory || draft instanceof Draft.Whiteout) {
      throw new IllegalArgumentException(
          "\"" + path + "\": \"" + existing + "\" is no file of this layer to link to");
    }
    put(path, draft);
    return this;
  }

  /** Hides {@code path} in the layers below. */
  public LayerBuilder whiteout(String path) {
    put(path, Draft.Whiteout.INSTANCE);
    return this;
  }

  /** Changes the attributes of the file at {@code path}, through all of its names. */
  public LayerBuilder with(String path, UnaryOperator<Attributes> change) {
    Draft draft = find(path);
    if (draft == null || draft instanceof Draft.Whiteout) {
      throw new IllegalArgumentException("\"" + path + "\" is no file of this layer");
    }
    draft.attributes = Objects.requireNonNull(change.apply(draft.attributes));
    return this;
  }

  /** The layer. The builder may be used further; the layer does not change. */
  public TreeLayer build() {
    return new BuiltLayer(name, new Draft.Freezer(root).tree());
  }

  private LayerBuilder putSpecial(String path, FileType type, DeviceNumber device) {
    put(path, new Draft.Special(++lastNumber, Attributes.of(0644, time), type, device));
    return this;
  }

  private void put(String path, Draft draft) {
    List<String> names = split(path);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("the root is a directory");
    }
    directoryAt(names.subList(0, names.size() - 1))
        .children
        .put(names.get(names.size() - 1), draft);
  }

  private Draft.Directory directoryAt(List<String> names) {
    Draft.Directory directory = root;
    for (String component : names) {
      Draft child = directory.children.get(component);
      if (!(child instanceof Draft.Directory)) {
        child = new Draft.Directory(++lastNumber, Attributes.of(0755, time));
        directory.children.put(component, child);
      }
      directory = (Draft.Directory) child;
    }
    return directory;
  }

  private Draft find(String path) {
    Draft draft = root;
    for (String component : split(path)) {
      if (!(draft instanceof Draft.Directory directory)) {
        return null;
      }
      draft = directory.children.get(component);
    }
    return draft;
  }

  private static List<String> split(String path) {
    List<String> names = new ArrayList<>();
    for (String component : path.split("/", -1)) {
      if (component.isEmpty() && path.isEmpty()) {
        continue;
      }
      if (component.isEmpty() || component.equals(".") || component.equals("..")) {
        throw new IllegalArgumentException(
            "\"" + path + "\": a layer path is names joined by \"/\", without \".\" and \"..\"");
      }
      if (component.indexOf('\0') >= 0
          || !Names.isEncodable(component)
          || Names.byteLength(component) > Names.MAX_BYTES) {
        throw new IllegalArgumentException(
            "\"" + Names.display(path) + "\": no file can have this name");
      }
      names.add(component);
    }
    return names;
  }

  /** A layer whose tree is in memory. */
  private static final class BuiltLayer implements TreeLayer {
    private final String name;
    private final Entry.Directory root;

    BuiltLayer(String name, Entry.Directory root) {
      this.name = name;
      this.root = root;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Entry.Directory root() {
      return root;
    }
  }

  /** The tree while it is being written. */
  private abstract static sealed class Draft {
    final long number;
    Attributes attributes;

    Draft(long number, Attributes attributes) {
      this.number = number;
      this.attributes = attributes;
    }

    abstract Entry freeze(Freezer freezer);

    static final class Directory extends Draft {
      final Map<String, Draft> children = new TreeMap<>();
      Opacity opacity = Opacity.TRANSPARENT;
      String redirect;

      Directory(long number, Attributes attributes) {
        super(number, attributes);
      }

      @Override
      Entry.Directory freeze(Freezer freezer) {
        Map<String, Entry> entries = new TreeMap<>();
        children.forEach((name, child) -> entries.put(name, freezer.frozen(child)));
        return HeapDirectory.compact(number, attributes, opacity, redirect, entries);
      }
    }

    static final class File extends Draft {
      final Content content;

      File(long number, Attributes attributes, Content content) {
        super(number, attributes);
        this.content = content;
      }

      @Override
      Entry freeze(Freezer freezer) {
        return freezer.once(this, links -> new Entry.File(number, attributes, links, content));
      }
    }

    static final class Metacopy extends Draft {
      final long size;
      final String redirect;

      Metacopy(long number, Attributes attributes, long size, String redirect) {
        super(number, attributes);
        this.size = size;
        this.redirect = redirect;
      }

      @Override
      Entry freeze(Freezer freezer) {
        return freezer.once(
            this, links -> new Entry.Metacopy(number, attributes, links, size, redirect));
      }
    }

    static final class Symlink extends Draft {
      final String target;

      Symlink(long number, Attributes attributes, String target) {
        super(number, attributes);
        this.target = target;
      }

      @Override
      Entry freeze(Freezer freezer) {
        return freezer.once(this, links -> new Entry.Symlink(number, attributes, links, target));
      }
    }

    static final class Special extends Draft {
      final FileType type;
      final DeviceNumber device;

      Special(long number, Attributes attributes, FileType type, DeviceNumber device) {
        super(number, attributes);
        this.type = type;
        this.device = device;
      }

      @Override
      Entry freeze(Freezer freezer) {
        return freezer.once(
            this, links -> new Entry.Special(number, attributes, links, type, device));
      }
    }

    static final class Whiteout extends Draft {
      static final Whiteout INSTANCE = new Whiteout();

      private Whiteout() {
        super(0, null);
      }

      @Override
      Entry freeze(Freezer freezer) {
        return Entry.Whiteout.WHITEOUT;
      }
    }

    /** Freezes each file once, whatever the number of its names. */
    static final class Freezer {
      private final Map<Draft, Integer> links = new java.util.IdentityHashMap<>();
      private final Map<Draft, Entry> frozen = new java.util.IdentityHashMap<>();

      /** All directories, each behind the one that holds it. */
      private final List<Directory> directories = new ArrayList<>();

      Freezer(Directory root) {
        // Without recursion: a layer may be of any depth.
        directories.add(root);
        for (int i = 0; i < directories.size(); i++) {
          for (Draft child : directories.get(i).children.values()) {
            if (child instanceof Directory below) {
              directories.add(below);
            } else {
              links.merge(child, 1, Integer::sum);
            }
          }
        }
      }

      Entry.Directory tree() {
        Entry.Directory last = null;
        for (int i = directories.size() - 1; i >= 0; i--) {
          last = directories.get(i).freeze(this);
          frozen.put(directories.get(i), last);
        }
        return last;
      }

      private Entry frozen(Draft draft) {
        return draft instanceof Directory ? frozen.get(draft) : draft.freeze(this);
      }

      Entry once(Draft draft, java.util.function.IntFunction<Entry> make) {
        Entry entry = frozen.get(draft);
        if (entry == null) {
          entry = make.apply(links.get(draft));
          frozen.put(draft, entry);
        }
        return entry;
      }
    }
  }
}
