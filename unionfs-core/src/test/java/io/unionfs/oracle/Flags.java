package io.unionfs.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The small integer arguments of system calls, with Linux's values (x86-64), as types of their own:
 * the text form of an operation is derived from its components' types.
 */
public sealed interface Flags {
  int bits();

  default boolean has(int bit) {
    return (bits() & bit) == bit;
  }

  /** Flags of open(2). */
  record OpenFlags(int bits) implements Flags {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0100;
    public static final int O_EXCL = 0200;
    public static final int O_TRUNC = 01000;
    public static final int O_APPEND = 02000;
    public static final int O_NONBLOCK = 04000;
    public static final int O_DIRECTORY = 0200000;
    public static final int O_NOFOLLOW = 0400000;
    public static final int O_NOATIME = 01000000;
    public static final int O_PATH = 010000000;

    private static final Names NAMES =
        new Names("O_RDONLY")
            .with("O_WRONLY", O_WRONLY)
            .with("O_RDWR", O_RDWR)
            .with("O_CREAT", O_CREAT)
            .with("O_EXCL", O_EXCL)
            .with("O_TRUNC", O_TRUNC)
            .with("O_APPEND", O_APPEND)
            .with("O_NONBLOCK", O_NONBLOCK)
            .with("O_DIRECTORY", O_DIRECTORY)
            .with("O_NOFOLLOW", O_NOFOLLOW)
            .with("O_NOATIME", O_NOATIME)
            .with("O_PATH", O_PATH);

    @Override
    public String toString() {
      return NAMES.render(bits);
    }

    static OpenFlags parse(String text) {
      return new OpenFlags(NAMES.parse(text));
    }
  }

  /** Flags of renameat2(2). */
  record RenameFlags(int bits) implements Flags {
    public static final int NOREPLACE = 1;
    public static final int EXCHANGE = 2;
    public static final int WHITEOUT = 4;
    public static final RenameFlags NONE = new RenameFlags(0);

    private static final Names NAMES =
        new Names("PLAIN")
            .with("NOREPLACE", NOREPLACE)
            .with("EXCHANGE", EXCHANGE)
            .with("WHITEOUT", WHITEOUT);

    @Override
    public String toString() {
      return NAMES.render(bits);
    }

    static RenameFlags parse(String text) {
      return new RenameFlags(NAMES.parse(text));
    }
  }

  /** Flags of setxattr(2). */
  record XattrFlags(int bits) implements Flags {
    public static final int CREATE = 1;
    public static final int REPLACE = 2;

    private static final Names NAMES =
        new Names("EITHER").with("CREATE", CREATE).with("REPLACE", REPLACE);

    @Override
    public String toString() {
      return NAMES.render(bits);
    }

    static XattrFlags parse(String text) {
      return new XattrFlags(NAMES.parse(text));
    }
  }

  /** The mode argument of access(2). */
  record AccessMode(int bits) implements Flags {
    public static final int X_OK = 1;
    public static final int W_OK = 2;
    public static final int R_OK = 4;

    private static final Names NAMES =
        new Names("F_OK").with("X_OK", X_OK).with("W_OK", W_OK).with("R_OK", R_OK);

    @Override
    public String toString() {
      return NAMES.render(bits);
    }

    static AccessMode parse(String text) {
      return new AccessMode(NAMES.parse(text));
    }
  }

  /** Permission bits with set-id and sticky, in octal. */
  record Mode(int bits) implements Flags {
    @Override
    public String toString() {
      return String.format("%04o", bits);
    }

    static Mode parse(String text) {
      return new Mode(Integer.parseInt(text, 8));
    }
  }

  /** Bit names in the order in which they are printed. */
  final class Names {
    private final String none;
    private final Map<String, Integer> values = new LinkedHashMap<>();

    Names(String none) {
      this.none = none;
    }

    Names with(String name, int bit) {
      values.put(name, bit);
      return this;
    }

    String render(int bits) {
      List<String> names = new ArrayList<>();
      int rest = bits;
      for (var entry : values.entrySet()) {
        if ((rest & entry.getValue()) == entry.getValue()) {
          names.add(entry.getKey());
          rest &= ~entry.getValue();
        }
      }
      if (rest != 0) {
        names.add("0x" + Integer.toHexString(rest));
      }
      return names.isEmpty() ? none : String.join("|", names);
    }

    int parse(String text) {
      int bits = 0;
      for (String name : text.split("\\|")) {
        Integer bit = name.equals(none) ? Integer.valueOf(0) : values.get(name);
        bits |= bit != null ? bit : Integer.decode(name);
      }
      return bits;
    }
  }
}
