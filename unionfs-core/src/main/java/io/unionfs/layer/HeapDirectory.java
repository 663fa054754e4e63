package io.unionfs.layer;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;

/** A layer's directory whose entries are in memory. Immutable. */
public final class HeapDirectory implements Entry.Directory {
  private final long number;
  private final Attributes attributes;
  private final Opacity opacity;
  private final String redirect;
  private final Map<String, Entry> entries;

  /** Takes {@code entries} over; the caller must not change it afterwards. */
  public HeapDirectory(
      long number, Attributes attributes, Opacity opacity, Map<String, Entry> entries) {
    this(number, attributes, opacity, null, entries);
  }

  /** The same, with a {@link Entry.Directory#redirect}. */
  public HeapDirectory(
      long number,
      Attributes attributes,
      Opacity opacity,
      String redirect,
      Map<String, Entry> entries) {
    this.redirect = redirect;
    this.number = number;
    this.attributes = Objects.requireNonNull(attributes);
    this.opacity = Objects.requireNonNull(opacity);
    this.entries = Collections.unmodifiableMap(entries);
  }

  private HeapDirectory(
      Map<String, Entry> compact,
      long number,
      Attributes attributes,
      Opacity opacity,
      String redirect) {
    this.number = number;
    this.attributes = Objects.requireNonNull(attributes);
    this.opacity = Objects.requireNonNull(opacity);
    this.redirect = redirect;
    this.entries = compact;
  }

  /** With a copy of {@code entries}, which is kept in little memory. */
  public static HeapDirectory compact(
      long number,
      Attributes attributes,
      Opacity opacity,
      String redirect,
      Map<String, Entry> entries) {
    return new HeapDirectory(EntryMap.of(entries), number, attributes, opacity, redirect);
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public Attributes attributes() {
    return attributes;
  }

  @Override
  public Opacity opacity() {
    return opacity;
  }

  @Override
  public String redirect() {
    return redirect;
  }

  @Override
  public Map<String, Entry> entries() {
    return entries;
  }

  @Override
  public Entry lookup(String name) {
    return entries.get(name);
  }
}
