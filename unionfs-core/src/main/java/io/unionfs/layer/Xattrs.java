package io.unionfs.layer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The extended attributes of one file (xattr(7)): full names such as {@code user.mime}, values raw
 * bytes. Immutable; names are kept sorted.
 */
public final class Xattrs {
  /** No attributes. */
  public static final Xattrs NONE = new Xattrs(new TreeMap<>());

  private final TreeMap<String, byte[]> values;

  private Xattrs(TreeMap<String, byte[]> values) {
    this.values = values;
  }

  /** A copy of {@code values}, keyed by full name. */
  public static Xattrs of(Map<String, byte[]> values) {
    if (values.isEmpty()) {
      return NONE;
    }
    TreeMap<String, byte[]> copy = new TreeMap<>();
    values.forEach((name, value) -> copy.put(name, value.clone()));
    return new Xattrs(copy);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** The full names, sorted. */
  public Set<String> names() {
    return java.util.Collections.unmodifiableSet(values.keySet());
  }

  /** Whether {@code name} is set. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** A copy of the value of {@code name}, or null when it is not set. */
  public byte[] get(String name) {
    byte[] value = values.get(name);
    return value == null ? null : value.clone();
  }

  /** How many bytes all names and values have. */
  public long byteCount() {
    long bytes = 0;
    for (Map.Entry<String, byte[]> each : values.entrySet()) {
      bytes += Names.byteLength(each.getKey()) + each.getValue().length;
    }
    return bytes;
  }

  /** These attributes with {@code name} set to a copy of {@code value}. */
  public Xattrs with(String name, byte[] value) {
    TreeMap<String, byte[]> copy = new TreeMap<>(values);
    copy.put(Objects.requireNonNull(name), value.clone());
    return new Xattrs(copy);
  }

  /** These attributes without {@code name}. */
  public Xattrs without(String name) {
    if (!values.containsKey(name)) {
      return this;
    }
    TreeMap<String, byte[]> copy = new TreeMap<>(values);
    copy.remove(name);
    return copy.isEmpty() ? NONE : new Xattrs(copy);
  }

  /** A copy as a map from full name to value, sorted by name. */
  public Map<String, byte[]> asMap() {
    Map<String, byte[]> copy = new LinkedHashMap<>();
    values.forEach((name, value) -> copy.put(name, value.clone()));
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Xattrs that) || !values.keySet().equals(that.values.keySet())) {
      return false;
    }
    return values.entrySet().stream()
        .allMatch(e -> Arrays.equals(e.getValue(), that.values.get(e.getKey())));
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (Map.Entry<String, byte[]> e : values.entrySet()) {
      hash = 31 * hash + e.getKey().hashCode() + Arrays.hashCode(e.getValue());
    }
    return hash;
  }

  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
