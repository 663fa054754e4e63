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
 */
final class NameMap<V> {
  static final int BITS = 5;
  static final int MASK = (1 << BITS) - 1;
  private static final int HASH_BITS = 32;

  /** The first shift that takes its bits from the second hash. */
  static final int SECOND = 35;

  /** So many changes are made sooner one by one than at once. */
  private static final int FEW = 4;

  /** Where the bits of both hashes are used up. */
  private static final int END = 2 * SECOND;

  /** So that nobody can write a layer whose names all meet in the second hash as well. */
  private static final int SEED = new java.util.SplittableRandom().nextInt();

  private static final NameMap<?> EMPTY = new NameMap<>(Trie.EMPTY, 0);

  private final Trie root;
  private final int size;

  private NameMap(Trie root, int size) {
    this.root = root;
    this.size = size;
  }

  @SuppressWarnings("unchecked")
  static <V> NameMap<V> empty() {
    return (NameMap<V>) EMPTY;
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
    int hash = hash(name);
    Trie node = root;
    for (int shift = 0; shift < END; shift += BITS) {
      int bit = bit(name, hash, shift);
      if ((node.entries & bit) != 0) {
        int at = 2 * Integer.bitCount(node.entries & (bit - 1));
        return node.slots[at].equals(name) ? (V) node.slots[at + 1] : null;
      }
      if ((node.children & bit) == 0) {
        return null;
      }
      node = (Trie) node.slots[node.childAt(bit)];
    }
    int at = node.collisionAt(name);
    return at < 0 ? null : (V) node.slots[at + 1];
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
    return new NameMap<>(root.with(hash(name), 0, name, value), before == null ? size + 1 : size);
  }

  /** This map without {@code name}. */
  NameMap<V> without(String name) {
    if (size == 0) {
      return this;
    }
    Trie changed = root.without(hash(name), 0, name);
    return changed == root ? this : size == 1 ? empty() : new NameMap<>(changed, size - 1);
  }

  /** Calls {@code action} for each entry, in the order of {@link #position}. */
  @SuppressWarnings("unchecked")
  void forEach(BiConsumer<String, ? super V> action) {
    root.forEach((name, value) -> action.accept(name, (V) value));
  }

  /** What it looks like inside, for tests: it depends on the names alone. */
  String shape() {
    return root.toString();
  }

  /** All names, in the order of {@link #position}; the caller's own array. */
  String[] names() {
    String[] names = new String[size];
    root.copyNames(names, 0);
    return names;
  }

  /**
   * Calls {@code action} for each entry that {@code other} does not share, and for some that it
   * does: work for what was changed since the one was made of the other.
   */
  @SuppressWarnings("unchecked")
  void forEachUnshared(NameMap<?> other, BiConsumer<String, ? super V> action) {
    root.forEachUnshared(other.root, (name, value) -> action.accept(name, (V) value));
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

  /** The slot of {@code name} at one level: 32 bits of its hash, then 32 of another. */
  private static int bit(String name, int hash, int shift) {
    int bits = shift < SECOND ? hash >>> shift : secondHash(name) >>> (shift - SECOND);
    return 1 << (bits & MASK);
  }

  /** Only asked for names whose first hashes are equal: they are cheap to find, and hostile. */
  private static int secondHash(String name) {
    int hash = SEED;
    for (int i = 0; i < name.length(); i++) {
      hash = Integer.rotateLeft((hash ^ name.charAt(i)) * 0x9E3779B1, 13) + SEED;
    }
    return hash ^ (hash >>> 16);
  }

  static int hash(String name) {
    int hash = name.hashCode() * 0x9E3779B9;
    return hash ^ (hash >>> 15);
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
      Trie root = changes.applyTo(start.root);
      int size = start.size + changes.growth();
      return size == 0 ? empty() : new NameMap<>(root, size);
    }
  }

  /**
   * One node. {@code slots} holds name and value of each entry, in the order of their bits, then
   * the children in theirs. Below the last level all names have one hash, both bitmaps are 0, and
   * the slots are pairs in the names' order.
   */
  static final class Trie {
    static final Trie EMPTY = new Trie(0, 0, new Object[0]);

    final int entries;
    final int children;
    final Object[] slots;

    Trie(int entries, int children, Object[] slots) {
      this.entries = entries;
      this.children = children;
      this.slots = slots;
    }

    int childAt(int bit) {
      return 2 * Integer.bitCount(entries) + Integer.bitCount(children & (bit - 1));
    }

    int entryAt(int bit) {
      return 2 * Integer.bitCount(entries & (bit - 1));
    }

    /** Whether one name is all there is: it belongs into the node above. */
    boolean isSingle() {
      return slots.length == 2 && children == 0;
    }

    /** How many names are in it and below. */
    int count() {
      int childrenAt = (entries | children) == 0 ? slots.length : 2 * Integer.bitCount(entries);
      int count = childrenAt / 2;
      for (int at = childrenAt; at < slots.length; at++) {
        count += ((Trie) slots[at]).count();
      }
      return count;
    }

    /** The slot of {@code name} among colliding names, or {@code -(where it belongs) - 1}. */
    int collisionAt(String name) {
      for (int at = 0; at < slots.length; at += 2) {
        int order = name.compareTo((String) slots[at]);
        if (order <= 0) {
          return order == 0 ? at : -at - 1;
        }
      }
      return -slots.length - 1;
    }

