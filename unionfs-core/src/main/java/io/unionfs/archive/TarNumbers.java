package io.unionfs.archive;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;

/** The number forms of tar: octal text, base-256, and the decimals of extended headers. */
final class TarNumbers {
  private static final BigInteger BILLION = BigInteger.valueOf(1_000_000_000);
  private static final int MAX_DECIMAL_LENGTH = 64;

  private TarNumbers() {}

  /** A field's number, octal or base-256; an empty field is 0. */
  static long field(byte[] block, int offset, int length) throws NumberFormatException {
    return (block[offset] & 0x80) != 0
        ? base256(block, offset, length)
        : octal(block, offset, length);
  }

  private static long octal(byte[] block, int offset, int length) {
    int i = offset;
    int end = offset + length;
    while (i < end && (block[i] == ' ' || block[i] == 0)) {
      i++;
    }
    while (end > i && (block[end - 1] == ' ' || block[end - 1] == 0)) {
      end--;
    }
    long value = 0;
    for (; i < end; i++) {
      int digit = block[i] - '0';
      if (block[i] == 0) {
        break; // a NUL ends the field; some writers leave rubbish after it
      }
      if (digit < 0 || digit > 7 || value >>> 60 != 0) {
        throw new NumberFormatException("is no octal number");
      }
      value = value << 3 | digit;
    }
    return value;
  }

  /** GNU's binary form: 0x80 stands before a positive number, 0xff begins a negative one. */
  private static long base256(byte[] block, int offset, int length) {
    boolean negative = (block[offset] & 0x40) != 0;
    long value = negative ? -1 : 0;
    for (int i = 0; i < length; i++) {
      int octet = block[offset + i] & 0xff;
      if (i == 0) {
        octet = negative ? octet | 0x80 : octet & 0x7f;
      }
      long high = value >> 55;
      if (high != 0 && high != -1) {
        throw new NumberFormatException("is too large a number");
      }
      value = value << 8 | octet;
    }
    if (value < 0 != negative) {
      throw new NumberFormatException("is too large a number");
    }
    return value;
  }

  /** A decimal integer of an extended header. */
  static long decimal(String text) throws NumberFormatException {
    if (text.isEmpty() || text.length() > MAX_DECIMAL_LENGTH || text.charAt(0) == '+') {
      throw new NumberFormatException("is no number");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new NumberFormatException("is no number");
    }
  }

  /** Seconds since the epoch with a fraction, of which nanoseconds are kept. */
  static Instant time(String text) throws NumberFormatException {
    if (!isDecimalFraction(text)) {
      throw new NumberFormatException("is no time");
    }
    BigInteger nanos =
        new BigDecimal(text).movePointRight(9).setScale(0, RoundingMode.FLOOR).toBigInteger();
    BigInteger[] parts = nanos.divideAndRemainder(BILLION);
    return instant(parts[0].bitLength() > 63 ? Long.MAX_VALUE : parts[0].longValue(), parts[1]);
  }

  private static Instant instant(long seconds, BigInteger nanos) {
    try {
      return Instant.ofEpochSecond(seconds, nanos.longValue());
    } catch (DateTimeException | ArithmeticException e) {
      throw new NumberFormatException("is no time");
    }
  }

  /** Seconds since the epoch. */
  static Instant time(long seconds) throws NumberFormatException {
    return instant(seconds, BigInteger.ZERO);
  }

  // Checked first: BigDecimal would take "1e999999999" and fill the memory with its digits.
  private static boolean isDecimalFraction(String text) {
    if (text.length() > MAX_DECIMAL_LENGTH) {
      return false;
    }
    int i = text.startsWith("-") ? 1 : 0;
    int digits = 0;
    boolean point = false;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && !point) {
        point = true;
      } else if (c >= '0' && c <= '9') {
        digits++;
      } else {
        return false;
      }
    }
    return digits > 0;
  }
}
