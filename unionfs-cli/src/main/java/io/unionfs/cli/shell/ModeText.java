package io.unionfs.cli.shell;

import io.unionfs.cli.output.Failures;

/** File modes as ls(1) shows them and chmod(1) takes them. */
final class ModeText {
  private static final int[] TYPE_BITS = {
    0100000, 0040000, 0120000, 0010000, 0140000, 0020000, 0060000
  };
  private static final String TYPE_LETTERS = "-dlpscb";

  private ModeText() {}

  /** Ten letters, such as {@code drwxr-sr-t}. */
  static String of(int mode) {
    StringBuilder text = new StringBuilder();
    char type = '?';
    for (int i = 0; i < TYPE_BITS.length; i++) {
      if ((mode & 0170000) == TYPE_BITS[i]) {
        type = TYPE_LETTERS.charAt(i);
      }
    }
    text.append(type);
    for (int shift = 6; shift >= 0; shift -= 3) {
      int bits = (mode >> shift) & 7;
      text.append((bits & 4) != 0 ? 'r' : '-').append((bits & 2) != 0 ? 'w' : '-');
      boolean special = (mode & (shift == 6 ? 04000 : shift == 3 ? 02000 : 01000)) != 0;
      char set = shift == 0 ? 't' : 's';
      boolean executes = (bits & 1) != 0;
      text.append(special ? (executes ? set : Character.toUpperCase(set)) : executes ? 'x' : '-');
    }
    return text.toString();
  }

  /**
   * {@code old} changed as chmod(1) would by {@code text}: octal digits, or clauses such as {@code
   * u+x,go-w}.
   *
   * @throws CommandFailure if it is neither
   */
  static int changed(int old, String text) throws CommandFailure {
    if (text.matches("[0-7]{1,4}")) {
      return Integer.parseInt(text, 8);
    }
    int mode = old & 07777;
    for (String clause : text.split(",", -1)) {
      if (!clause.matches("[ugoa]*[-+=][rwxst]*")) {
        throw new CommandFailure("chmod: invalid mode: '" + Failures.oneLine(text) + "'");
      }
      int operator = clause.split("[-+=]", 2)[0].length();
      String who = clause.substring(0, operator);
      int bits = bits(who.isEmpty() ? "a" : who, clause.substring(operator + 1));
      mode =
          switch (clause.charAt(operator)) {
            case '+' -> mode | bits;
            case '-' -> mode & ~bits;
            default -> (mode & ~bits(who.isEmpty() ? "a" : who, "rwx")) | bits;
          };
    }
    return mode;
  }

  private static int bits(String who, String permissions) {
    int bits = 0;
    for (char person : who.replace("a", "ugo").toCharArray()) {
      int shift = person == 'u' ? 6 : person == 'g' ? 3 : 0;
      for (char permission : permissions.toCharArray()) {
        bits |=
            switch (permission) {
              case 'r' -> 4 << shift;
              case 'w' -> 2 << shift;
              case 'x' -> 1 << shift;
              case 's' -> person == 'u' ? 04000 : person == 'g' ? 02000 : 0;
              default -> 01000;
            };
      }
    }
    return bits;
  }
}
