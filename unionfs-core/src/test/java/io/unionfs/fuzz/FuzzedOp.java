package io.unionfs.fuzz;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Names;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.RenameFlag;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * One operation, decoded from bytes: every sequence of bytes is one. The first byte is the {@link
 * Kind}'s letter, the second {@code flags}, the third {@code number}, both less {@code '0'}; then a
 * path and, behind a byte 0, a second one or another text. In these the byte 1 repeats the byte
 * behind it, as often as the byte behind that says and once more; 2 stands for slashes, 17 times as
 * many as the byte behind it says.
 */
record FuzzedOp(Kind kind, int flags, int number, String first, String text) {
  private static final Caller USER = new Caller(1000, 1000, Set.of(100), 022);
  private static final long[] SIZES = {
    0, 1, 5, 4096, 70_000, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 1
  };

  enum Kind {
    MKDIR('d'),
    MKNOD('n'),
    SYMLINK('s'),
    LINK('l'),
    UNLINK('u'),
    RMDIR('r'),
    RENAME('v'),
    CHMOD('m'),
    CHOWN('o'),
    SET_TIMES('t'),
    TRUNCATE('T'),
    SET_XATTR('x'),
    REMOVE_XATTR('X'),
    GET_XATTR('g'),
    LOOKUP('?'),
    READLINK('L'),
    ACCESS('a'),
    LIST('i'),
    STATFS('f'),
    OPEN('O'),
    READ('R'),
    WRITE('W'),
    CUT('K'),
    LIST_OPEN('I'),
    CHMOD_OPEN('M'),
    CLOSE('c'),
    PROVENANCE('p'),
    CHANGES('C'),
    SEAL('S'),
    SYNC('y'),
    REMOUNT('!');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    static Kind of(int value) {
      return Arrays.stream(values())
          .filter(kind -> kind.letter == value)
          .findAny()
          .orElse(values()[value % values().length]);
    }
  }

  static FuzzedOp decode(byte[] bytes) {
    int flags = bytes.length > 1 ? bytes[1] - '0' & 0xff : 0;
    int number = bytes.length > 2 ? bytes[2] - '0' & 0xff : 0;
    int zero = 3;
    while (zero < bytes.length && bytes[zero] != 0) {
      zero++;
    }
    String first = text(bytes, 3, zero);
    return new FuzzedOp(
        Kind.of(bytes[0] & 0xff), flags, number, first, text(bytes, zero + 1, bytes.length));
  }

  private static String text(byte[] bytes, int start, int end) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = start; i < end; i++) {
      if (bytes[i] == 1 && i + 2 < end) {
        for (int n = bytes[i + 2] & 0xff; n >= 0; n--) {
          out.write(bytes[i + 1]);
        }
        i += 2;
      } else if (bytes[i] == 2 && i + 1 < end) {
        out.writeBytes("/".repeat(17 * (bytes[i + 1] & 0xff)).getBytes());
        i++;
      } else if (bytes[i] != 0) {
        out.write(bytes[i]);
      }
    }
    return Names.decode(out.toByteArray());
  }

  PathName path() {
    return PathName.parse(first);
  }

  PathName other() {
    return PathName.parse(text);
  }

  Caller caller() {
    return (flags & 1) == 0 ? Caller.ROOT : USER;
  }

  Follow follow() {
    return (flags & 2) == 0 ? Follow.FOLLOW : Follow.NOFOLLOW;
  }

  FileType type() {
    return FileType.values()[(flags >> 2) % FileType.values().length];
  }

  Set<RenameFlag> renameFlags() {
    return some(RenameFlag.class);
  }

  /** The constants of {@code type} whose bits are set in {@link #number} and {@link #flags}. */
  <E extends Enum<E>> Set<E> some(Class<E> type) {
    int bits = number | (flags & ~3) << 6;
    EnumSet<E> set = EnumSet.noneOf(type);
    for (E value : type.getEnumConstants()) {
      if ((bits >> value.ordinal() & 1) != 0) {
        set.add(value);
      }
    }
    return set;
  }

  int mode() {
    return number * 0101 & 07777;
  }

  long size() {
    return SIZES[number % SIZES.length];
  }

  /** The last component of each path. */
  void namesInto(Set<String> names) {
    for (String path : new String[] {first, text}) {
      int end = path.length();
      while (end > 0 && path.charAt(end - 1) == '/') {
        end--;
      }
      String name = path.substring(path.lastIndexOf('/', end - 1) + 1, end);
      if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
        names.add(name);
      }
    }
  }

  @Override
  public String toString() {
    return kind + " " + flags + " " + number + " " + shown(first) + " " + shown(text);
  }

  private static String shown(String text) {
    return "\"" + Names.display(text) + "\"";
  }
}
