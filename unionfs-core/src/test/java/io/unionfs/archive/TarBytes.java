package io.unionfs.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Tars made byte by byte, so that they may be wrong in any way. */
final class TarBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** One header block, every field of which can be set. */
  static final class Header {
    private final byte[] block = new byte[512];

    Header(String name, char flag) {
      text(0, name);
      text(100, "0000644\0");
      text(108, "0000000\0");
      text(116, "0000000\0");
      text(136, "00000000000\0");
      block[156] = (byte) flag;
      text(257, "ustar\00000");
      size(0);
    }

    Header text(int offset, String latin1) {
      byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(bytes, 0, block, offset, bytes.length);
      return this;
    }

    Header gnu() {
      return text(257, "ustar  \0");
    }

    Header v7() {
      return text(257, "\0\0\0\0\0\0\0\0");
    }

    Header size(long size) {
      return octal(124, 12, size);
    }

    Header link(String target) {
      return text(157, target);
    }

    Header octal(int offset, int length, long value) {
      String digits = Long.toOctalString(value);
      return text(offset, "0".repeat(length - 1 - digits.length()) + digits + "\0");
    }

    /** The block, its checksum made right; {@code signed} adds bytes as signed numbers. */
    byte[] block(boolean signed) {
      text(148, "        ");
      int sum = 0;
      for (byte b : block) {
        sum += signed ? b : b & 0xff;
      }
      octal(148, 7, sum);
      return block;
    }
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  TarBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  TarBytes header(Header header) {
    return raw(header.block(false));
  }

  TarBytes entry(Header header, byte[] data) {
    return header(header.size(data.length)).raw(data).raw(new byte[-data.length & 511]);
  }

  TarBytes file(String name, String text) {
    return entry(new Header(name, '0'), latin1(text));
  }

  TarBytes directory(String name) {
    return header(new Header(name, '5'));
  }

  TarBytes symlink(String name, String target) {
    return header(new Header(name, '2').link(target));
  }

  TarBytes hardLink(String name, String target) {
    return header(new Header(name, '1').link(target));
  }

  /** An extended header; keys and values alternate. */
  TarBytes pax(String... records) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < records.length; i += 2) {
      body.append(record(records[i], records[i + 1]));
    }
    return entry(new Header("PaxHeaders/x", 'x'), latin1(body.toString()));
  }

  static String record(String key, String value) {
    int rest = key.length() + value.length() + 3;
    int length = rest + 1;
    while (rest + Integer.toString(length).length() != length) {
      length = rest + Integer.toString(length).length();
    }
    return length + " " + key + "=" + value + "\n";
  }

  byte[] unfinished() {
    return out.toByteArray();
  }

  byte[] end() {
    return raw(new byte[1024]).out.toByteArray();
  }
}
