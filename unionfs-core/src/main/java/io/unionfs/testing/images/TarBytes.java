package io.unionfs.testing.images;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A tar made byte by byte, so that it may be wrong in any way. Texts are bytes, one for each
 * character up to U+00FF. Owners are 0, files have mode 0644, times are the epoch. Not safe for use
 * by many threads.
 *
 * <pre>{@code
 * byte[] layer = new TarBytes().symlink("out", "/etc").file("out/passwd", "x").end();
 * }</pre>
 */
public final class TarBytes {
  private static final int NAME = 100;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A tar without entries. */
  public TarBytes() {}

  /** One header block (POSIX.1-2017, pax, "ustar Interchange Format"); every field can be set. */
  public static final class Header {
    private static final long MOST_OCTAL = 077777777777L;

    private final byte[] block = new byte[512];

    /** A header of POSIX's form. */
    public Header(String name, char flag) {
      text(0, name);
      text(100, "0000644\0");
      text(108, "0000000\0");
      text(116, "0000000\0");
      text(136, "00000000000\0");
      block[156] = (byte) flag;
      text(257, "ustar\00000");
      size(0);
    }

    /** Puts bytes anywhere. */
    public Header text(int offset, String latin1) {
      byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(bytes, 0, block, offset, bytes.length);
      return this;
    }

    /** Makes it one of GNU's form. */
    public Header gnu() {
      return text(257, "ustar  \0");
    }

    /** Makes it one of the form before POSIX. */
    public Header v7() {
      return text(257, "\0\0\0\0\0\0\0\0");
    }

    /** Puts the size, in bytes, from 8 GiB on in base 256; {@link TarBytes#entry} puts its own. */
    public Header size(long size) {
      if (size <= MOST_OCTAL) {
        return octal(124, 12, size);
      }
      StringBuilder base256 = new StringBuilder("\u0080");
      for (int shift = 80; shift >= 0; shift -= 8) {
        base256.append((char) (shift < 64 ? size >>> shift & 0xff : 0));
      }
      return text(124, base256.toString());
    }

    /** Puts the mode's permission bits. */
    public Header mode(int bits) {
      return octal(100, 8, bits);
    }

    /** Puts a link's target. */
    public Header link(String target) {
      return text(157, target);
    }

    /** Puts a number into a field of {@code length} bytes, the last of which is a NUL. */
    public Header octal(int offset, int length, long value) {
      String digits = Long.toOctalString(value);
      return text(offset, "0".repeat(length - 1 - digits.length()) + digits + "\0");
    }

    /** The block, its checksum made right. */
    public byte[] block() {
      return block(Sum.OF_UNSIGNED_BYTES);
    }

    /** As {@link #block()}; the sum is one of bytes as signed numbers, as some old tools had it. */
    public byte[] signedBlock() {
      return block(Sum.OF_SIGNED_BYTES);
    }

    private enum Sum {
      OF_UNSIGNED_BYTES,
      OF_SIGNED_BYTES
    }

    private byte[] block(Sum checksum) {
      text(148, "        ");
      int sum = 0;
      for (byte b : block) {
        sum += checksum == Sum.OF_SIGNED_BYTES ? b : b & 0xff;
      }
      octal(148, 7, sum);
      return block;
    }
  }

  /** The bytes of {@code text}. */
  public static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Adds bytes as they are. */
  public TarBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** Adds a header alone. */
  public TarBytes header(Header header) {
    return raw(header.block());
  }

  /** Adds an entry: the header with its size put right, the data, and zeros up to a block. */
  public TarBytes entry(Header header, byte[] data) {
    return header(header.size(data.length)).raw(data).raw(new byte[-data.length & 511]);
  }

  /** Adds a regular file. A name of more than 100 bytes stands in an extended header. */
  public TarBytes file(String name, String text) {
    return entry(named(name, '0'), latin1(text));
  }

  /** Adds a directory with mode 0755. */
  public TarBytes directory(String name) {
    return header(named(name, '5').mode(0755));
  }

  /** Adds a symbolic link. A target of more than 100 bytes stands in an extended header. */
  public TarBytes symlink(String name, String target) {
    return header(linked(name, '2', target).mode(0777));
  }

  /** Adds a hard link to what the path {@code target} names. */
  public TarBytes hardLink(String name, String target) {
    return header(linked(name, '1', target));
  }

  private Header named(String name, char flag) {
    if (name.length() > NAME) {
      pax("path", name);
    }
    return new Header(name.substring(0, Math.min(NAME, name.length())), flag);
  }

  private Header linked(String name, char flag, String target) {
    if (target.length() <= NAME) {
      return named(name, flag).link(target);
    }
    if (name.length() > NAME) {
      pax("path", name, "linkpath", target);
    } else {
      pax("linkpath", target);
    }
    return new Header(name.substring(0, Math.min(NAME, name.length())), flag)
        .link(target.substring(0, NAME));
  }

  /** Adds an extended header for the next entry; keys and values alternate. */
  public TarBytes pax(String... records) {
    return extended('x', records);
  }

  /** Adds an extended header for all entries from here on; keys and values alternate. */
  public TarBytes globalPax(String... records) {
    return extended('g', records);
  }

  private TarBytes extended(char flag, String... records) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < records.length; i += 2) {
      body.append(record(records[i], records[i + 1]));
    }
    return entry(new Header("PaxHeaders/x", flag), latin1(body.toString()));
  }

  /** One record of an extended header, its length before it. */
  public static String record(String key, String value) {
    int rest = key.length() + value.length() + 3;
    int length = rest + 1;
    while (rest + Integer.toString(length).length() != length) {
      length = rest + Integer.toString(length).length();
    }
    return length + " " + key + "=" + value + "\n";
  }

  /** The tar so far, without an end. */
  public byte[] unfinished() {
    return out.toByteArray();
  }

  /** The tar, with the two blocks of zeros that end it. */
  public byte[] end() {
    return raw(new byte[1024]).out.toByteArray();
  }
}
