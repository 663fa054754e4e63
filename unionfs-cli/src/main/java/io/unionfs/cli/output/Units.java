package io.unionfs.cli.output;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;

/** Sizes and times in Docker's words: those of its library go-units, oddities and all. */
public final class Units {
  private static final String[] SIZES = {"B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};

  private Units() {}

  /** A number of bytes in three digits, as lists of images and containers show it. */
  public static String size(long bytes) {
    return size(bytes, 3);
  }

  /** A number of bytes in four digits, as {@code df} shows it. */
  public static String preciseSize(long bytes) {
    return size(bytes, 4);
  }

  private static String size(long bytes, int digits) {
    double size = bytes;
    int unit = 0;
    while (size >= 1000 && unit < SIZES.length - 1) {
      size /= 1000;
      unit++;
    }
    return general(size, digits) + SIZES[unit];
  }

  /** As C's and Go's {@code %.*g}: 999.6 in three digits is {@code 1e+03}. */
  private static String general(double number, int digits) {
    BigDecimal rounded =
        new BigDecimal(number).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    if (rounded.signum() == 0) {
      return "0";
    }
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent < digits) {
      return rounded.stripTrailingZeros().toPlainString();
    }
    String mantissa = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    return mantissa + "e+" + (exponent < 10 ? "0" : "") + exponent;
  }

  /** How long, in one unit. */
  public static String duration(Duration duration) {
    long seconds = duration.getSeconds();
    if (seconds < 1) {
      return "Less than a second";
    }
    if (seconds == 1) {
      return "1 second";
    }
    if (seconds < 60) {
      return seconds + " seconds";
    }
    long minutes = seconds / 60;
    if (minutes == 1) {
      return "About a minute";
    }
    if (minutes < 60) {
      return minutes + " minutes";
    }
    // Hours are rounded, all else is cut.
    long hours = (seconds + 1800) / 3600;
    if (hours == 1) {
      return "About an hour";
    }
    if (hours < 48) {
      return hours + " hours";
    }
    if (hours < 24 * 7 * 2) {
      return hours / 24 + " days";
    }
    if (hours < 24 * 30 * 2) {
      return hours / 24 / 7 + " weeks";
    }
    if (hours < 24 * 365 * 2) {
      return hours / 24 / 30 + " months";
    }
    return seconds / 3600 / 24 / 365 + " years";
  }

  /** How long before {@code now}: {@code 3 minutes ago}. */
  public static String ago(Instant time, Instant now) {
    return duration(Duration.between(time, now)) + " ago";
  }
}
