package io.unionfs.nio;

import io.unionfs.overlay.PathName;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * A path in a union mount: parsed once, its names kept. Behaves as a path of the default provider
 * on Linux. The working directory is the root. Immutable.
 */
final class UnionPath implements Path {
  private final UnionFileSystem fileSystem;
  private final boolean absolute;

  /**
   * All names, or those before {@link #last}. Shared between paths, and never changed but for equal
   * strings in their places ({@link PathName}). Empty for the root, one empty name for "".
   */
  private final String[] start;

  /** The last name, of a file that was found in a directory and shares its names; else null. */
  private final String last;

  // Found when first asked for; two threads may find the same.
  private String text;
  private PathName pathName;
  private int hash;

  private UnionPath(UnionFileSystem fileSystem, boolean absolute, String[] names) {
    this(fileSystem, absolute, names, null);
  }

  private UnionPath(UnionFileSystem fileSystem, boolean absolute, String[] start, String last) {
    this.fileSystem = fileSystem;
    this.absolute = absolute;
    this.start = start;
    this.last = last;
  }

  /**
   * The path {@code text}.
   *
   * @throws java.nio.file.InvalidPathException if no file can be called so
   */
  static UnionPath parse(UnionFileSystem fileSystem, String text) {
    return new UnionPath(fileSystem, PathSyntax.isAbsolute(text), PathSyntax.parse(text));
  }

  /** A symbolic link's target: its text stays as it is, redundant slashes too. */
  static UnionPath ofTarget(UnionFileSystem fileSystem, String target) {
    UnionPath path = parse(fileSystem, target);
    path.text = target;
    return path;
  }

  /** A name by itself. */
  static UnionPath ofName(UnionFileSystem fileSystem, String name) {
    return new UnionPath(fileSystem, false, new String[] {name});
  }

  static UnionPath root(UnionFileSystem fileSystem) {
    return new UnionPath(fileSystem, true, PathSyntax.NO_NAMES);
  }

  static UnionPath absolute(UnionFileSystem fileSystem, List<String> names) {
    return new UnionPath(fileSystem, true, names.toArray(PathSyntax.NO_NAMES));
  }

  /** {@code path} as one of ours. */
  static UnionPath of(Path path) {
    if (path instanceof UnionPath union) {
      return union;
    }
    Objects.requireNonNull(path);
    throw new ProviderMismatchException();
  }

  /** All names; of a path that shares its directory's, made for each call. Not to be changed. */
  private String[] allNames() {
    return last == null ? start : joined();
  }

  private String[] joined() {
    String[] all = Arrays.copyOf(start, start.length + 1);
    all[start.length] = last;
    return all;
  }

  /** The same path with an array of its own names: its children share that. */
  UnionPath whole() {
    return last == null ? this : with(absolute, joined());
  }

  /** For the engine; the empty path is the working directory. */
  PathName pathName() {
    PathName known = pathName;
    if (known == null) {
      known = isEmpty() ? PathName.ofNames(".") : PathName.ofNames(allNames());
      pathName = known;
    }
    return known;
  }

  /** For a system call that begins at an open directory; of a path that is not absolute. */
  PathName relativeName() {
    return PathName.relative(allNames());
  }

  boolean isEmpty() {
    return !absolute && last == null && start.length == 1 && start[0].isEmpty();
  }

  /** The last name, or null for the root. */
  String lastName() {
    return last != null ? last : start.length == 0 ? null : start[start.length - 1];
  }

  List<String> names() {
    return List.of(allNames());
  }

  /** The file called {@code name} in this directory; {@code name} is known to be one name. */
  UnionPath child(String name) {
    return isEmpty() ? ofName(fileSystem, name) : inside(name);
  }

  private UnionPath inside(String name) {
    return new UnionPath(fileSystem, absolute, allNames(), name);
  }

  private UnionPath with(boolean isAbsolute, String[] newNames) {
    return new UnionPath(fileSystem, isAbsolute, newNames);
  }

