package io.unionfs.lab;

import io.unionfs.layer.Names;
import java.math.BigDecimal;
import java.math.MathContext;

/** A cell of a {@link Table}. Immutable. Its text in CSV is that of {@link #text}. */
public sealed interface Value {
  /** Nothing: it was not done here. */
  Value NONE = new None();

  /** A word or a name. */
  record Word(String text) implements Value {
    public Word {
      if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
        throw new IllegalArgumentException("no word for a table: \"" + text + "\"");
      }
    }
  }

  /** A whole number. */
  record Whole(long number) implements Value {
    @Override
    public String text() {
      return Long.toString(number);
    }
  }

  /** A number of six digits at most, so that it is the same after it was written and read. */
  record Fraction(BigDecimal number) implements Value {
    @Override
    public String text() {
      return number.toPlainString();
    }
  }

  /** {@link #NONE}. */
  record None() implements Value {
    @Override
    public String text() {
      return "";
    }
  }

  /** As it is written. */
  String text();

  /** A word as others made it: what cannot be shown is escaped; a number is one. */
  static Value of(String word) {
    return parse(Names.display(word));
  }

  static Value of(long number) {
    return new Whole(number);
  }

  /** {@code number} to six digits. */
  static Value of(double number) {
    BigDecimal rounded = new BigDecimal(number).round(new MathContext(6)).stripTrailingZeros();
    return rounded.scale() <= 0 ? new Whole(rounded.longValueExact()) : new Fraction(rounded);
  }

  /** What {@code text} was written from. */
  static Value parse(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    if (text.matches("-?[0-9]{1,18}")) {
      return new Whole(Long.parseLong(text));
    }
    if (text.matches("-?[0-9]{1,18}\\.[0-9]{1,18}")) {
      return new Fraction(new BigDecimal(text));
    }
    return new Word(text);
  }
}
