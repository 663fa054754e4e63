package io.unionfs.analysis;

import java.nio.charset.StandardCharsets;

/**
 * The shapes of secrets: four bytes to look for, and what must follow them. Made to be asked at
 * each byte of gigabytes.
 */
final class TokenShapes {
  /** How many bytes from its first one on are enough to know any of them. */
  static final int SPAN = 256;

  private static final byte[] PEM = bytes("-----BEGIN ");
  private static final byte[] PEM_KEY = bytes("PRIVATE KEY");
  private static final byte[] PEM_HEADER = bytes("Proc-Type:");
  private static final byte[] GITHUB_PAT = bytes("github_pat_");
  private static final byte[] GITLAB = bytes("glpat-");
  private static final byte[] STRIPE = bytes("sk_live_");
  private static final int PEM_LINE = 16;

  /** For each pair of bytes, whether four bytes that mean something end so. */
  private static final boolean[] ENDS = new boolean[1 << 16];

  private static final String[] BEGINNINGS = {
    "----", "AKIA", "ASIA", "AIza", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "gith", "glpa", "xoxa",
    "xoxb", "xoxp", "xoxr", "xoxs", "sk_l", "npm_"
  };

  static {
    for (String each : BEGINNINGS) {
      ENDS[each.charAt(2) << 8 | each.charAt(3)] = true;
    }
  }

  private TokenShapes() {}

  /** Takes what is found. */
  interface Found {
    void token(SecretKind kind, int from, int to);
  }

  /**
   * Looks for what begins in {@code bytes} at {@code from} or later, and before {@code until}.
   *
   * @param end how many bytes there are
   */
  static void find(byte[] bytes, int from, int until, int end, Found found) {
    int last = Math.min(until + 3, end);
    for (int i = from + 3; i < last; i++) {
      if (ENDS[(bytes[i - 1] & 0xff) << 8 | bytes[i] & 0xff]) {
        int start = i - 3;
        SecretKind kind = kind(bytes, start);
        int to = kind == null ? -1 : end(kind, bytes, start, end);
        if (to > 0) {
          found.token(kind, start, to);
          i = Math.max(i, to + 2);
        }
      }
    }
  }

  private static SecretKind kind(byte[] bytes, int at) {
    int word = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
    return switch (word) {
      case 0x2d2d2d2d -> SecretKind.PRIVATE_KEY;
      case 0x414b4941, 0x41534941 -> SecretKind.AWS_ACCESS_KEY;
      case 0x41497a61 -> SecretKind.GOOGLE_KEY;
      case 0x6768705f, 0x67686f5f, 0x6768755f, 0x6768735f, 0x6768725f, 0x67697468 ->
          SecretKind.GITHUB_TOKEN;
      case 0x676c7061 -> SecretKind.GITLAB_TOKEN;
      case 0x786f7861, 0x786f7862, 0x786f7870, 0x786f7872, 0x786f7873 -> SecretKind.SLACK_TOKEN;
      case 0x736b5f6c -> SecretKind.STRIPE_KEY;
      case 0x6e706d5f -> SecretKind.NPM_TOKEN;
      default -> null;
    };
  }

  /** Where the secret that begins at {@code at} ends; -1 if it is none. */
  private static int end(SecretKind kind, byte[] bytes, int at, int end) {
    if (kind == SecretKind.PRIVATE_KEY) {
      return pemEnd(bytes, at, end);
    }
    if (at > 0 && isWord(bytes[at - 1])) {
      return -1;
    }
    return switch (kind) {
      case AWS_ACCESS_KEY -> awsEnd(bytes, at + 4, end);
      case GITHUB_TOKEN ->
          bytes[at + 3] == '_'
              ? run(bytes, at + 4, end, 36)
              : startsWith(bytes, at, end, GITHUB_PAT)
                  ? run(bytes, at + GITHUB_PAT.length, end, 50)
                  : -1;
      case GITLAB_TOKEN ->
          startsWith(bytes, at, end, GITLAB) ? run(bytes, at + GITLAB.length, end, 20) : -1;
      case SLACK_TOKEN -> at + 4 < end && bytes[at + 4] == '-' ? run(bytes, at + 5, end, 10) : -1;
      case GOOGLE_KEY -> run(bytes, at + 4, end, 35);
      case STRIPE_KEY ->
          startsWith(bytes, at, end, STRIPE) ? run(bytes, at + STRIPE.length, end, 16) : -1;
      case NPM_TOKEN -> run(bytes, at + 4, end, 36);
      default -> -1;
    };
  }

  /** Where at least {@code least} letters, digits, dashes and underscores end, or -1. */
  private static int run(byte[] bytes, int at, int end, int least) {
    int to = at;
    while (to < end && (isWord(bytes[to]) || bytes[to] == '-')) {
      to++;
    }
    return to - at >= least ? to : -1;
  }

  private static int awsEnd(byte[] bytes, int at, int end) {
    int to = at;
    while (to < end && isUpper(bytes[to])) {
      to++;
    }
    return to - at == 16 && (to == end || !isWord(bytes[to])) ? to : -1;
  }

  /** A key has lines of base64 behind its header; programs that read keys have the header alone. */
  private static int pemEnd(byte[] bytes, int at, int end) {
    if (!startsWith(bytes, at, end, PEM)) {
      return -1;
    }
    int to = at + PEM.length;
    int words = Math.min(end, to + 40);
    while (to < words && !startsWith(bytes, to, end, PEM_KEY)) {
      if (!isUpper(bytes[to]) && bytes[to] != ' ') {
        return -1;
      }
      to++;
    }
    to += PEM_KEY.length;
    while (to < end && bytes[to] != '-' && to < words + 40) {
      to++;
    }
    while (to < end && bytes[to] == '-') {
      to++;
    }
    // In a command the line end may stand as backslash and n.
    while (to < end && " \r\n\t\\n".indexOf(bytes[to]) >= 0) {
      to++;
    }
    if (startsWith(bytes, to, end, PEM_HEADER)) {
      return to + PEM_HEADER.length;
    }
    int body = to;
    while (to < end && (isWord(bytes[to]) || bytes[to] == '+' || bytes[to] == '/')) {
      to++;
    }
    return to - body >= PEM_LINE ? to : -1;
  }

  private static boolean startsWith(byte[] bytes, int at, int end, byte[] what) {
    if (end - at < what.length) {
      return false;
    }
    for (int i = 0; i < what.length; i++) {
      if (bytes[at + i] != what[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWord(byte b) {
    return b >= 'a' && b <= 'z' || isUpper(b) || b == '_';
  }

  private static boolean isUpper(byte b) {
    return b >= 'A' && b <= 'Z' || b >= '0' && b <= '9';
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
