package io.unionfs.oracle;

import com.sun.jna.Native;

/**
 * syscall(2) itself: the C library's own functions would not do, for its setresuid changes every
 * thread of the process.
 */
final class Sys {
  static final int PREAD64 = 17;
  static final int PWRITE64 = 18;
  static final int CLOSE = 3;
  static final int LSEEK = 8;
  static final int FSYNC = 74;
  static final int FCNTL = 72;
  static final int FLOCK = 73;
  static final int TRUNCATE = 76;
  static final int FTRUNCATE = 77;
  static final int CHDIR = 80;
  static final int FCHDIR = 81;
  static final int FCHMOD = 91;
  static final int FCHOWN = 93;
  static final int UMASK = 95;
  static final int SETGROUPS = 116;
  static final int SETRESUID = 117;
  static final int SETRESGID = 119;
  static final int STATFS = 137;
  static final int CHROOT = 161;
  static final int MOUNT = 165;
  static final int UMOUNT2 = 166;
  static final int SETXATTR = 188;
  static final int GETXATTR = 191;
  static final int LISTXATTR = 194;
  static final int REMOVEXATTR = 197;
  static final int GETDENTS64 = 217;
  static final int OPENAT = 257;
  static final int MKDIRAT = 258;
  static final int MKNODAT = 259;
  static final int FCHOWNAT = 260;
  static final int UNLINKAT = 263;
  static final int LINKAT = 265;
  static final int SYMLINKAT = 266;
  static final int READLINKAT = 267;
  static final int FCHMODAT = 268;
  static final int FACCESSAT = 269;
  static final int UNSHARE = 272;
  static final int UTIMENSAT = 280;
  static final int RENAMEAT2 = 316;
  static final int STATX = 332;

  static {
    Native.register(Sys.class, "c");
  }

  private Sys() {}

  private static native long syscall(long number, long a, long b, long c, long d, long e, long f);

  /** The result, or the negated errno. */
  static long call(int number, long a, long b, long c, long d, long e) {
    long result = syscall(number, a, b, c, d, e, 0);
    return result == -1 ? -Native.getLastError() : result;
  }

  static long call(int number, long a, long b, long c) {
    return call(number, a, b, c, 0, 0);
  }
}
