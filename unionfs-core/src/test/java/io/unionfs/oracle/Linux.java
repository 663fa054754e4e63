package io.unionfs.oracle;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.unionfs.oracle.Op.Follow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * System calls with Java arguments. Every method returns what the call returned, or the negated
 * errno. For one thread at a time: arguments go through one buffer.
 */
final class Linux {
  static final int O_CLOEXEC = 02000000;
  static final int MAX_DATA = 1 << 20;
  static final int LOCK_SH = 1;
  static final int LOCK_EX = 2;
  static final int F_RDLCK = 0;
  static final int F_WRLCK = 1;

  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_REMOVEDIR = 0x200;
  private static final int AT_SYMLINK_FOLLOW = 0x400;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int LOCK_NB = 4;
  private static final int F_OFD_SETLK = 37;

  private static final int PATH_AREA = 16 << 10;
  private static final int SECOND = PATH_AREA;
  private static final int THIRD = 2 * PATH_AREA;
  private static final int DATA = 3 * PATH_AREA;

  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(DATA + MAX_DATA).order(ByteOrder.nativeOrder());
  private final long base = Pointer.nativeValue(Native.getDirectBufferPointer(buffer));

  /** What statx(2) says. */
  record Status(
      int mode,
      int uid,
      int gid,
      long nlink,
      long device,
      long inode,
      long size,
      int major,
      int minor,
      Stamp atime,
      Stamp mtime) {
    FileKind kind() {
      return FileKind.ofMode(mode);
    }

    boolean isWhiteoutDevice() {
      return kind() == FileKind.CHAR && major == 0 && minor == 0;
    }
  }

  /** What statfs(2) says of the kind of filesystem. */
  record FileSystemStatus(long type, long nameLength) {
    @Override
    public String toString() {
      return "type=" + Long.toHexString(type) + " namelen=" + nameLength;
    }
  }

  /** More than generated directories hold. */
  private static final int MAX_NAMES = 100;

  record Dirent(String name, FileKind kind) {}

  // Paths

  int open(int directory, String path, int flags, int mode) {
    return (int) Sys.call(Sys.OPENAT, directory, first(path), flags | O_CLOEXEC, mode, 0);
  }

  int open(String path, int flags, int mode) {
    return open(AT_FDCWD, path, flags, mode);
  }

  /** Null, with {@link #lastError}, if there is nothing to be seen. */
  Status stat(int directory, String path, Follow follow) {
    return statx(directory, path, follow == Follow.FOLLOW ? 0 : AT_SYMLINK_NOFOLLOW);
  }

  Status stat(String path, Follow follow) {
    return stat(AT_FDCWD, path, follow);
  }

  Status fstat(int fd) {
    return statx(fd, "", AT_EMPTY_PATH);
  }

  private int lastError;

  /** The negated errno of the last stat. */
  int lastError() {
    return lastError;
  }

  private Status statx(int directory, String path, int flags) {
    lastError =
        (int) Sys.call(Sys.STATX, directory, first(path), flags, STATX_BASIC_STATS, base + DATA);
    if (lastError < 0) {
      return null;
    }
    ByteBuffer b = buffer;
    return new Status(
        b.getShort(DATA + 28) & 0xffff,
        b.getInt(DATA + 20),
        b.getInt(DATA + 24),
        b.getInt(DATA + 16),
        (long) b.getInt(DATA + 136) << 32 | b.getInt(DATA + 140),
        b.getLong(DATA + 32),
        b.getLong(DATA + 40),
        b.getInt(DATA + 128),
        b.getInt(DATA + 132),
        new Stamp(b.getLong(DATA + 64), b.getInt(DATA + 72)),
        new Stamp(b.getLong(DATA + 112), b.getInt(DATA + 120)));
  }

  int mkdir(String path, int mode) {
    return (int) Sys.call(Sys.MKDIRAT, AT_FDCWD, first(path), mode);
  }

  int mknod(String path, int mode, int major, int minor) {
    long device = (minor & 0xff) | (major & 0xfff) << 8 | (minor & ~0xffL) << 12;
    return (int) Sys.call(Sys.MKNODAT, AT_FDCWD, first(path), mode, device, 0);
  }

  int symlink(String target, String path) {
    return (int) Sys.call(Sys.SYMLINKAT, first(target), AT_FDCWD, put(SECOND, path));
  }

  int link(String from, String to, Follow follow) {
    int flags = follow == Follow.FOLLOW ? AT_SYMLINK_FOLLOW : 0;
    return (int) Sys.call(Sys.LINKAT, AT_FDCWD, first(from), AT_FDCWD, put(SECOND, to), flags);
  }

  int unlink(String path) {
    return (int) Sys.call(Sys.UNLINKAT, AT_FDCWD, first(path), 0);
  }

  int rmdir(String path) {
    return (int) Sys.call(Sys.UNLINKAT, AT_FDCWD, first(path), AT_REMOVEDIR);
  }

