package io.unionfs.trust;

import io.unionfs.layer.Names;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of PEM text (RFC 7468), read strictly: no text around it, no headers in it.
 *
 * @param label what stands between the dashes: {@code PUBLIC KEY}
 * @param der what is in it
 */
record Pem(String label, byte[] der) {
  /** Larger than any key. */
  static final int MAX_BYTES = 16 << 10;

  private static final Pattern BLOCK =
      Pattern.compile(
          "\\s*+-----BEGIN ([A-Z0-9 ]{1,64})-----\\s*+([A-Za-z0-9+/=\\s]*+)-----END ([A-Z0-9 ]{1,64})-----\\s*+");

  /**
   * Reads it.
   *
   * @param where the file in messages
   */
  static Pem parse(String where, byte[] text) throws TrustException {
    if (text.length > MAX_BYTES) {
      throw new TrustException(where + ": is larger than " + MAX_BYTES + " bytes, as no key is");
    }
    Matcher matcher = BLOCK.matcher(new String(text, StandardCharsets.ISO_8859_1));
    if (!matcher.matches()) {
      throw new TrustException(
          where + ": is no key in PEM: expected one block from -----BEGIN … to -----END …");
    }
    String label = matcher.group(1);
    if (!label.equals(matcher.group(3))) {
      throw new TrustException(
          where + ": begins as " + label + ", but ends as " + Names.display(matcher.group(3)));
    }
    try {
      byte[] der = Base64.getDecoder().decode(matcher.group(2).replaceAll("\\s", ""));
      return new Pem(label, der);
    } catch (IllegalArgumentException e) {
      throw new TrustException(
          where + ": the " + label + " in it is not base64; is it cut off?", e);
    }
  }

  /** As text, in lines of 64 characters. */
  byte[] bytes() {
    byte[] lineEnd = {'\n'};
    String body = Base64.getMimeEncoder(64, lineEnd).encodeToString(der);
    String text = "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
