package io.unionfs.analysis;

import io.unionfs.layer.Names;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Texts as a page holds them. What comes from an image is hostile. */
final class HtmlText {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private HtmlText() {}

  /** A name for people: no secret, no control character, nothing that turns the line round. */
  static String shown(String name) {
    StringBuilder out = new StringBuilder();
    Names.display(Redaction.shown(name))
        .codePoints()
        .forEach(
            point -> {
              switch (Character.getType(point)) {
                case Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    out.append(String.format("\\u%04x", point));
                default -> out.appendCodePoint(point);
              }
            });
    return out.toString();
  }

  /** {@code name} as text of an element or of an attribute in quotes. */
  static String escaped(String name) {
    StringBuilder out = new StringBuilder();
    for (char c : shown(name).toCharArray()) {
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '`' -> out.append("&#96;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** JSON that can stand in a script element: nothing in it ends that, or begins another. */
  static String inScript(String json) {
    return json.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  /** A number of bytes in three digits, of thousands. */
  static String size(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= 999.5 && unit < UNITS.length - 1) {
      size /= 1000;
      unit++;
    }
    BigDecimal rounded = new BigDecimal(size).round(new MathContext(3, RoundingMode.HALF_UP));
    return rounded.stripTrailingZeros().toPlainString() + " " + UNITS[unit];
  }

  /** A share: {@code 4.2 %}. */
  static String percent(double share) {
    if (!Double.isFinite(share)) {
      return "–";
    }
    return BigDecimal.valueOf(share * 100).setScale(1, RoundingMode.HALF_UP) + " %";
  }
}
