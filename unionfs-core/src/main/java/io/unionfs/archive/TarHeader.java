package io.unionfs.archive;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Names;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One header block. The first 345 bytes mean the same in all tars; what follows depends on the
 * magic (POSIX pax(1), tar(5)).
 */
final class TarHeader {
  static final int BLOCK = 512;

  private static final byte[] POSIX_MAGIC = "ustar\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GNU_MAGIC = "ustar  \0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STAR_TRAILER = "tar\0".getBytes(StandardCharsets.US_ASCII);

  /** Who wrote the header. */
  private enum Dialect {
    V7,
    POSIX,
    STAR,
    GNU
  }

  private final byte[] block;
  private final Dialect dialect;

  TarHeader(byte[] block) {
    this.block = block;
    this.dialect = dialect(block);
  }

  private static Dialect dialect(byte[] block) {
    if (holds(block, 257, GNU_MAGIC)) {
      return Dialect.GNU;
    }
    if (!holds(block, 257, POSIX_MAGIC)) {
      return Dialect.V7;
    }
    return holds(block, 508, STAR_TRAILER) ? Dialect.STAR : Dialect.POSIX;
  }

  private static boolean holds(byte[] block, int offset, byte[] text) {
    return Arrays.equals(block, offset, offset + text.length, text, 0, text.length);
  }

  static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the sum is right; old writers added the bytes as signed numbers. */
  boolean checksumHolds() {
    int unsigned = 0;
    int signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
      unsigned += b & 0xff;
      signed += b;
    }
    try {
      long sum = TarNumbers.field(block, 148, 8);
      return sum == unsigned || sum == signed;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  byte flag() {
    return block[156];
  }

  /** The name, the prefix of the POSIX header before it. */
  String name() {
    String name = text(0, 100);
    String prefix =
        switch (dialect) {
          case POSIX -> text(345, 155);
          case STAR -> text(345, 131);
          case V7, GNU -> "";
        };
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  String linkName() {
    return text(157, 100);
  }

  int mode() {
    return (int) number("mode", 100, 8) & 07777;
  }

  long uid() {
    return number("uid", 108, 8);
  }

  long gid() {
    return number("gid", 116, 8);
  }

  long size() {
    return number("size", 124, 12);
  }

  long modified() {
    return number("mtime", 136, 12);
  }

  /** The access time in seconds, or null where the header has none. */
  Long accessed() {
    return switch (dialect) {
      case GNU -> optional("atime", 345);
      case STAR -> optional("atime", 476);
      case V7, POSIX -> null;
    };
  }

  /** The change time in seconds, or null where the header has none. */
  Long changed() {
    return switch (dialect) {
      case GNU -> optional("ctime", 357);
      case STAR -> optional("ctime", 488);
      case V7, POSIX -> null;
    };
  }

  private Long optional(String what, int offset) {
    return block[offset] == 0 ? null : number(what, offset, 12);
  }

  DeviceNumber device() {
    if (dialect == Dialect.V7) {
      return DeviceNumber.NONE;
    }
    long major = number("devmajor", 329, 8);
    long minor = number("devminor", 337, 8);
    if (major != (int) major || minor != (int) minor || major < 0 || minor < 0) {
      throw new IllegalArgumentException("has an impossible device number");
    }
    return new DeviceNumber((int) major, (int) minor);
  }

  boolean isGnu() {
    return dialect == Dialect.GNU;
  }

  /** The size of an old GNU sparse file, holes included. */
  long sparseSize() {
    return number("realsize", 483, 12);
  }

  /** The number at {@code offset}, {@code what} in messages. */
  long number(String what, int offset, int length) {
    try {
      return TarNumbers.field(block, offset, length);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "has a damaged header: its " + what + " " + e.getMessage());
    }
  }

  byte at(int offset) {
    return block[offset];
  }

  /** The field up to its first NUL. */
  private String text(int offset, int length) {
    return untilNul(block, offset, length);
  }

  static String untilNul(byte[] bytes, int offset, int length) {
    int end = 0;
    while (end < length && bytes[offset + end] != 0) {
      end++;
    }
    return Names.decode(bytes, offset, end);
  }
}
