package io.unionfs.oracle;

import java.util.HashMap;
import java.util.Map;

/** Names of Linux error numbers (x86-64 and arm64 agree on these). */
final class Errno {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EIO = 5;
  static final int EBADF = 9;
  static final int EINVAL = 22;
  static final int ENODATA = 61;

  private static final Map<Integer, String> NAMES = new HashMap<>();

  static {
    String table =
        "1 EPERM 2 ENOENT 4 EINTR 5 EIO 6 ENXIO 7 E2BIG 9 EBADF 11 EAGAIN 12 ENOMEM 13 EACCES"
            + " 14 EFAULT 16 EBUSY 17 EEXIST 18 EXDEV 19 ENODEV 20 ENOTDIR 21 EISDIR 22 EINVAL"
            + " 23 ENFILE 24 EMFILE 25 ENOTTY 26 ETXTBSY 27 EFBIG 28 ENOSPC 29 ESPIPE 30 EROFS"
            + " 31 EMLINK 32 EPIPE 34 ERANGE 35 EDEADLK 36 ENAMETOOLONG 38 ENOSYS 39 ENOTEMPTY"
            + " 40 ELOOP 61 ENODATA 75 EOVERFLOW 84 EILSEQ 95 EOPNOTSUPP 116 ESTALE 122 EDQUOT"
            + " 126 ENOKEY";
    String[] words = table.split(" ");
    for (int i = 0; i < words.length; i += 2) {
      NAMES.put(Integer.valueOf(words[i]), words[i + 1]);
    }
  }

  private Errno() {}

  static String name(int errno) {
    return NAMES.getOrDefault(errno, "E" + errno);
  }
}
