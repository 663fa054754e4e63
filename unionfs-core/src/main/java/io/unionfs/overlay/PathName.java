package io.unionfs.overlay;

import java.util.ArrayList;
import java.util.List;

/**
 * A path as it is given to a system call (path_resolution(7)): names, {@code .} and {@code ..}, not
 * resolved. There is no working directory: a relative path begins at the root as well. Immutable.
 */
public final class PathName {
  private static final String[] NO_NAMES = {};

  /** How a path ends. */
  enum Ending {
    /** With a name. */
    PLAIN,
    /** With a slash: what it names must be a directory. */
    SLASH
  }

  private final String[] names;
  private final Ending ending;
  private final boolean absolute;

  private PathName(String[] names, Ending ending, boolean absolute) {
    this.names = names;
    this.ending = ending;
    this.absolute = absolute;
  }

  /** The path {@code text}. */
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
    return new PathName(names.toArray(NO_NAMES), ending, text.startsWith("/"));
  }

  /**
   * The absolute path of {@code names}, none of which is empty or holds a slash. Takes the array
   * over; the caller must not change it afterwards.
   */
  public static PathName ofNames(String... names) {
    return new PathName(names, Ending.PLAIN, true);
  }

  int length() {
    return names.length;
  }

  String name(int index) {
    return names[index];
  }

  Ending ending() {
    return ending;
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
    return (absolute ? "/" : "")
        + String.join("/", names)
        + (ending == Ending.SLASH && names.length > 0 ? "/" : "");
  }
}
