package io.unionfs.oracle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Bytes of a file or an xattr: either spelled out, or so many bytes derived from a seed, so that a
 * large file is still one short line of text.
 *
 * @param latin1 the bytes one per char, empty for a fill
 * @param fill number of derived bytes
 * @param seed what they are derived from
 */
public record Content(String latin1, int fill, int seed) {
  private static final int SHOWN_IN_FULL = 64;

  public static final Content EMPTY = of("");

  public static Content of(String latin1) {
    return new Content(latin1, 0, 0);
  }

  public static Content of(byte[] bytes) {
    return of(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  public static Content fill(int size, int seed) {
    return new Content("", size, seed);
  }

  public int size() {
    return fill == 0 ? latin1.length() : fill;
  }

  public byte[] bytes() {
    if (fill == 0) {
      return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }
    byte[] bytes = new byte[fill];
    int state = seed * 0x9E3779B1 + 1;
    for (int i = 0; i < fill; i++) {
      state = state * 1664525 + 1013904223;
      bytes[i] = (byte) (state >>> 24);
    }
    return bytes;
  }

  /** Canonical text for comparing what was read: short contents in full, long ones by digest. */
  public static String describe(byte[] bytes) {
    if (bytes.length <= SHOWN_IN_FULL) {
      return Text.quote(new String(bytes, StandardCharsets.ISO_8859_1));
    }
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return bytes.length + ":" + HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
