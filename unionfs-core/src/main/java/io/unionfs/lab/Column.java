package io.unionfs.lab;

import java.util.Objects;

/**
 * A column of a {@link Table}. Immutable.
 *
 * @param name lower case, words joined by {@code _}
 * @param unit such as {@code bytes} or {@code ns}; empty for words and plain numbers
 * @param origin where its values come from
 */
public record Column(String name, String unit, Origin origin) {
  public Column {
    Objects.requireNonNull(origin);
    if (!name.matches("[a-z0-9_]+") || !unit.matches("[a-z0-9/%]*")) {
      throw new IllegalArgumentException("no column: " + name + " in " + unit);
    }
  }

  static Column given(String name, String unit) {
    return new Column(name, unit, Origin.GIVEN);
  }

  static Column counted(String name, String unit) {
    return new Column(name, unit, Origin.COUNTED);
  }

  static Column modelled(String name, String unit) {
    return new Column(name, unit, Origin.MODELLED);
  }

  static Column measured(String name, String unit) {
    return new Column(name, unit, Origin.MEASURED);
  }

  /** The column's head in CSV: {@code stored (bytes; counted)}. */
  String head() {
    return name + " (" + (unit.isEmpty() ? "" : unit + "; ") + origin.word() + ")";
  }
}
