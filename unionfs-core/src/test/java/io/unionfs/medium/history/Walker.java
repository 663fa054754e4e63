package io.unionfs.medium.history;

import io.unionfs.layer.FileType;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Listing;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.PathName;
import java.util.Random;
import java.util.TreeMap;

/** Finds places in what a mount shows: the same for the same tree and the same numbers drawn. */
final class Walker {
  private static final String[] NAMES = {"a", "b", "c", "d", "e", "f", ".wh.a", "sp ace", "%h"};
  private static final int DEEPEST = 3;

  private final Mount mount;
  private final Random random;

  Walker(Mount mount, Random random) {
    this.mount = mount;
    this.random = random;
  }

  /** A path that leads to something, unless the mount is empty. */
  String existing() throws ErrnoException {
    String path = "";
    for (int depth = 0; ; depth++) {
      TreeMap<String, FileType> names = names(path);
      if (names.isEmpty()) {
        return path.isEmpty() ? "/" : path;
      }
      String name = names.keySet().toArray(new String[0])[random.nextInt(names.size())];
      path = path + "/" + name;
      if (names.get(name) != FileType.DIRECTORY || random.nextInt(3) == 0 || depth == DEEPEST) {
        return path;
      }
    }
  }

  /** The same, of {@code type} if a few attempts find such. */
  String existing(FileType type) throws ErrnoException {
    String path = existing();
    for (int i = 0; i < 12 && !isOf(path, type); i++) {
      path = existing();
    }
    return path;
  }

  /** A path in a directory that is there; it may lead to something or not. */
  String any() throws ErrnoException {
    String path = "";
    for (int depth = 0; depth < DEEPEST && random.nextInt(3) != 0; depth++) {
      String below = path;
      String[] directories =
          names(path).entrySet().stream()
              .filter(entry -> entry.getValue() == FileType.DIRECTORY)
              .map(entry -> below + "/" + entry.getKey())
              .toArray(String[]::new);
      if (directories.length == 0) {
        break;
      }
      path = directories[random.nextInt(directories.length)];
    }
    return path + "/" + NAMES[random.nextInt(NAMES.length)];
  }

  /** Whether {@code path}, which has a parent, leads to such a file itself. */
  boolean isOf(String path, FileType type) throws ErrnoException {
    int slash = path.lastIndexOf('/');
    return names(path.substring(0, slash)).get(path.substring(slash + 1)) == type;
  }

  private TreeMap<String, FileType> names(String directory) throws ErrnoException {
    TreeMap<String, FileType> names = new TreeMap<>();
    for (Listing.Item item : mount.list(Caller.ROOT, PathName.parse(directory + "/"))) {
      names.put(item.name(), item.type());
    }
    return names;
  }
}
