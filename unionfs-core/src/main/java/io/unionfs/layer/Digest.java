package io.unionfs.layer;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A content digest in OCI form, {@code sha256:<64 hex digits>} (OCI image spec, descriptor.md). Its
 * parts are checked when it is made, so that they can stand in a file name.
 *
 * @param algorithm {@code sha256}, {@code sha384} or {@code sha512}
 * @param hex lower-case hexadecimal digits
 */
public record Digest(String algorithm, String hex) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(sha256):([0-9a-f]{64})|(sha384):([0-9a-f]{96})|(sha512):([0-9a-f]{128}))");

  public Digest {
    if (!FORM.matcher(algorithm + ":" + hex).matches()) {
      throw new IllegalArgumentException(
          "\"" + algorithm + ":" + hex + "\" is not a digest: expected sha256:<64 hex digits>");
    }
  }

  /**
   * Parses {@code algorithm:hex}.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static Digest parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a digest: expected sha256:<64 hex digits>");
    }
    int colon = text.indexOf(':');
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  /** The SHA-256 digest whose 32 bytes are given. */
  public static Digest sha256(byte[] hash) {
    return new Digest("sha256", HexFormat.of().formatHex(hash));
  }

  /** The first twelve digits, as container tools show a digest to people. */
  public String abbreviated() {
    return hex.substring(0, 12);
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
