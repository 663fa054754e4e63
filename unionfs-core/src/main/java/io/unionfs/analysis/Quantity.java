package io.unionfs.analysis;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units, as people write them in rules. */
final class Quantity {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,18})?)\\s{0,4}([A-Za-z]{0,3}|%)");
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("", 1L),
          Map.entry("b", 1L),
          Map.entry("k", 1_000L),
          Map.entry("kb", 1_000L),
          Map.entry("m", 1_000_000L),
          Map.entry("mb", 1_000_000L),
          Map.entry("g", 1_000_000_000L),
          Map.entry("gb", 1_000_000_000L),
          Map.entry("t", 1_000_000_000_000L),
          Map.entry("tb", 1_000_000_000_000L),
          Map.entry("ki", 1L << 10),
          Map.entry("kib", 1L << 10),
          Map.entry("mi", 1L << 20),
          Map.entry("mib", 1L << 20),
          Map.entry("gi", 1L << 30),
          Map.entry("gib", 1L << 30),
          Map.entry("ti", 1L << 40),
          Map.entry("tib", 1L << 40));

  private Quantity() {}

  /** Whether {@code text} ends as a percentage. */
  static boolean isPercentage(String text) {
    return text.endsWith("%");
  }

  /** A whole number. */
  static BigDecimal count(String text) {
    Matcher matcher = matched(text, "a whole number");
    if (!matcher.group(2).isEmpty() || matcher.group(1).indexOf('.') >= 0) {
      throw fault(text, "a whole number");
    }
    return new BigDecimal(matcher.group(1));
  }

  /**
   * A number of bytes: {@code 20MB} is of thousands, {@code 20MiB} of 1024s; case is passed over.
   */
  static BigDecimal bytes(String text) {
    String expected = "a number of bytes, such as 500, 20MB or 20MiB";
    Matcher matcher = matched(text, expected);
    Long unit = UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT));
    if (unit == null) {
      throw fault(text, expected);
    }
    return new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
  }

  /** A share: {@code 0.95} or {@code 95%}. */
  static BigDecimal ratio(String text) {
    String expected = "a share from 0 to 1, or from 0% to 100%";
    Matcher matcher = matched(text, expected);
    BigDecimal number = new BigDecimal(matcher.group(1));
    if (matcher.group(2).equals("%")) {
      number = number.divide(HUNDRED);
    } else if (!matcher.group(2).isEmpty()) {
      throw fault(text, expected);
    }
    if (number.compareTo(BigDecimal.ONE) > 0) {
      throw fault(text, expected);
    }
    return number;
  }

  private static Matcher matched(String text, String expected) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw fault(text, expected);
    }
    return matcher;
  }

  private static IllegalArgumentException fault(String text, String expected) {
    return new IllegalArgumentException(
        "\"" + io.unionfs.layer.Names.display(text) + "\" is not " + expected);
  }
}
