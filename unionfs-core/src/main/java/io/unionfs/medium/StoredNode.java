package io.unionfs.medium;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The handle of a file. It knows by what names the file can be reached, and keeps the path of the
 * first of them until a directory is moved. Guarded by the tree's lock; what is known of names and
 * paths is changed with the monitor of {@link ChangingNames} held besides, but for a path that is
 * just worked out, which takes the monitor alone.
 */
abstract sealed class StoredNode implements UpperNode, Slot
    permits StoredDirectory, StoredFile, StoredOther {
  final UpperTree tree;
  private final long number;

  /** What the file is on the storing filesystem. */
  Form form;

  /** Its number there: the file's own, unless a stand-in has taken its place. */
  long storedNumber;

  /** What the engine gave. */
  UpperMetadata metadata;

  /** What was last written; null when nothing was. */
  MetadataStore.Stored stored;

  /** Whether {@link #metadata} may differ from what the storing filesystem says. */
  boolean pending;

  /** Of a regular file, {@link StoredFile#touched} says more. */
  Times times = Times.DISTURBED;

  /** How many names there are in the tree, known or not; 1 for directories. */
  int links = 1;

  /** Set when no name is known and the file is not kept as an orphan. */
  boolean gone;

  private StoredDirectory parent;
  private String name;
  private Path path;
  private int pathEpoch;
  private boolean lifted;

  /** The names after the first; null while there are none. */
  private List<Name> further;

  StoredNode(UpperTree tree, Form form, long number, UpperMetadata metadata) {
    this.tree = tree;
    this.form = form;
    this.number = number;
    this.storedNumber = number;
    this.metadata = metadata;
  }

  /** How the times held natively stand to those in {@link #metadata}. */
  enum Times {
    /** They are the same. */
    STORED,
    /** Reading the file has set its access time; else the same. */
    READ,
    /** Others: those of {@link #metadata} are still to be written. */
    DISTURBED
  }

  private record Name(StoredDirectory directory, String name) {}

  @Override
  public final long number() {
    return number;
  }

  /** A path that leads to the file now. */
  final Path path() throws IOException {
    Path shallow;
    synchronized (tree.changing()) {
      shallow = shallowPath();
    }
    if (shallow != null || parent == null) {
      return shallow;
    }
    Deque<StoredNode> way = new ArrayDeque<>();
    Path base;
    synchronized (tree.changing()) {
      base = wayFromKnown(way);
    }
    Path built = tree.deepDirectories().reach(base, way);
    if (!lifted) {
      synchronized (tree.changing()) {
        keep(built);
      }
    }
    return built;
  }

  /**
   * The same with just the monitor of {@link ChangingNames} held, where no name on the way is being
   * changed; null when something on it is too deep.
   */
  final Path shallowPath() throws IOException {
    Path known = knownPath();
    if (parent == null || known != null) {
      return known;
    }
    Deque<StoredNode> way = new ArrayDeque<>();
    Path base = wayFromKnown(way);
    if (tree.deepDirectories().isDeep(base.getNameCount() + way.size())) {
      return null;
    }
    Path built = tree.deepPaths().resolve(base, way);
    if (!lifted) {
      keep(built);
    }
    return built;
  }

  /** The path of the nearest node above that has one, and in {@code way} what is below that. */
  private Path wayFromKnown(Deque<StoredNode> way) {
    StoredNode above = this;
    Path known = null;
    while (known == null) {
      way.push(above);
      above = above.parent;
      known = above.knownPath();
    }
    return known;
  }

  /** The path of the first name; what is lifted must have been put back. */
  final Path place() throws IOException {
    Path known;
    synchronized (tree.changing()) {
      known = knownPath();
    }
    return known == null ? parent.resolve(name) : known;
  }

  private Path knownPath() {
    if (path != null && (lifted || parent == null || pathEpoch == tree.epoch())) {
      return path;
    }
    return tree.deepPaths().get(this, tree.epoch());
  }

  private void keep(Path newPath) {
    if (this instanceof StoredDirectory && tree.deepDirectories().isDeep(newPath.getNameCount())) {
      path = null; // it is lifted when its path is asked for
      return;
    }
    boolean deep = newPath.getNameCount() > DeepPaths.DEEP;
    path = deep ? null : newPath;
    pathEpoch = tree.epoch();
    if (deep) {
      tree.deepPaths().put(this, newPath, pathEpoch);
    }
  }

  /** A path for a message: it may be out of date, or the layer's own. */
  final Path lastPath() {
    Path last = path;
    return last == null ? tree.upper() : last;
  }

  final MetadataStore.Target target() throws IOException {
    return targetAt(path());
  }

  /** The same while the file is on its way to or from {@code elsewhere}. */
  final MetadataStore.Target targetAt(Path elsewhere) {
    return new MetadataStore.Target(elsewhere, form, storedNumber, number, links);
  }

  /** Places the file outside of the tree: the root, or a file that has lost its last name. */
  final void placeOutside(Path newPath) {
    synchronized (tree.changing()) {
      tree.deepPaths().put(null, null, 0);
      parent = null;
      name = null;
      path = newPath;
    }
  }

  /** The file is at {@code away}, whatever it and the directories above it are called. */
  final void lift(Path away) {
    synchronized (tree.changing()) {
      tree.deepPaths().put(null, null, 0);
      path = away;
      lifted = true;
    }
  }

  /** The file is at its name again. */
  final void putBack() {
    synchronized (tree.changing()) {
      path = null;
      lifted = false;
    }
  }

  /** Whether the file is kept elsewhere than at its name. */
  final boolean isLifted() {
    return lifted;
  }

  /** Takes note of a further name, or of the first. */
  final void addName(StoredDirectory directory, String newName, Path newPath) {
    synchronized (tree.changing()) {
      if (parent == null) {
        parent = directory;
        name = newName;
        keep(newPath);
        gone = false;
      } else {
        if (further == null) {
          further = new ArrayList<>(1);
        }
        further.add(new Name(directory, newName));
      }
    }
  }

  /** Forgets one name. */
  final void removeName(StoredDirectory directory, String oldName) {
    synchronized (tree.changing()) {
      if (directory == parent && oldName.equals(name)) {
        tree.deepPaths().put(null, null, 0);
        parent = null;
        if (further != null) {
          Name first = further.remove(0);
          parent = first.directory();
          name = first.name();
          pathEpoch = tree.epoch() - 1;
          if (further.isEmpty()) {
            further = null;
          }
        }
      } else if (further != null && further.remove(new Name(directory, oldName))) {
        if (further.isEmpty()) {
          further = null;
        }
      }
    }
  }

  /** Whether {@link #path} leads there. */
  final boolean isFirstName(StoredDirectory directory, String itsName) {
    return parent == directory && itsName.equals(name);
  }

  /** The first name. */
  final String name() {
    return name;
  }

  /** The directory of the first name. */
  final StoredDirectory firstParent() {
    return parent;
  }

  /** Whether one name is known, and no more. */
  final boolean hasOneKnownName() {
    return further == null;
  }

  /** Whether a name is known. */
  final boolean hasKnownName() {
    return parent != null;
  }
}
