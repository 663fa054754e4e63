package io.unionfs.image;

import io.unionfs.archive.ByteSource;
import io.unionfs.archive.TarEntry;
import io.unionfs.archive.TarIndex;
import io.unionfs.layer.Names;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The files in a tar, read where they stand. Entries that nothing asks for are never looked at. */
final class TarFiles extends ImageFiles {
  // Legacy layer.tar links lead to a file at once.
  private static final int MAX_LINKS = 8;

  private final TarIndex index;
  private final Closeable owned;
  private final Map<String, TarEntry> entries = new HashMap<>();
  private final Set<String> repeated = new HashSet<>();

  /**
   * The files of {@code index}.
   *
   * @param owned what is closed with this
   */
  TarFiles(String name, TarIndex index, Closeable owned) {
    super(name);
    this.index = index;
    this.owned = owned;
    for (TarEntry entry : index.entries()) {
      String path = plain(entry.name());
      if (entries.put(path, entry) != null) {
        repeated.add(path);
      }
    }
  }

  /** The name as documents use it. One that holds {@code ..} is kept, and is never asked for. */
  private static String plain(String name) {
    int start = 0;
    while (name.startsWith("./", start)) {
      start += 2;
    }
    int end = name.length();
    while (end > start && name.charAt(end - 1) == '/') {
      end--;
    }
    return name.substring(start, end);
  }

  @Override
  boolean has(String path) {
    return entries.containsKey(path);
  }

  @Override
  boolean isAmbiguous(String path) {
    return repeated.contains(path);
  }

  @Override
  ByteSource at(String path) throws IOException {
    String place = path;
    for (int links = 0; links <= MAX_LINKS; links++) {
      TarEntry entry = entries.get(place);
      if (entry == null) {
        return null;
      }
      String what = "\"" + Names.display(place) + "\"";
      switch (entry.type()) {
        case FILE -> {
          return index.bytes(entry);
        }
        case SYMLINK -> place = resolve(parent(place), entry.linkName(), "the link " + what);
        case HARD_LINK -> place = normal(entry.linkName(), "the hard link " + what);
        default -> throw fault(what + " is not a file");
      }
    }
    throw fault("\"" + Names.display(path) + "\" leads through too many links");
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  @Override
  public void close() throws IOException {
    owned.close();
  }
}
