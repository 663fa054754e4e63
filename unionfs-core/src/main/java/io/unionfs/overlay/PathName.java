package io.unionfs.overlay;

import io.unionfs.layer.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * A path as it is given to a system call (path_resolution(7)): names, {@code .} and {@code ..}, not
 * resolved. There is no working directory: a relative path begins at the root as well, unless it
 * was given an open directory to begin at ({@link #at}). Immutable.
 */
public final class PathName {
  private static final String[] NO_NAMES = {};

  /** {@code PATH_MAX} less the final NUL (limits.h). */
  private static final int MAX_BYTES = 4095;

  /** How a path ends. */
  enum Ending {
    /** With a name. */
    PLAIN,
    /** With a slash: what it names must be a directory. */
    SLASH
  }

  /** Equal strings may take the place of these: which one a thread sees makes no difference. */
  private final String[] names;

  /** Of each name, as {@link NameTrie#hash} has it; null of a path that was parsed. */
  private final int[] hashes;

  private final Ending ending;
  private final boolean absolute;
  private final boolean tooLong;

  /** Where it begins; null for the root. */
  private final OpenFile start;

  /** Threads may see it late: then they compare names once more. */
  private boolean lookedUp;

  private PathName(String[] names, Ending ending, boolean absolute, boolean tooLong) {
    this(names, null, ending, absolute, tooLong, null);
  }

  private PathName(
      String[] names,
      int[] hashes,
      Ending ending,
      boolean absolute,
      boolean tooLong,
      OpenFile start) {
    this.names = names;
    this.hashes = hashes;
    this.start = start;
    this.ending = ending;
    this.absolute = absolute;
    this.tooLong = tooLong;
  }

  /** The path {@code text}; one of more than 4095 bytes is refused when it is used. */
  public static PathName parse(String text) {
    List<String> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == '/') {
        if (i > start) {
          names.add(text.substring(start, i));
        }
        start = i + 1;
      }
    }
    Ending ending = text.endsWith("/") ? Ending.SLASH : Ending.PLAIN;
    boolean tooLong = text.length() * 3 > MAX_BYTES && Names.byteLength(text) > MAX_BYTES;
    return new PathName(names.toArray(NO_NAMES), ending, text.startsWith("/"), tooLong);
  }

  /**
   * The absolute path of {@code names}. Takes the array over; the caller must not change it
   * afterwards. It may be of any length: {@code PATH_MAX} is a limit on text.
   *
   * @throws IllegalArgumentException if a name is empty, or holds a slash or NUL
   */
  public static PathName ofNames(String... names) {
    return new PathName(names, checkedHashes(names), Ending.PLAIN, true, false, null);
  }

  /** The hashes of {@code names}, each of which must be one name: both are told by one look. */
  private static int[] checkedHashes(String... names) {
    int[] hashes = new int[names.length];
    for (int i = 0; i < hashes.length; i++) {
      String name = names[i];
      int hash = 0;
      boolean isOneName = !name.isEmpty();
      for (int at = 0; at < name.length(); at++) {
        char c = name.charAt(at);
        isOneName &= c != '/' && c != 0;
        hash = 31 * hash + c; // As String.hashCode does.
      }
      if (!isOneName) {
        throw new IllegalArgumentException(
            "\"" + Names.display(name) + "\" is not one name: it is empty, or holds \"/\" or NUL");
      }
      hashes[i] = NameTrie.mixed(hash);
    }
    return hashes;
  }

  /** The absolute path of {@code names} that were looked up. */
  static PathName found(String... names) {
    return new PathName(names, Ending.PLAIN, true, false);
  }

  /**
   * The same path for a system call that takes an open directory to begin at ({@code openat(2)},
   * {@code renameat(2)} and so on), wherever that is by then; it must be of the mount that the path
   * is used with. An absolute path begins at the root nevertheless. A directory that was removed
   * holds nothing, and nothing can be made in it (ENOENT). With a file that is no directory the
   * operation fails with ENOTDIR, with one that was closed with EBADF.
   */
  public PathName at(OpenFile directory) {
    return absolute ? this : new PathName(names, hashes, ending, false, tooLong, directory);
  }

  /** The relative path of {@code names}, to be used with {@link #at}; as {@link #ofNames}. */
  public static PathName relative(String... names) {
    return new PathName(names, checkedHashes(names), Ending.PLAIN, false, false, null);
  }

  /** The open directory at which it begins, or null for the root. */
  OpenFile start() {
    return start;
  }

  List<String> names() {
    return List.of(names);
  }

  int length() {
    return names.length;
  }

  String name(int index) {
    return names[index];
  }

  /** The hash of a name, as {@link NameTrie#hash} has it. */
  int hash(int index) {
    return hashes != null ? hashes[index] : NameTrie.hash(names[index]);
  }

  /** All its names were looked up. */
  void wasLookedUp() {
    if (!lookedUp) {
      lookedUp = true; // Written once: threads that share a path would take it from each other.
    }
  }

  /**
   * The name at {@code index} is {@code known} where it was found. From the second lookup on that
   * string is kept, so that further ones need not compare them; most paths have no second one.
   */
  void met(int index, String known) {
    if (lookedUp) {
      names[index] = known;
    }
  }

  /** Whether it begins at no open directory. */
  boolean beginsAtRoot() {
    return start == null;
  }

  Ending ending() {
    return ending;
  }

  boolean isTooLong() {
    return tooLong;
  }

  boolean isAbsolute() {
    return absolute;
  }

  /** Whether this is the empty path, which names nothing. */
  boolean isEmpty() {
    return names.length == 0 && !absolute;
  }

  @Override
  public String toString() {
    return (absolute ? "/" : start == null ? "" : beginning())
        + String.join("/", names)
        + (ending == Ending.SLASH && names.length > 0 ? "/" : "");
  }

  /** Where the open directory is now, with a slash behind. */
  private String beginning() {
    if (start.directory() == null) {
      return "?/";
    }
    String directory = start.directory().location().toString();
    return directory.equals("/") ? directory : directory + "/";
  }
}
