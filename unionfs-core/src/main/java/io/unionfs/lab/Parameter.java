package io.unionfs.lab;

import java.util.List;
import java.util.Objects;

/**
 * What can be varied in an experiment. Immutable.
 *
 * @param name as on the command line and in tables: {@code layers}
 * @param unit such as {@code bytes}; may be empty
 * @param values those taken where none are named, as {@link Ranges} reads them
 * @param least the smallest value that makes sense
 * @param most the largest
 * @param scope when it has a meaning
 * @param description for people, without a stop
 */
public record Parameter(
    String name,
    String unit,
    String values,
    long least,
    long most,
    Scope scope,
    String description) {
  /** When a parameter has a meaning. */
  public enum Scope {
    /** Always. */
    ALWAYS,
    /** For synthetic images; of given ones it is as they are. */
    SYNTHETIC
  }

  public Parameter {
    Objects.requireNonNull(scope);
    Ranges.parse(values, least, most);
  }

  /** The values that {@code text} names. */
  List<Long> parse(String text) {
    try {
      return Ranges.parse(text, least, most);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--" + name + ": " + e.getMessage(), e);
    }
  }

  Column column() {
    return Column.given(name, unit);
  }
}
