package io.unionfs.nio;

import io.unionfs.layer.FileType;
import io.unionfs.nio.ExportReport.Kind;
import io.unionfs.nio.ExportReport.Loss;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Stat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Gives exported files their attributes, as far as the target holds them, and notes the rest. */
final class ExportAttributes {
  private static final String USER = "user.";
  private static final int PERMISSIONS = 0777;
  private static final int ALL_BITS = 07777;

  private final List<Loss> losses;

  /** The views that the target's filesystem has. */
  private final Set<String> views;

  ExportAttributes(List<Loss> losses, Path target) {
    this.losses = losses;
    this.views = target.getFileSystem().supportedFileAttributeViews();
  }

  /** In this order: a new owner takes bits away, and times come last. */
  void copy(UnionPath from, Inode inode, Path to) throws IOException {
    Stat stat = inode.stat();
    owner(from, stat, to);
    xattrs(from, stat, to);
    if (stat.type() != FileType.SYMLINK) {
      mode(from, stat, to);
    }
    times(from, stat, to);
  }

  private void owner(UnionPath from, Stat stat, Path to) {
    int uid = stat.attributes().uid();
    int gid = stat.attributes().gid();
    try {
      if (uid != (int) Files.getAttribute(to, "unix:uid", LinkOption.NOFOLLOW_LINKS)) {
        Files.setAttribute(to, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      }
      if (gid != (int) Files.getAttribute(to, "unix:gid", LinkOption.NOFOLLOW_LINKS)) {
        Files.setAttribute(to, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      lose(from, Kind.OWNER, uid + ":" + gid);
    }
  }

  private void mode(UnionPath from, Stat stat, Path to) {
    int mode = stat.attributes().mode() & ALL_BITS;
    int kept = 0;
    try {
      if (views.contains("unix")) {
        Files.setAttribute(to, "unix:mode", mode);
        kept = (int) Files.getAttribute(to, "unix:mode") & ALL_BITS;
      } else if (views.contains("posix")) {
        Files.getFileAttributeView(to, PosixFileAttributeView.class)
            .setPermissions(Options.permissions(mode));
        kept = mode & PERMISSIONS;
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      // Whatever the reason is, the bits are lost, and that is told.
    }
    if (kept != mode) {
      lose(from, Kind.PERMISSIONS, String.format("%04o became %04o", mode, kept));
    }
  }

  private void times(UnionPath from, Stat stat, Path to) {
    FileTime modified = FileTime.from(stat.attributes().modified());
    FileTime accessed = FileTime.from(stat.attributes().accessed());
    try {
      BasicFileAttributeView view =
          Files.getFileAttributeView(to, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      view.setTimes(modified, accessed, null);
      BasicFileAttributes now = view.readAttributes();
      if (!now.lastModifiedTime().equals(modified) || !now.lastAccessTime().equals(accessed)) {
        lose(
            from,
            Kind.TIMES,
            modified
                + ", "
                + accessed
                + " became "
                + now.lastModifiedTime()
                + ", "
                + now.lastAccessTime());
      }
    } catch (IOException e) {
      lose(from, Kind.TIMES, Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  /** Those of symbolic links, and those that are not a user's, are none that Java can set. */
  private void xattrs(UnionPath from, Stat stat, Path to) throws IOException {
    try {
      for (String name : Place.of(from, Follow.NOFOLLOW).listXattrs(Follow.NOFOLLOW)) {
        if (stat.type() == FileType.SYMLINK || !set(from, to, name)) {
          lose(from, Kind.XATTR, name);
        }
      }
    } catch (ErrnoException e) {
      lose(from, Kind.XATTR, e.getMessage());
    }
  }

  private boolean set(UnionPath from, Path to, String name) throws ErrnoException {
    if (!name.startsWith(USER)) {
      return false;
    }
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(
            to, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null) {
      return false;
    }
    byte[] value = Place.of(from, Follow.NOFOLLOW).getXattr(Follow.NOFOLLOW, name);
    try {
      view.write(name.substring(USER.length()), ByteBuffer.wrap(value));
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private void lose(UnionPath path, Kind kind, String detail) {
    losses.add(new Loss(path, kind, detail));
  }
}