  @Override
  public UnionFileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return absolute;
  }

  @Override
  public UnionPath getRoot() {
    return absolute ? root(fileSystem) : null;
  }

  @Override
  public UnionPath getFileName() {
    return switch (getNameCount()) {
      case 0 -> null;
      case 1 -> absolute ? ofName(fileSystem, lastName()) : this;
      default -> ofName(fileSystem, lastName());
    };
  }

  @Override
  public UnionPath getParent() {
    int count = getNameCount();
    if (count < 2) {
      return count == 0 ? null : getRoot();
    }
    return with(absolute, last != null ? start : Arrays.copyOf(start, count - 1));
  }

  @Override
  public int getNameCount() {
    return last == null ? start.length : start.length + 1;
  }

  @Override
  public UnionPath getName(int index) {
    return subpath(index, index + 1);
  }

  @Override
  public UnionPath subpath(int beginIndex, int endIndex) {
    int count = getNameCount();
    if (beginIndex < 0 || endIndex > count || beginIndex >= endIndex) {
      throw new IllegalArgumentException(
          "names " + beginIndex + " to " + endIndex + " of " + count);
    }
    return with(false, Arrays.copyOfRange(allNames(), beginIndex, endIndex));
  }

  @Override
  public boolean startsWith(Path other) {
    return Objects.requireNonNull(other) instanceof UnionPath that
        && fileSystem == that.fileSystem
        && absolute == that.absolute
        && startsWith(allNames(), that.allNames());
  }

  private static boolean startsWith(String[] names, String[] beginning) {
    int length = beginning.length;
    return length <= names.length && Arrays.equals(names, 0, length, beginning, 0, length);
  }

  @Override
  public boolean endsWith(Path other) {
    if (!(Objects.requireNonNull(other) instanceof UnionPath that)
        || fileSystem != that.fileSystem) {
      return false;
    }
    String[] names = allNames();
    String[] ending = that.allNames();
    if (that.absolute) {
      return absolute && Arrays.equals(names, ending);
    }
    int from = names.length - ending.length;
    return from >= 0 && Arrays.equals(names, from, names.length, ending, 0, ending.length);
  }

  @Override
  public UnionPath normalize() {
    String[] names = allNames();
    String[] normal = PathSyntax.normalize(names, absolute);
    return normal == names ? this : with(absolute, normal);
  }

  @Override
  public UnionPath resolve(Path other) {
    UnionPath that = of(other);
    if (that.absolute || isEmpty() && that.fileSystem == fileSystem) {
      return that;
    }
    if (that.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return with(false, that.allNames());
    }
    String[] names = allNames();
    String[] further = that.allNames();
    String[] joined = Arrays.copyOf(names, names.length + further.length);
    System.arraycopy(further, 0, joined, names.length, further.length);
    return with(absolute, joined);
  }

  @Override
  public UnionPath resolve(String other) {
    return resolve(parse(fileSystem, other));
  }

  @Override
  public UnionPath relativize(Path other) {
    UnionPath that = of(other);
    if (that.equals(this)) {
      return with(false, PathSyntax.EMPTY);
    }
    if (absolute != that.absolute) {
      throw new IllegalArgumentException("'other' is different type of Path");
    }
    if (isEmpty()) {
      return that;
    }
    String[] base = allNames();
    String[] child = that.allNames();
    if (PathSyntax.hasDots(base) || PathSyntax.hasDots(child)) {
      base = PathSyntax.normalize(base, absolute);
      child = PathSyntax.normalize(child, absolute);
    }
    int common = 0;
    while (common < base.length && common < child.length && base[common].equals(child[common])) {
      common++;
    }
    String[] up = Arrays.copyOfRange(base, common, base.length);
    String[] down = Arrays.copyOfRange(child, common, child.length);
    if (PathSyntax.hasDots(up)) {
      throw new IllegalArgumentException(
          "Unable to compute relative path from " + this + " to " + other);
    }
    return with(false, relative(up, down));
  }

  private static String[] relative(String[] up, String[] down) {
    int ups = Arrays.equals(up, PathSyntax.EMPTY) ? 0 : up.length;
    int downs = Arrays.equals(down, PathSyntax.EMPTY) ? 0 : down.length;
    if (ups + downs == 0) {
      return PathSyntax.EMPTY;
    }
    String[] joined = new String[ups + downs];
    Arrays.fill(joined, 0, ups, "..");
    System.arraycopy(down, 0, joined, ups, downs);
    return joined;
  }

  @Override
  public UnionPath toAbsolutePath() {
    return absolute ? this : with(true, isEmpty() ? PathSyntax.NO_NAMES : allNames());
  }

  @Override
  public UnionPath toRealPath(LinkOption... options) throws IOException {
    return RealPath.of(this, Options.follow(options));
  }

  @Override
  public URI toUri() {
    return PathUris.toUri(this);
  }

  /**
   * Not supported: the file is in no place that {@link File} reaches. {@link
   * UnionFileSystem#exportTo(Path)} copies a tree to one.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public File toFile() {
    throw new UnsupportedOperationException(
        "a file in a union mount has no java.io.File, but UnionFileSystem.exportTo copies a tree to"
            + " where files have one: "
            + this);
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
      throws IOException {
    Objects.requireNonNull(watcher);
    if (!(watcher instanceof UnionWatchService service)) {
      throw new ProviderMismatchException();
    }
    return service.register(this, new Registration(events, modifiers));
  }

  @Override
  public WatchKey register(WatchService watcher, WatchEvent.Kind<?>... events) throws IOException {
    return register(watcher, events, new WatchEvent.Modifier[0]);
  }

  @Override
  public Iterator<Path> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < getNameCount();
      }

      @Override
      public Path next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return getName(next++);
      }
    };
  }

  /** Compares as the bytes of the paths compare; then by filesystem. */
  @Override
  public int compareTo(Path other) {
    UnionPath that = (UnionPath) other;
    int byText = PathSyntax.compare(normalText(), that.normalText());
    if (byText != 0 || fileSystem == that.fileSystem) {
      return byText;
    }
    int byMount = Long.compare(fileSystem.device(), that.fileSystem.device());
    return byMount != 0 ? byMount : Long.compare(fileSystem.number(), that.fileSystem.number());
  }

  /** The text; of a link's target too, without redundant slashes. */
  String normalText() {
    return PathSyntax.join(allNames(), absolute);
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || other instanceof UnionPath that
            && fileSystem == that.fileSystem
            && absolute == that.absolute
            && hashCode() == that.hashCode()
            && Arrays.equals(allNames(), that.allNames());
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      int names = Arrays.hashCode(start);
      if (last != null) {
        names = 31 * names + last.hashCode(); // As of an array that ends with it.
      }
      known = 31 * names + Boolean.hashCode(absolute);
      hash = known;
    }
    return known;
  }

  @Override
  public String toString() {
    String known = text;
    if (known == null) {
      known = PathSyntax.join(allNames(), absolute);
      text = known;
    }
    return known;
  }
}
