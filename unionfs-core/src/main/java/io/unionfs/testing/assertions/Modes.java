package io.unionfs.testing.assertions;

/** The twelve permission bits, as {@code ls -l} writes them. */
final class Modes {
  private static final String LETTERS = "rwxrwxrwx";
  private static final int SETUID = 04000;
  private static final int SETGID = 02000;
  private static final int STICKY = 01000;

  private Modes() {}

  /** {@code rwsr-xr-x (04755)}. */
  static String text(int mode) {
    return letters(mode) + " (0" + Integer.toOctalString(mode & 07777) + ")";
  }

  private static String letters(int mode) {
    char[] letters = LETTERS.toCharArray();
    for (int i = 0; i < letters.length; i++) {
      if ((mode & (0400 >> i)) == 0) {
        letters[i] = '-';
      }
    }
    special(letters, 2, mode & SETUID, 's');
    special(letters, 5, mode & SETGID, 's');
    special(letters, 8, mode & STICKY, 't');
    return new String(letters);
  }

  private static void special(char[] letters, int at, int bit, char letter) {
    if (bit != 0) {
      letters[at] = letters[at] == 'x' ? letter : Character.toUpperCase(letter);
    }
  }

  /**
   * The bits of nine letters.
   *
   * @throws IllegalArgumentException if they are none
   */
  static int parse(String letters) {
    int mode = 0;
    boolean valid = letters.length() == LETTERS.length();
    for (int i = 0; valid && i < letters.length(); i++) {
      char letter = letters.charAt(i);
      int bit = 0400 >> i;
      int special = i == 2 ? SETUID : i == 5 ? SETGID : i == 8 ? STICKY : 0;
      char mark = i == 8 ? 't' : 's';
      if (letter == LETTERS.charAt(i)) {
        mode |= bit;
      } else if (special != 0 && letter == mark) {
        mode |= bit | special;
      } else if (special != 0 && letter == Character.toUpperCase(mark)) {
        mode |= special;
      } else {
        valid = letter == '-';
      }
    }
    if (!valid) {
      throw new IllegalArgumentException(
          "\"" + letters + "\" are no permissions: expected nine letters such as rw-r--r--");
    }
    return mode;
  }

  /** The bits of a number. */
  static int checked(int mode) {
    if ((mode & ~07777) != 0) {
      throw new IllegalArgumentException(
          "0" + Integer.toOctalString(mode) + " are no permissions: at most 07777, and octal");
    }
    return mode;
  }
}
