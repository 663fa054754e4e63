package io.unionfs.layer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * File names are bytes. In Java they are strings: the bytes as UTF-8, a byte 0xNN that is not part
 * of valid UTF-8 as the lone surrogate U+DCNN (the scheme of Python's PEP 383). Every byte sequence
 * has exactly one such string, so that equal names are equal strings.
 */
public final class Names {
  /** The longest name in bytes ({@code NAME_MAX}, limits.h). */
  public static final int MAX_BYTES = 255;

  private static final char ESCAPE = '\uDC00';

  private Names() {}

  /** The string for {@code bytes}. */
  public static String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /** The string for {@code length} bytes from {@code offset} on. */
  public static String decode(byte[] bytes, int offset, int length) {
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      if (bytes[i] < 0) {
        return decodeWide(bytes, offset, length);
      }
    }
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }

  private static String decodeWide(byte[] bytes, int offset, int length) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
    CharBuffer out = CharBuffer.allocate(length);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (!result.isError()) {
        break;
      }
      for (int i = result.length(); i > 0; i--) {
        out.put((char) (ESCAPE | (in.get() & 0xff)));
      }
    }
    return out.flip().toString();
  }

  /**
   * The bytes of {@code name}.
   *
   * @throws CharacterCodingException if no byte sequence has this string
   */
  public static byte[] encode(String name) throws CharacterCodingException {
    byte[] encoded = encodeLoosely(name);
    if (hasSurrogate(name) && !decode(encoded).equals(name)) {
      throw new CharacterCodingException();
    }
    return encoded;
  }

  /** Whether {@code name} is one component of a path: not empty, without slash and NUL. */
  public static boolean isOneName(String name) {
    return !name.isEmpty() && name.indexOf('/') < 0 && name.indexOf(0) < 0;
  }

  /** Whether some byte sequence has this string. */
  public static boolean isEncodable(String name) {
    return !hasSurrogate(name) || decode(encodeLoosely(name)).equals(name);
  }

  /** The number of bytes of {@code name}, which must be {@linkplain #isEncodable encodable}. */
  public static int byteLength(String name) {
    int bytes = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < 0x80 || isEscape(name, i)) {
        bytes += 1;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (Character.isHighSurrogate(c)) {
        bytes += 4;
        i++;
      } else {
        bytes += 3;
      }
    }
    return bytes;
  }

  /** The name for a message: control characters and escaped bytes as {@code \xNN}. */
  public static String display(String name) {
    StringBuilder out = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0)) {
        out.append(String.format("\\x%02x", (int) c));
      } else if (isEscape(name, i)) {
        out.append(String.format("\\x%02x", c & 0xff));
      } else {
        out.append(c);
      }
    }
    return out.length() > 300 ? out.substring(0, 300) + "…" : out.toString();
  }

  private static byte[] encodeLoosely(String name) {
    if (!hasSurrogate(name)) {
      return name.getBytes(StandardCharsets.UTF_8);
    }
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream(name.length() * 3);
    for (int i = 0; i < name.length(); i++) {
      if (isEscape(name, i)) {
        out.write(name.charAt(i) & 0xff);
      } else {
        int codePoint = name.codePointAt(i);
        out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(codePoint) - 1;
      }
    }
    return out.toByteArray();
  }

  private static boolean hasSurrogate(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (Character.isSurrogate(name.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** A low surrogate in the escape range that does not follow a high one. */
  private static boolean isEscape(String name, int i) {
    char c = name.charAt(i);
    return c >= '\uDC80'
        && c <= '\uDCFF'
        && (i == 0 || !Character.isHighSurrogate(name.charAt(i - 1)));
  }
}
