package io.unionfs.oracle;

import io.unionfs.oracle.LayerEntry.Directory;
import io.unionfs.oracle.LayerEntry.HardLink;
import io.unionfs.oracle.LayerEntry.Meta;
import io.unionfs.oracle.LayerEntry.OpaqueDirectory;
import io.unionfs.oracle.LayerEntry.RegularFile;
import io.unionfs.oracle.LayerEntry.Special;
import io.unionfs.oracle.LayerEntry.SymbolicLink;
import io.unionfs.oracle.LayerEntry.Whiteout;
import io.unionfs.oracle.Op.Follow;
import java.util.List;

/** Writes a layer as the kernel reads one: whiteouts are 0/0 character devices. */
final class LayerWriter {
  private static final int PRIVATE = 0600;
  private final Linux linux;
  private final MountOptions marks;

  LayerWriter(Linux linux, MountOptions.Marks marks) {
    this.linux = linux;
    this.marks = MountOptions.DEFAULT.with(marks);
  }

  void write(LayerSpec layer, String directory) {
    for (LayerEntry entry : layer.entries()) {
      make(entry, directory);
    }
    // Times last, and children before parents: making a child changes its parent's.
    List<LayerEntry> entries = layer.entries();
    for (int i = entries.size() - 1; i >= 0; i--) {
      Meta meta = meta(entries.get(i));
      if (meta != null) {
        String path = path(directory, entries.get(i).path());
        check(path, linux.utimens(path, meta.atime(), meta.mtime(), Follow.NOFOLLOW));
      }
    }
  }

  /** Owner, mode, xattrs and times of an existing inode. */
  void dress(String path, FileKind kind, Meta meta) {
    check(path, linux.chown(path, meta.uid(), meta.gid(), Follow.NOFOLLOW));
    if (kind != FileKind.SYMLINK) {
      check(path, linux.chmod(path, meta.mode().bits()));
    }
    meta.xattrs()
        .forEach(
            (name, value) ->
                check(path, linux.setxattr(path, name, value.bytes(), 0, Follow.NOFOLLOW)));
    check(path, linux.utimens(path, meta.atime(), meta.mtime(), Follow.NOFOLLOW));
  }

  private void make(LayerEntry entry, String directory) {
    String path = path(directory, entry.path());
    if (entry instanceof Directory || entry instanceof OpaqueDirectory) {
      if (!entry.path().isEmpty()) {
        check(path, linux.mkdir(path, 0700));
      }
      if (entry instanceof OpaqueDirectory) {
        String name = marks.markPrefix() + "opaque";
        check(path, linux.setxattr(path, name, new byte[] {'y'}, 0, Follow.NOFOLLOW));
      }
    } else if (entry instanceof RegularFile file) {
      int flags = Flags.OpenFlags.O_CREAT | Flags.OpenFlags.O_EXCL | Flags.OpenFlags.O_WRONLY;
      int fd = check(path, linux.open(path, flags, PRIVATE));
      check(path, linux.write(fd, 0, file.data().bytes()));
      linux.close(fd);
    } else if (entry instanceof SymbolicLink link) {
      check(path, linux.symlink(link.target(), path));
    } else if (entry instanceof HardLink link) {
      check(path, linux.link(path(directory, link.existing()), path, Follow.NOFOLLOW));
    } else if (entry instanceof Special special) {
      int mode = kind(special.node()).format() | PRIVATE;
      check(path, linux.mknod(path, mode, special.major(), special.minor()));
    } else if (entry instanceof Whiteout) {
      check(path, linux.mknod(path, FileKind.CHAR.format(), 0, 0));
    }
    Meta meta = meta(entry);
    if (meta != null) {
      FileKind kind = entry instanceof SymbolicLink ? FileKind.SYMLINK : FileKind.UNKNOWN;
      dress(path, kind, meta);
    }
  }

  static FileKind kind(Op.Node node) {
    return switch (node) {
      case FIFO -> FileKind.FIFO;
      case SOCKET -> FileKind.SOCKET;
      case CHAR -> FileKind.CHAR;
      case BLOCK -> FileKind.BLOCK;
    };
  }

  /** Null for what has no inode of its own. */
  private static Meta meta(LayerEntry entry) {
    if (entry instanceof Directory d) {
      return d.meta();
    }
    if (entry instanceof OpaqueDirectory d) {
      return d.meta();
    }
    if (entry instanceof RegularFile f) {
      return f.meta();
    }
    if (entry instanceof SymbolicLink l) {
      return l.meta();
    }
    return entry instanceof Special s ? s.meta() : null;
  }

  private static String path(String directory, String path) {
    return path.isEmpty() ? directory : directory + "/" + path;
  }

  private static int check(String path, int result) {
    if (result < 0) {
      throw new IllegalStateException(
          "cannot write " + Text.quote(path) + ": " + Errno.name(-result));
    }
    return result;
  }
}
