package io.unionfs.overlay;

import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * An immutable map from names to values, in which a changed copy shares what did not change: the
 * entries of one directory. A hash trie in the compressed form of Steindorfer and Vinju,
 * "Optimizing Hash-Array Mapped Tries for Fast and Lean Immutable JVM Collections" (OOPSLA 2015):
 * each node holds up to 32 slots, entries inline, and its shape depends only on the names in it.
 *
 * <p>Iteration runs in the order of {@link #position}, which depends on the name alone: a directory
 * stream can go on behind a name whatever came or went meanwhile.
 *
 * <p>It is its own root node: one object less to go through at each name of a path.
 */
final class NameMap<V> extends NameTrie {
  private static final int HASH_BITS = 32;

  /** So many changes are made sooner one by one than at once. */
  private static final int FEW = 4;

  private static final NameMap<?> NONE = new NameMap<>(NameTrie.EMPTY, 0);

  private final int size;

  private NameMap(NameTrie root, int size) {
    super(root.entries, root.children, root.slots);
    this.size = size;
  }

  @SuppressWarnings("unchecked")
  static <V> NameMap<V> empty() {
    return (NameMap<V>) NONE;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The value of {@code name}, or null. */
  @SuppressWarnings("unchecked")
  V get(String name) {
    return (V) find(name);
  }

  /** The same for a name of {@code path}, which is told the string it has here. */
  @SuppressWarnings("unchecked")
  V get(PathName path, int index) {
    return (V) find(path, index);
  }

  /** This map with {@code name} set to {@code value}, which is not null. */
  NameMap<V> with(String name, V value) {
    return with(name, value, get(name));
  }

  /** The same, for who knows the value that {@code name} has {@code before}, or null for none. */
  NameMap<V> with(String name, V value, V before) {
    if (value == before) {
      return this;
    }
    return new NameMap<>(with(hash(name), 0, name, value), before == null ? size + 1 : size);
  }

  /** This map without {@code name}. */
  NameMap<V> without(String name) {
    if (size == 0) {
      return this;
    }
    NameTrie changed = without(hash(name), 0, name);
    return changed == this ? this : size == 1 ? empty() : new NameMap<>(changed, size - 1);
  }

  /** Calls {@code action} for each entry, in the order of {@link #position}. */
  @SuppressWarnings("unchecked")
  void forEach(BiConsumer<String, ? super V> action) {
    forEachEntry((name, value) -> action.accept(name, (V) value));
  }

  /** What it looks like inside, for tests: it depends on the names alone. */
  String shape() {
    return toString();
  }

  /** All names, in the order of {@link #position}; the caller's own array. */
  String[] names() {
    String[] names = new String[size];
    copyNames(names, 0);
    return names;
  }

  /**
   * Calls {@code action} for each entry that {@code other} does not share, and for some that it
   * does: work for what was changed since the one was made of the other.
   */
  @SuppressWarnings("unchecked")
  void forEachUnshared(NameMap<?> other, BiConsumer<String, ? super V> action) {
    forEachUnsharedEntry(other, (name, value) -> action.accept(name, (V) value));
  }

  /** A place for many changes at once, which begins with this map's entries. */
  Builder<V> edit() {
    return new Builder<>(this);
  }

  /**
   * Where {@code name} stands in the order of iteration: an unsigned 32-bit number, smaller first.
   * Two names may share one; which comes first is then the same while the process lives.
   */
  static long position(String name) {
    return position(hash(name));
  }

  static long position(int hash) {
    long position = 0;
    int shift = 0;
    for (; shift + BITS <= HASH_BITS; shift += BITS) {
      position = (position << BITS) | ((hash >>> shift) & MASK);
    }
    return (position << (HASH_BITS - shift)) | (hash >>> shift);
  }

  /**
   * Collects changes, which are then made all at once: each node that they concern is made anew one
   * time. Of several to one name, the last holds. Not safe for use by many threads.
   */
  static final class Builder<V> {
    private NameMap<V> start;
    private String[] names = new String[FEW];

    /** Null to remove the name. */
    private Object[] values = new Object[FEW];

    private int count;

    private Builder(NameMap<V> start) {
      this.start = start;
    }

    void put(String name, V value) {
      add(name, value);
    }

    void remove(String name) {
      add(name, null);
    }

    private void add(String name, Object value) {
      if (count == names.length) {
        names = Arrays.copyOf(names, 2 * count);
        values = Arrays.copyOf(values, 2 * count);
      }
      names[count] = name;
      values[count++] = value;
    }

    NameMap<V> build() {
      start = count <= FEW ? withFew() : withMany();
      count = 0;
      return start;
    }

    @SuppressWarnings("unchecked")
    private NameMap<V> withFew() {
      NameMap<V> changed = start;
      for (int i = 0; i < count; i++) {
        V value = (V) values[i];
        changed = value == null ? changed.without(names[i]) : changed.with(names[i], value);
      }
      return changed;
    }

    private NameMap<V> withMany() {
      NameMapChanges changes = new NameMapChanges(names, values, count);
      NameTrie root = changes.applyTo(start);
      int size = start.size + changes.growth();
      return size == 0 ? empty() : new NameMap<>(root, size);
    }
  }
}
