package io.unionfs.driver;

import io.unionfs.layer.Entry;
import io.unionfs.layer.Names;
import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts what a tree takes when it is stored. Used once. */
final class Tally {
  /** From this length on ext4 keeps a link's target in a block. */
  private static final int LONG_TARGET = 60;

  /** How often a directory is read that changes while it is read. */
  private static final int MOST_ATTEMPTS = 1000;

  private final Set<Object> seen = new HashSet<>();
  private long apparent;
  private long allocated;
  private long files;
  private long directories;
  private long whiteouts;

  private Tally() {}

  /** What a directory that holds {@code layer}, whiteouts and all, takes. */
  static Stored of(TreeLayer layer) throws IOException {
    return of(layer, null);
  }

  /**
   * The same of the writable layer of {@code shown}, which knows the length of a file whose data is
   * below.
   */
  static Stored of(TreeLayer layer, UnionFileSystem shown) throws IOException {
    Tally tally = new Tally();
    Deque<Folder> pending = new ArrayDeque<>();
    pending.push(new Folder("/", layer.root()));
    while (!pending.isEmpty()) {
      Folder folder = pending.pop();
      tally.directories++;
      for (Map.Entry<String, Entry> child : entries(folder, shown).entrySet()) {
        Entry entry = child.getValue();
        if (entry instanceof Entry.Directory directory) {
          pending.push(new Folder(folder.path + child.getKey() + "/", directory));
        } else if (entry instanceof Entry.Metacopy && shown != null) {
          tally.files++;
          // Its length is that of the data, which is elsewhere.
          tally.apparent += size(shown.getPath(folder.path + child.getKey()));
        } else if (entry instanceof Entry.Node node) {
          if (node.links() <= 1 || tally.seen.add(node.number())) {
            tally.file(node);
          }
        } else {
          tally.whiteouts++;
        }
      }
    }
    return tally.stored();
  }

  private record Folder(String path, Entry.Directory directory) {}

  /** Programs may write on, as under {@code du}: what is gone meanwhile is not counted. */
  private static Map<String, Entry> entries(Folder folder, UnionFileSystem shown)
      throws IOException {
    for (int i = 1; ; i++) {
      try {
        return folder.directory.entries();
      } catch (IOException e) {
        if (shown == null || i == MOST_ATTEMPTS) {
          throw e;
        }
        Path there = shown.upper().resolve(folder.path.substring(1));
        if (Files.notExists(there, LinkOption.NOFOLLOW_LINKS)) {
          return Map.of();
        }
      }
    }
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private void file(Entry.Node node) {
    files++;
    if (node instanceof Entry.File file) {
      data(file.content().size());
    } else if (node instanceof Entry.Metacopy metacopy) {
      apparent += metacopy.size();
    } else if (node instanceof Entry.Symlink link) {
      target(link.target());
    }
  }

  /** What a copy of the tree at {@code root} takes. */
  static Stored of(Path root) throws IOException {
    Tally tally = new Tally();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes found) {
            tally.directories++;
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes found)
              throws IOException {
            try {
              tally.file(file, found);
            } catch (NoSuchFileException e) {
              return visitFileFailed(file, e);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            return failure == null ? FileVisitResult.CONTINUE : visitFileFailed(directory, failure);
          }
        });
    return tally.stored();
  }

  private void file(Path file, BasicFileAttributes found) throws IOException {
    Map<String, Object> unix =
        Files.readAttributes(file, "unix:nlink,ino", LinkOption.NOFOLLOW_LINKS);
    if ((int) unix.get("nlink") > 1 && !seen.add(unix.get("ino"))) {
      return;
    }
    files++;
    if (found.isRegularFile()) {
      data(found.size());
    } else if (found.isSymbolicLink()) {
      target(Files.readSymbolicLink(file).toString());
    }
  }

  private void data(long size) {
    apparent += size;
    allocated += blocks(size);
  }

  private void target(String target) {
    int length = Names.byteLength(target);
    apparent += length;
    allocated += length < LONG_TARGET ? 0 : Stored.BLOCK;
  }

  /** {@code size} rounded up to whole blocks. */
  static long blocks(long size) {
    return (size + Stored.BLOCK - 1) / Stored.BLOCK * Stored.BLOCK;
  }

  private Stored stored() {
    return new Stored(apparent, allocated, files, directories, whiteouts);
  }
}
