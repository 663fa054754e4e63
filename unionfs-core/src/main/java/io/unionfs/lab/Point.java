package io.unionfs.lab;

import java.util.Map;

/**
 * One point of a sweep. Immutable.
 *
 * @param seed what chance begins with
 * @param values of the parameters by their names; those without a meaning are missing
 */
record Point(long seed, Map<String, Long> values) {
  Point {
    values = Map.copyOf(values);
  }

  long get(String parameter) {
    Long value = values.get(parameter);
    if (value == null) {
      throw new IllegalArgumentException("--" + parameter + " has no value here");
    }
    return value;
  }

  int whole(String parameter) {
    return Math.toIntExact(get(parameter));
  }
}
