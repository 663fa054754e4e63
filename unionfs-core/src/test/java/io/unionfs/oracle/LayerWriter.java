package io.unionfs.oracle;

import io.unionfs.oracle.LayerEntry.HardLink;
import io.unionfs.oracle.LayerEntry.Meta;
import io.unionfs.oracle.LayerEntry.MetacopyFile;
import io.unionfs.oracle.LayerEntry.OpaqueDirectory;
import io.unionfs.oracle.LayerEntry.RedirectDirectory;
import io.unionfs.oracle.LayerEntry.RegularFile;
import io.unionfs.oracle.LayerEntry.Special;
import io.unionfs.oracle.LayerEntry.SymbolicLink;
import io.unionfs.oracle.LayerEntry.Whiteout;
import io.unionfs.oracle.LayerEntry.XattrWhiteout;
import io.unionfs.oracle.Op.Follow;
import java.util.List;

/** Writes a layer as the kernel reads one. */
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
    for (LayerEntry entry : layer.entries()) {
      if (entry instanceof XattrWhiteout) {
        announceWhiteouts(path(directory, entry.parent()));
      }
    }
    // Times last, and children before parents: making a child changes its parent's.
    List<LayerEntry> entries = layer.entries();
    for (int i = entries.size() - 1; i >= 0; i--) {
      Meta meta = entries.get(i).ownMeta();
      if (meta != null) {
        String path = path(directory, entries.get(i).path());
        check(path, linux.utimens(path, meta.atime(), meta.mtime(), Follow.NOFOLLOW));
      }
    }
  }

  /** Without this mark the kernel does not look for whiteouts among a directory's files. */
  private void announceWhiteouts(String directory) {
    String name = marks.markPrefix() + "opaque";
    if (linux.getxattr(directory, name, Follow.NOFOLLOW) == -Errno.ENODATA) {
      mark(directory, "opaque", "x");
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
                check(path, linux.setxattr(path, stored(name), value.bytes(), 0, Follow.NOFOLLOW)));
    check(path, linux.utimens(path, meta.atime(), meta.mtime(), Follow.NOFOLLOW));
  }

  /** What a program sets under overlay's own prefix is stored with the prefix twice. */
  private String stored(String name) {
    String prefix = marks.markPrefix();
    return name.startsWith(prefix) ? prefix + "overlay." + name.substring(prefix.length()) : name;
  }

  private void make(LayerEntry entry, String directory) {
    String path = path(directory, entry.path());
    if (entry.isDirectory()) {
      if (!entry.path().isEmpty()) {
        check(path, linux.mkdir(path, 0700));
      }
      if (entry instanceof OpaqueDirectory) {
        mark(path, "opaque", "y");
      } else if (entry instanceof RedirectDirectory d) {
        mark(path, "redirect", d.redirect());
      }
    } else if (entry instanceof RegularFile file) {
      file(path, file.data().bytes());
    } else if (entry instanceof MetacopyFile file) {
      file(path, new byte[0]);
      check(path, linux.truncate(path, file.size()));
      mark(path, "metacopy", "");
      if (!file.redirect().isEmpty()) {
        mark(path, "redirect", file.redirect());
      }
    } else if (entry instanceof SymbolicLink link) {
      check(path, linux.symlink(link.target(), path));
    } else if (entry instanceof HardLink link) {
      check(path, linux.link(path(directory, link.existing()), path, Follow.NOFOLLOW));
    } else if (entry instanceof Special special) {
      int mode = kind(special.node()).format() | PRIVATE;
      check(path, linux.mknod(path, mode, special.major(), special.minor()));
    } else if (entry instanceof XattrWhiteout) {
      file(path, new byte[0]);
      mark(path, "whiteout", "y");
    } else if (entry instanceof Whiteout) {
      check(path, linux.mknod(path, FileKind.CHAR.format(), 0, 0));
    }
    if (entry.ownMeta() != null) {
      FileKind kind = entry instanceof SymbolicLink ? FileKind.SYMLINK : FileKind.UNKNOWN;
      dress(path, kind, entry.ownMeta());
    }
  }

  private void file(String path, byte[] data) {
    int flags = Flags.OpenFlags.O_CREAT | Flags.OpenFlags.O_EXCL | Flags.OpenFlags.O_WRONLY;
    int fd = check(path, linux.open(path, flags, PRIVATE));
    check(path, linux.write(fd, 0, data));
    linux.close(fd);
  }

  private void mark(String path, String mark, String value) {
    byte[] bytes = PosixNames.encode(value);
    String name = marks.markPrefix() + mark;
    check(path, linux.setxattr(path, name, bytes, 0, Follow.NOFOLLOW));
  }

  static FileKind kind(Op.Node node) {
    return switch (node) {
      case FIFO -> FileKind.FIFO;
      case SOCKET -> FileKind.SOCKET;
      case CHAR -> FileKind.CHAR;
      case BLOCK -> FileKind.BLOCK;
    };
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
