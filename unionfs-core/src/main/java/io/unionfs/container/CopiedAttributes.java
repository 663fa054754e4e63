package io.unionfs.container;

import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.XattrFileAttributeView;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;

/**
 * Copies what a file has besides its content from one filesystem to another, as far as both know of
 * it. Symbolic links are not followed.
 */
final class CopiedAttributes {
  private static final int MODE_BITS = 07777;
  private static final String USER = "user.";

  private final TreeCopy.Owners owners;

  CopiedAttributes(TreeCopy.Owners owners) {
    this.owners = owners;
  }

  /** A number of the view {@code unix}, or {@code otherwise} where there is no such view. */
  static long unix(Path path, String name, long otherwise) throws IOException {
    if (!knows(path, "unix")) {
      return otherwise;
    }
    Object value = Files.getAttribute(path, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
    return ((Number) value).longValue();
  }

  private static boolean knows(Path path, String view) {
    return path.getFileSystem().supportedFileAttributeViews().contains(view);
  }

  /** Others than these know the view {@code unix}, too, but only to be read. */
  private static boolean takesUnix(Path path) {
    return knows(path, "unix")
        && (path.getFileSystem() instanceof UnionFileSystem
            || path.getFileSystem() == FileSystems.getDefault());
  }

  /** {@code found} is what {@code source} was when it was looked at. */
  void copy(Path source, BasicFileAttributes found, Path target) throws IOException {
    xattrs(source, found, target);
    if (owners == TreeCopy.Owners.SOURCE && knows(source, "unix") && takesUnix(target)) {
      // Before the mode: a change of owner takes set-user-ID away.
      set(target, "unix:uid", (int) unix(source, "uid", 0));
      set(target, "unix:gid", (int) unix(source, "gid", 0));
    }
    if (!found.isSymbolicLink()) {
      mode(source, found, target);
    }
    Files.getFileAttributeView(target, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(found.lastModifiedTime(), found.lastAccessTime(), null);
  }

  private static void mode(Path source, BasicFileAttributes found, Path target) throws IOException {
    if (knows(source, "unix") && takesUnix(target)) {
      int mode = (int) unix(source, "mode", 0) & MODE_BITS;
      if (found.isOther()) {
        Files.setAttribute(target, "unix:mode", mode); // not to be opened, as for the other way
      } else {
        set(target, "unix:mode", mode);
      }
    } else if (knows(source, "posix") && knows(target, "posix")) {
      Files.getFileAttributeView(target, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setPermissions(Files.getPosixFilePermissions(source, LinkOption.NOFOLLOW_LINKS));
    }
  }

  private static void set(Path target, String attribute, int value) throws IOException {
    Files.setAttribute(target, attribute, value, LinkOption.NOFOLLOW_LINKS);
  }

  private static void xattrs(Path source, BasicFileAttributes found, Path target)
      throws IOException {
    boolean fromUnion = source.getFileSystem() instanceof UnionFileSystem;
    boolean toUnion = target.getFileSystem() instanceof UnionFileSystem;
    if (fromUnion && toUnion) {
      XattrFileAttributeView from = xattrs(source);
      XattrFileAttributeView to = xattrs(target);
      for (String name : from.list()) {
        to.set(name, from.get(name), XattrMode.SET);
      }
      return;
    }
    // The host's are asked for only where that cannot hang, as on a fifo.
    if (!found.isRegularFile() && !found.isDirectory()) {
      return;
    }
    if (fromUnion && knows(target, "user")) {
      UserDefinedFileAttributeView to =
          Files.getFileAttributeView(
              target, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      XattrFileAttributeView from = xattrs(source);
      for (String name : from.list()) {
        if (to != null && name.startsWith(USER)) {
          to.write(name.substring(USER.length()), ByteBuffer.wrap(from.get(name)));
        }
      }
    } else if (toUnion && knows(source, "user")) {
      UserDefinedFileAttributeView from =
          Files.getFileAttributeView(
              source, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      if (from == null) {
        return;
      }
      XattrFileAttributeView to = xattrs(target);
      for (String name : from.list()) {
        ByteBuffer value = ByteBuffer.allocate(from.size(name));
        from.read(name, value);
        to.set(USER + name, value.array(), XattrMode.SET);
      }
    }
  }

  private static XattrFileAttributeView xattrs(Path path) {
    return Files.getFileAttributeView(
        path, XattrFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }
}