  int rename(String from, String to, int flags) {
    return (int) Sys.call(Sys.RENAMEAT2, AT_FDCWD, first(from), AT_FDCWD, put(SECOND, to), flags);
  }

  int chmod(String path, int mode) {
    return (int) Sys.call(Sys.FCHMODAT, AT_FDCWD, first(path), mode);
  }

  int chown(String path, int uid, int gid, Follow follow) {
    int flags = follow == Follow.FOLLOW ? 0 : AT_SYMLINK_NOFOLLOW;
    return (int) Sys.call(Sys.FCHOWNAT, AT_FDCWD, first(path), uid, gid, flags);
  }

  int utimens(String path, Stamp atime, Stamp mtime, Follow follow) {
    putTimes(atime, mtime);
    int flags = follow == Follow.FOLLOW ? 0 : AT_SYMLINK_NOFOLLOW;
    return (int) Sys.call(Sys.UTIMENSAT, AT_FDCWD, first(path), base + DATA, flags, 0);
  }

  int futimens(int fd, Stamp atime, Stamp mtime) {
    putTimes(atime, mtime);
    return (int) Sys.call(Sys.UTIMENSAT, fd, 0, base + DATA, 0, 0);
  }

  private void putTimes(Stamp atime, Stamp mtime) {
    buffer.putLong(DATA, atime.seconds()).putLong(DATA + 8, atime.nanos());
    buffer.putLong(DATA + 16, mtime.seconds()).putLong(DATA + 24, mtime.nanos());
  }

  int truncate(String path, long length) {
    return (int) Sys.call(Sys.TRUNCATE, first(path), length, 0);
  }

  int access(String path, int mode) {
    return (int) Sys.call(Sys.FACCESSAT, AT_FDCWD, first(path), mode);
  }

  /** Null, with {@link #lastError}, where it fails. */
  FileSystemStatus statfs(String path) {
    lastError = (int) Sys.call(Sys.STATFS, first(path), base + DATA, 0);
    return lastError < 0
        ? null
        : new FileSystemStatus(buffer.getLong(DATA), buffer.getLong(DATA + 64));
  }

  /** Length of the target, which {@link #data} then holds. */
  int readlink(String path) {
    return (int) Sys.call(Sys.READLINKAT, AT_FDCWD, first(path), base + DATA, PATH_AREA, 0);
  }

  // Extended attributes: in the table of numbers the plain call is followed by the one for links,
  // and that by the one for descriptors

  int setxattr(String path, String name, byte[] value, int flags, Follow follow) {
    buffer.put(DATA, value);
    return (int)
        Sys.call(
            Sys.SETXATTR + follow.ordinal(),
            first(path),
            put(SECOND, name),
            base + DATA,
            value.length,
            flags);
  }

  int getxattr(String path, String name, Follow follow) {
    return (int)
        Sys.call(
            Sys.GETXATTR + follow.ordinal(),
            first(path),
            put(SECOND, name),
            base + DATA,
            64 << 10,
            0);
  }

  int removexattr(String path, String name, Follow follow) {
    return (int) Sys.call(Sys.REMOVEXATTR + follow.ordinal(), first(path), put(SECOND, name), 0);
  }

  /** Length of the names, which {@link #names} then splits. */
  int listxattr(String path, Follow follow) {
    return (int) Sys.call(Sys.LISTXATTR + follow.ordinal(), first(path), base + DATA, 64 << 10);
  }

  int fsetxattr(int fd, String name, byte[] value, int flags) {
    buffer.put(DATA, value);
    return (int)
        Sys.call(Sys.SETXATTR + 2, fd, put(SECOND, name), base + DATA, value.length, flags);
  }

  int fgetxattr(int fd, String name) {
    return (int) Sys.call(Sys.GETXATTR + 2, fd, put(SECOND, name), base + DATA, 64 << 10, 0);
  }

  int flistxattr(int fd) {
    return (int) Sys.call(Sys.LISTXATTR + 2, fd, base + DATA, 64 << 10);
  }

  // Descriptors

  int read(int fd, long offset, int length) {
    return (int) Sys.call(Sys.PREAD64, fd, base + DATA, length, offset, 0);
  }

  int write(int fd, long offset, byte[] data) {
    buffer.put(DATA, data);
    return (int) Sys.call(Sys.PWRITE64, fd, base + DATA, data.length, offset, 0);
  }

  int ftruncate(int fd, long length) {
    return (int) Sys.call(Sys.FTRUNCATE, fd, length, 0);
  }

  int fchmod(int fd, int mode) {
    return (int) Sys.call(Sys.FCHMOD, fd, mode, 0);
  }

  int fchown(int fd, int uid, int gid) {
    return (int) Sys.call(Sys.FCHOWN, fd, uid, gid);
  }

  int fsync(int fd) {
    return (int) Sys.call(Sys.FSYNC, fd, 0, 0);
  }