    Trie with(int hash, int shift, String name, Object value) {
      if (shift >= END) {
        int at = collisionAt(name);
        return at >= 0
            ? replaced(at + 1, value)
            : new Trie(0, 0, inserted(slots, -at - 1, name, value));
      }
      int bit = bit(name, hash, shift);
      if ((entries & bit) != 0) {
        int at = entryAt(bit);
        if (slots[at].equals(name)) {
          return slots[at + 1] == value ? this : replaced(at + 1, value);
        }
        String other = (String) slots[at];
        Trie below =
            EMPTY
                .with(hash(other), shift + BITS, other, slots[at + 1])
                .with(hash, shift + BITS, name, value);
        return entryToChild(bit, at, below);
      }
      if ((children & bit) != 0) {
        int at = childAt(bit);
        Trie child = (Trie) slots[at];
        Trie below = child.with(hash, shift + BITS, name, value);
        return below == child ? this : replaced(at, below);
      }
      Object[] grown = inserted(slots, entryAt(bit), name, value);
      return new Trie(entries | bit, children, grown);
    }

    Trie without(int hash, int shift, String name) {
      if (shift >= END) {
        int at = collisionAt(name);
        return at < 0 ? this : new Trie(0, 0, removedPair(at));
      }
      int bit = bit(name, hash, shift);
      if ((entries & bit) != 0) {
        int at = entryAt(bit);
        return slots[at].equals(name) ? new Trie(entries & ~bit, children, removedPair(at)) : this;
      }
      if ((children & bit) == 0) {
        return this;
      }
      int at = childAt(bit);
      Trie child = (Trie) slots[at];
      Trie below = child.without(hash, shift + BITS, name);
      if (below == child) {
        return this;
      }
      // A child with a single entry would give the same names a second shape.
      return below.isSingle() ? childToEntry(bit, at, below) : replaced(at, below);
    }

    private Trie replaced(int at, Object value) {
      Object[] copy = slots.clone();
      copy[at] = value;
      return new Trie(entries, children, copy);
    }

    private Trie entryToChild(int bit, int at, Trie below) {
      int newAt = childAt(bit) - 2;
      Object[] copy = new Object[slots.length - 1];
      System.arraycopy(slots, 0, copy, 0, at);
      System.arraycopy(slots, at + 2, copy, at, newAt - at);
      copy[newAt] = below;
      System.arraycopy(slots, newAt + 2, copy, newAt + 1, slots.length - newAt - 2);
      return new Trie(entries & ~bit, children | bit, copy);
    }

    private Trie childToEntry(int bit, int at, Trie below) {
      int newAt = entryAt(bit);
      Object[] copy = new Object[slots.length + 1];
      System.arraycopy(slots, 0, copy, 0, newAt);
      copy[newAt] = below.slots[0];
      copy[newAt + 1] = below.slots[1];
      System.arraycopy(slots, newAt, copy, newAt + 2, at - newAt);
      System.arraycopy(slots, at + 1, copy, at + 2, slots.length - at - 1);
      return new Trie(entries | bit, children & ~bit, copy);
    }

    private static Object[] inserted(Object[] slots, int at, String name, Object value) {
      Object[] copy = new Object[slots.length + 2];
      System.arraycopy(slots, 0, copy, 0, at);
      copy[at] = name;
      copy[at + 1] = value;
      System.arraycopy(slots, at, copy, at + 2, slots.length - at);
      return copy;
    }

    private Object[] removedPair(int at) {
      Object[] copy = Arrays.copyOf(slots, slots.length - 2);
      System.arraycopy(slots, at + 2, copy, at, slots.length - at - 2);
      return copy;
    }

    @Override
    public String toString() {
      return Integer.toHexString(entries)
          + ":"
          + Integer.toHexString(children)
          + Arrays.toString(slots);
    }

    /** Puts the names into {@code target} from {@code at} on; returns where the next would go. */
    int copyNames(String[] target, int at) {
      if ((entries | children) == 0) {
        for (int slot = 0; slot < slots.length; slot += 2) {
          target[at++] = (String) slots[slot];
        }
        return at;
      }
      int entryAt = 0;
      int childAt = 2 * Integer.bitCount(entries);
      for (int bits = entries | children; bits != 0; bits &= bits - 1) {
        if ((entries & bits & -bits) != 0) {
          target[at++] = (String) slots[entryAt];
          entryAt += 2;
        } else {
          at = ((Trie) slots[childAt++]).copyNames(target, at);
        }
      }
      return at;
    }

    /**
     * @param other the node at the same place of the other trie, or null for none
     */
    void forEachUnshared(Trie other, BiConsumer<String, Object> action) {
      if (this == other) {
        return;
      }
      if (other == null || children == 0) {
        forEach(action);
        return;
      }
      int entryEnd = 2 * Integer.bitCount(entries);
      for (int at = 0; at < entryEnd; at += 2) {
        action.accept((String) slots[at], slots[at + 1]);
      }
      for (int bits = children; bits != 0; bits &= bits - 1) {
        int bit = bits & -bits;
        Trie beside = (other.children & bit) != 0 ? (Trie) other.slots[other.childAt(bit)] : null;
        ((Trie) slots[childAt(bit)]).forEachUnshared(beside, action);
      }
    }

    void forEach(BiConsumer<String, Object> action) {
      if ((entries | children) == 0) {
        for (int at = 0; at < slots.length; at += 2) {
          action.accept((String) slots[at], slots[at + 1]);
        }
        return;
      }
      int entryAt = 0;
      int childAt = 2 * Integer.bitCount(entries);
      for (int bits = entries | children; bits != 0; bits &= bits - 1) {
        int bit = bits & -bits;
        if ((entries & bit) != 0) {
          action.accept((String) slots[entryAt], slots[entryAt + 1]);
          entryAt += 2;
        } else {
          ((Trie) slots[childAt++]).forEach(action);
        }
      }
    }
  }
}
