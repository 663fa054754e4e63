package io.unionfs.oracle;

import io.unionfs.oracle.Flags.AccessMode;
import io.unionfs.oracle.Flags.Mode;
import io.unionfs.oracle.Flags.OpenFlags;
import io.unionfs.oracle.Flags.RenameFlags;
import io.unionfs.oracle.Flags.XattrFlags;

/**
 * The operation language of the oracle: the system calls a program makes on a mount, each of which
 * is answered by an {@link Outcome}.
 *
 * <p>Paths are relative to the root of the mount, whether or not they begin with a slash; absolute
 * symlinks resolve inside it. A byte 0xNN that is not UTF-8 is the char U+DCNN. Every open adds
 * O_NONBLOCK, so that a fifo answers at once.
 */
public sealed interface Op {
  /** Asks a filesystem to run this operation. */
  Outcome on(Calls calls);

  /** Whether a symlink as the last name is followed. */
  enum Follow {
    FOLLOW,
    NOFOLLOW
  }

  /** What mknod makes. */
  enum Node {
    FIFO,
    SOCKET,
    CHAR,
    BLOCK
  }

  record Stat(String path, Follow follow) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.stat(this);
    }
  }

  /** Opens and closes. */
  record Open(String path, OpenFlags flags, Mode mode) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.open(this);
    }
  }

  record ReadFile(String path) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.readFile(this);
    }
  }

  record Pread(String path, long offset, int length) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.pread(this);
    }
  }

  /** Opens with these flags, writes once at the offset, closes. */
  record Write(String path, OpenFlags flags, Mode mode, long offset, Content data) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.write(this);
    }
  }

  record Truncate(String path, long length) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.truncate(this);
    }
  }

  /** Opens with O_CREAT|O_EXCL|O_WRONLY and closes. */
  record Create(String path, Mode mode) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.create(this);
    }
  }

  record Mkdir(String path, Mode mode) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.mkdir(this);
    }
  }

  record Mknod(String path, Node node, Mode mode, int major, int minor) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.mknod(this);
    }
  }

  record Symlink(String target, String path) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.symlink(this);
    }
  }

  record Link(String from, String to, Follow follow) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.link(this);
    }
  }

  record Unlink(String path) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.unlink(this);
    }
  }

  record Rmdir(String path) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.rmdir(this);
    }
  }

  record Rename(String from, String to, RenameFlags flags) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.rename(this);
    }
  }

  record Chmod(String path, Mode mode) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.chmod(this);
    }
  }

  /** A uid or gid of -1 is left as it is. */
  record Chown(String path, int uid, int gid, Follow follow) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.chown(this);
    }
  }

  record Utimens(String path, Stamp atime, Stamp mtime, Follow follow) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.utimens(this);
    }
  }

  record SetXattr(String path, String name, Content value, XattrFlags flags, Follow follow)
      implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.setXattr(this);
    }
  }

  record GetXattr(String path, String name, Follow follow) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.getXattr(this);
    }
  }

  record ListXattr(String path, Follow follow) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.listXattr(this);
    }
  }

  record RemoveXattr(String path, String name, Follow follow) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.removeXattr(this);
    }
  }

  /** Sorted names, each with its d_type. */
  record Readdir(String path) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.readdir(this);
    }
  }

  record Readlink(String path) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.readlink(this);
    }
  }

  record Access(String path, AccessMode mode) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.access(this);
    }
  }

  /** The filesystem's type and longest name; how much room there is depends on the machine. */
  record Statfs(String path) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.statfs(this);
    }
  }

  /** Opens into a slot; what the slot held is closed first. */
  record OpenFd(int slot, String path, OpenFlags flags, Mode mode) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.openFd(this);
    }
  }

  record ReadFd(int slot, long offset, int length) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.readFd(this);
    }
  }

  record WriteFd(int slot, long offset, Content data) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.writeFd(this);
    }
  }

  record FstatFd(int slot) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.fstatFd(this);
    }
  }

  record FtruncateFd(int slot, long length) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.ftruncateFd(this);
    }
  }

  record FchmodFd(int slot, Mode mode) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.fchmodFd(this);
    }
  }

  record FchownFd(int slot, int uid, int gid) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.fchownFd(this);
    }
  }

  record UtimensFd(int slot, Stamp atime, Stamp mtime) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.utimensFd(this);
    }
  }

  record FsyncFd(int slot) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.fsyncFd(this);
    }
  }

  record SetXattrFd(int slot, String name, Content value, XattrFlags flags) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.setXattrFd(this);
    }
  }

  record GetXattrFd(int slot, String name) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.getXattrFd(this);
    }
  }

  record ListXattrFd(int slot) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.listXattrFd(this);
    }
  }

  /** Rewinds the open directory and lists it. */
  record ReaddirFd(int slot) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.readdirFd(this);
    }
  }

  record CloseFd(int slot) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.closeFd(this);
    }
  }

  /** What is done by a Java program; no system call. */
  non-sealed interface OfFiles extends Op {
    @Override
    default Outcome on(Calls calls) {
      throw new IllegalStateException("no system call: " + this);
    }
  }

  /** Closes all slots, unmounts and mounts again. */
  record Remount() implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.remount();
    }
  }

  /** The same, with other options from then on. */
  record RemountWith(MountOptions options) implements Op {
    @Override
    public Outcome on(Calls calls) {
      return calls.remount();
    }
  }
}