  /** To the start of a directory or file. */
  int rewind(int fd) {
    return (int) Sys.call(Sys.LSEEK, fd, 0, 0);
  }

  /** flock(2), which returns at once. */
  int flock(int fd, int operation) {
    return (int) Sys.call(Sys.FLOCK, fd, operation | LOCK_NB, 0);
  }

  /** A lock on the whole file that belongs to the open file description, as FileChannel's do. */
  int lock(int fd, int type) {
    buffer.putShort(DATA, (short) type).putShort(DATA + 2, (short) 0);
    buffer.putLong(DATA + 8, 0).putLong(DATA + 16, 0).putInt(DATA + 24, 0);
    return (int) Sys.call(Sys.FCNTL, fd, F_OFD_SETLK, base + DATA);
  }

  int close(int fd) {
    return (int) Sys.call(Sys.CLOSE, fd, 0, 0);
  }

  /**
   * All names but the two dots; null, with {@link #lastError}, where it fails. Overlayfs leaves out
   * a copy that cannot be looked up, or, where nothing was listed before it in the same call, fails
   * once and leaves it out from then on: so it is asked again.
   */
  List<Dirent> list(int fd) {
    List<Dirent> entries = new ArrayList<>();
    int filled;
    int failures = 0;
    while (true) {
      filled = (int) Sys.call(Sys.GETDENTS64, fd, base + DATA, 64 << 10);
      boolean isLookup = filled == -Errno.EPERM || filled == -Errno.EIO || filled == -Errno.EINVAL;
      if (isLookup && ++failures < MAX_NAMES) {
        continue;
      }
      if (filled <= 0) {
        break;
      }
      for (int at = DATA; at < DATA + filled; at += buffer.getShort(at + 16) & 0xffff) {
        int end = at + 19;
        while (buffer.get(end) != 0) {
          end++;
        }
        String name = decode(at + 19, end);
        if (!name.equals(".") && !name.equals("..")) {
          entries.add(new Dirent(name, FileKind.ofDirent(buffer.get(at + 18))));
        }
      }
    }
    lastError = filled;
    return filled < 0 ? null : entries;
  }

  // The thread's place and rights

  int chdir(String path) {
    return (int) Sys.call(Sys.CHDIR, first(path), 0, 0);
  }

  int fchdir(int fd) {
    return (int) Sys.call(Sys.FCHDIR, fd, 0, 0);
  }

  int chroot(String path) {
    return (int) Sys.call(Sys.CHROOT, first(path), 0, 0);
  }

  int unshare(int flags) {
    return (int) Sys.call(Sys.UNSHARE, flags, 0, 0);
  }

  int mount(String source, String target, String type, int flags, String options) {
    buffer.position(DATA);
    byte[] text = PosixNames.encode(options);
    buffer.put(text).put((byte) 0);
    return (int)
        Sys.call(
            Sys.MOUNT, first(source), put(SECOND, target), put(THIRD, type), flags, base + DATA);
  }

  int umount(String target) {
    return (int) Sys.call(Sys.UMOUNT2, first(target), 0, 0);
  }

  int umask(int mask) {
    return (int) Sys.call(Sys.UMASK, mask, 0, 0);
  }

  int setgroups(List<Integer> groups) {
    for (int i = 0; i < groups.size(); i++) {
      buffer.putInt(DATA + 4 * i, groups.get(i));
    }
    return (int) Sys.call(Sys.SETGROUPS, groups.size(), base + DATA, 0);
  }

  int setresuid(int real, int effective, int saved) {
    return (int) Sys.call(Sys.SETRESUID, real, effective, saved);
  }

  int setresgid(int real, int effective, int saved) {
    return (int) Sys.call(Sys.SETRESGID, real, effective, saved);
  }

  // The buffer

  /** What the last call read. */
  byte[] data(int length) {
    byte[] bytes = new byte[length];
    buffer.get(DATA, bytes);
    return bytes;
  }

  /** The names in a list of names that each end in a zero. */
  List<String> names(int length) {
    List<String> names = new ArrayList<>();
    int start = DATA;
    for (int at = DATA; at < DATA + length; at++) {
      if (buffer.get(at) == 0) {
        names.add(decode(start, at));
        start = at + 1;
      }
    }
    return names;
  }

  private String decode(int start, int end) {
    byte[] bytes = new byte[end - start];
    buffer.get(start, bytes);
    return PosixNames.decode(bytes);
  }

  private long first(String text) {
    return put(0, text);
  }

  private long put(int offset, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return putEncoded(offset, text);
      }
      buffer.put(offset + i, (byte) c);
    }
    buffer.put(offset + text.length(), (byte) 0);
    return base + offset;
  }

  private long putEncoded(int offset, String text) {
    byte[] bytes = Arrays.copyOf(PosixNames.encode(text), PosixNames.encode(text).length + 1);
    buffer.put(offset, bytes);
    return base + offset;
  }
}
