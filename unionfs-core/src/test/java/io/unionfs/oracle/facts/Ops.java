package io.unionfs.oracle.facts;

import io.unionfs.oracle.Content;
import io.unionfs.oracle.Flags.AccessMode;
import io.unionfs.oracle.Flags.Mode;
import io.unionfs.oracle.Flags.OpenFlags;
import io.unionfs.oracle.Flags.RenameFlags;
import io.unionfs.oracle.Flags.XattrFlags;
import io.unionfs.oracle.Op;
import io.unionfs.oracle.Op.Follow;
import io.unionfs.oracle.Stamp;

/** System calls with the arguments that facts leave alone left out. */
final class Ops {
  private static final int NEW_FILE = 0644;
  private static final int NEW_DIRECTORY = 0755;

  private Ops() {}

  static Op stat(String path) {
    return new Op.Stat(path, Follow.NOFOLLOW);
  }

  static Op open(String path, int... flags) {
    return new Op.Open(path, flags(flags), new Mode(NEW_FILE));
  }

  private static OpenFlags flags(int... flags) {
    int bits = 0;
    for (int flag : flags) {
      bits |= flag;
    }
    return new OpenFlags(bits);
  }

  /** Creates or replaces a file. */
  static Op write(String path, String data) {
    OpenFlags flags = flags(OpenFlags.O_WRONLY, OpenFlags.O_CREAT, OpenFlags.O_TRUNC);
    return new Op.Write(path, flags, new Mode(NEW_FILE), 0, Content.of(data));
  }

  /** Creates a file of a megabyte. */
  static Op writeLarge(String path) {
    OpenFlags flags = flags(OpenFlags.O_WRONLY, OpenFlags.O_CREAT);
    return new Op.Write(path, flags, new Mode(NEW_FILE), 0, Content.fill(1 << 20, 1));
  }

  /** Writes into a file that exists. */
  static Op overwrite(String path, long offset, String data) {
    OpenFlags flags = flags(OpenFlags.O_WRONLY);
    return new Op.Write(path, flags, new Mode(NEW_FILE), offset, Content.of(data));
  }

  static Op create(String path) {
    return new Op.Create(path, new Mode(NEW_FILE));
  }

  static Op read(String path) {
    return new Op.ReadFile(path);
  }

  static Op truncate(String path, long length) {
    return new Op.Truncate(path, length);
  }

  static Op mkdir(String path) {
    return new Op.Mkdir(path, new Mode(NEW_DIRECTORY));
  }

  static Op mkfifo(String path) {
    return mknod(path, Op.Node.FIFO, 0, 0);
  }

  static Op mknod(String path, Op.Node node, int major, int minor) {
    return new Op.Mknod(path, node, new Mode(NEW_FILE), major, minor);
  }

  static Op symlink(String path, String target) {
    return new Op.Symlink(target, path);
  }

  static Op link(String from, String to) {
    return new Op.Link(from, to, Follow.NOFOLLOW);
  }

  static Op unlink(String path) {
    return new Op.Unlink(path);
  }

  static Op rmdir(String path) {
    return new Op.Rmdir(path);
  }

  static Op rename(String from, String to) {
    return rename(from, to, 0);
  }

  static Op rename(String from, String to, int flags) {
    return new Op.Rename(from, to, new RenameFlags(flags));
  }

  static Op chmod(String path, int mode) {
    return new Op.Chmod(path, new Mode(mode));
  }

  static Op chown(String path, int uid, int gid) {
    return new Op.Chown(path, uid, gid, Follow.NOFOLLOW);
  }

  static Op utimens(String path, Stamp atime, Stamp mtime) {
    return new Op.Utimens(path, atime, mtime, Follow.NOFOLLOW);
  }

  static Op setXattr(String path, String name, String value) {
    return setXattr(path, name, value, 0);
  }

  static Op setXattr(String path, String name, String value, int flags) {
    return new Op.SetXattr(path, name, Content.of(value), new XattrFlags(flags), Follow.NOFOLLOW);
  }

  static Op getXattr(String path, String name) {
    return new Op.GetXattr(path, name, Follow.NOFOLLOW);
  }

  static Op listXattr(String path) {
    return new Op.ListXattr(path, Follow.NOFOLLOW);
  }

  static Op removeXattr(String path, String name) {
    return new Op.RemoveXattr(path, name, Follow.NOFOLLOW);
  }

  static Op readdir(String path) {
    return new Op.Readdir(path);
  }

  static Op mayWrite(String path) {
    return new Op.Access(path, new AccessMode(AccessMode.W_OK));
  }

  static Op openFd(int slot, String path, int... flags) {
    return new Op.OpenFd(slot, path, flags(flags), new Mode(NEW_FILE));
  }

  static Op readFd(int slot) {
    return new Op.ReadFd(slot, 0, 64);
  }

  static Op writeFd(int slot, long offset, String data) {
    return new Op.WriteFd(slot, offset, Content.of(data));
  }

  static Op fstatFd(int slot) {
    return new Op.FstatFd(slot);
  }

  static Op fchmodFd(int slot, int mode) {
    return new Op.FchmodFd(slot, new Mode(mode));
  }

  static Op remount() {
    return new Op.Remount();
  }

  static Op fsyncFd(int slot) {
    return new Op.FsyncFd(slot);
  }

  static Op readdirFd(int slot) {
    return new Op.ReaddirFd(slot);
  }

  static Op statfs(String path) {
    return new Op.Statfs(path);
  }
}
