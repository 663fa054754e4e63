package io.unionfs.layer;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;

/** A layer's directory whose entries are in memory. Immutable. */
public record HeapDirectory(
    long number, Attributes attributes, Opacity opacity, Map<String, Entry> entries)
    implements Entry.Directory {

  /** Takes {@code entries} over; the caller must not change it afterwards. */
  public HeapDirectory {
    Objects.requireNonNull(attributes);
    Objects.requireNonNull(opacity);
    entries = Collections.unmodifiableMap(entries);
  }

  @Override
  public Entry lookup(String name) {
    return entries.get(name);
  }
}
