package io.unionfs.driver;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFiles;
import io.unionfs.nio.XattrFileAttributeView;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies files from one union to the same paths of another: type, data, owner, permissions, times,
 * extended attributes, and which names are one file. Links are not followed. Used once.
 */
final class FullCopy {
  private static final int MODE_BITS = 07777;
  private static final int TYPE = 0170000;
  private static final int FIFO = 0010000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int SOCKET = 0140000;

  private final UnionFileSystem target;

  /** Where a file with several names was put. */
  private final Map<Object, Path> linked = new HashMap<>();

  private Work work = Work.NONE;

  FullCopy(UnionFileSystem target) {
    this.target = target;
  }

  /** What has been copied. */
  Work work() {
    return work;
  }

  private Path at(Path source) {
    return target.getPath(source.toString());
  }

  /** The directory {@code top} and all that is in it; it may be there, and be empty. */
  void tree(Path top) throws IOException {
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes found)
              throws IOException {
            if (!Files.isDirectory(at(source), LinkOption.NOFOLLOW_LINKS)) {
              Files.createDirectory(at(source));
            }
            work = work.plus(Work.copied(0, 1, 0));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path source, BasicFileAttributes found)
              throws IOException {
            file(source, found);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path source, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            attributes(source, at(source));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** A file that is no directory; nothing is at its path. */
  void file(Path source, BasicFileAttributes found) throws IOException {
    Path copy = at(source);
    if (names(source) > 1) {
      Path first = linked.putIfAbsent(found.fileKey(), copy);
      if (first != null) {
        Files.createLink(copy, first);
        return;
      }
    }
    if (found.isOther()) {
      special(source, copy);
    } else {
      Files.copy(source, copy, LinkOption.NOFOLLOW_LINKS);
    }
    attributes(source, copy);
    work = work.plus(Work.copied(1, 0, found.isOther() ? 0 : found.size()));
  }

  private static void special(Path source, Path copy) throws IOException {
    Map<String, Object> unix =
        Files.readAttributes(source, "unix:mode,rdev", LinkOption.NOFOLLOW_LINKS);
    DeviceNumber device = DeviceNumber.decode((long) unix.get("rdev"));
    switch ((int) unix.get("mode") & TYPE) {
      case FIFO -> UnionFiles.createFifo(copy);
      case SOCKET -> UnionFiles.createSocket(copy);
      case CHARACTER_DEVICE -> UnionFiles.createCharacterDevice(copy, device);
      default -> UnionFiles.createBlockDevice(copy, device);
    }
  }

  static int names(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
  }

  /** Gives {@code copy} the owner, permissions, extended attributes and times of {@code source}. */
  static void attributes(Path source, Path copy) throws IOException {
    Map<String, Object> unix =
        Files.readAttributes(source, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
    BasicFileAttributes found =
        Files.readAttributes(source, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    xattrs(source, copy);
    // Before the permissions: a change of owner takes set-user-ID away.
    Files.setAttribute(copy, "unix:uid", unix.get("uid"), LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(copy, "unix:gid", unix.get("gid"), LinkOption.NOFOLLOW_LINKS);
    if (!found.isSymbolicLink()) {
      Files.setAttribute(copy, "unix:mode", (int) unix.get("mode") & MODE_BITS);
    }
    UnionFiles.setTimes(
        copy, found.lastModifiedTime().toInstant(), found.lastAccessTime().toInstant());
  }

  private static void xattrs(Path source, Path copy) throws IOException {
    XattrFileAttributeView from = view(source);
    XattrFileAttributeView to = view(copy);
    List<String> names = from.list();
    List<String> held = to.list();
    for (String name : held) {
      if (!names.contains(name)) {
        to.remove(name);
      }
    }
    for (String name : names) {
      byte[] value = from.get(name);
      if (!held.contains(name) || !Arrays.equals(value, to.get(name))) {
        to.set(name, value, XattrMode.SET);
      }
    }
  }

  static XattrFileAttributeView view(Path file) {
    return Files.getFileAttributeView(
        file, XattrFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }
}
