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
  private static final int BITS = 5;
  private static final int MASK = (1 << BITS) - 1;
  private static final int HASH_BITS = 32;

  /** The first shift that takes its bits from the second hash. */
  private static final int SECOND = 35;

  /** Where the bits of both hashes are used up. */
  private static final int END = 2 * SECOND;

  /** So that nobody can write a layer whose names all meet in the second hash as well. */
  private static final int SEED = new java.util.SplittableRandom().nextInt();

  private static final NameMap<?> EMPTY = new NameMap<>(new Trie(0, 0, new Object[0], null), 0);

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
    Trie changed = root.with(hash(name), 0, name, value, null);
    if (changed == root) {
      return this;
    }
    return new NameMap<>(changed, get(name) == null ? size + 1 : size);
  }

  /** This map without {@code name}. */
  NameMap<V> without(String name) {
    Trie changed = root.without(hash(name), 0, name);
    return changed == root ? this : size == 1 ? empty() : new NameMap<>(changed, size - 1);
  }

  /** Calls {@code action} for each entry, in the order of {@link #position}. */
  @SuppressWarnings("unchecked")
  void forEach(BiConsumer<String, ? super V> action) {
    root.forEach((name, value) -> action.accept(name, (V) value));
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
    int hash = hash(name);
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

  private static int hash(String name) {
    int hash = name.hashCode() * 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }

  /** Makes many changes without a copy for each. Not safe for use by many threads. */
  static final class Builder<V> {
    private Object owner = new Object();
    private Trie root;
    private int size;

    private Builder(NameMap<V> start) {
      root = start.root;
      size = start.size;
    }

    V get(String name) {
      return new NameMap<V>(root, size).get(name);
    }

    void put(String name, V value) {
      if (get(name) == null) {
        size++;
      }
      root = root.with(hash(name), 0, name, value, owner);
    }

    void remove(String name) {
      Trie changed = root.without(hash(name), 0, name);
      if (changed != root) {
        size--;
        root = changed;
      }
    }

    NameMap<V> build() {
      owner = new Object();
      return size == 0 ? empty() : new NameMap<>(root, size);
    }
  }

  /**
   * One node. {@code slots} holds name and value of each entry, in the order of their bits, then
   * the children in theirs. Below the last level all names have one hash, both bitmaps are 0, and
   * the slots are pairs in the names' order.
   */
  private static final class Trie {
    int entries;
    int children;
    Object[] slots;
    final Object owner;

    Trie(int entries, int children, Object[] slots, Object owner) {
      this.entries = entries;
      this.children = children;
      this.slots = slots;
      this.owner = owner;
    }

    int childAt(int bit) {
      return 2 * Integer.bitCount(entries) + Integer.bitCount(children & (bit - 1));
    }

    private int entryAt(int bit) {
      return 2 * Integer.bitCount(entries & (bit - 1));
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

    Trie with(int hash, int shift, String name, Object value, Object edit) {
      if (shift >= END) {
        int at = collisionAt(name);
        return at >= 0
            ? replaced(at + 1, value, edit)
            : changed(0, 0, inserted(slots, -at - 1, name, value), edit);
      }
      int bit = bit(name, hash, shift);
      if ((entries & bit) != 0) {
        int at = entryAt(bit);
        if (slots[at].equals(name)) {
          return slots[at + 1] == value ? this : replaced(at + 1, value, edit);
        }
        String other = (String) slots[at];
        Trie below =
            new Trie(0, 0, new Object[0], edit)
                .with(hash(other), shift + BITS, other, slots[at + 1], edit)
                .with(hash, shift + BITS, name, value, edit);
        return entryToChild(bit, at, below, edit);
      }
      if ((children & bit) != 0) {
        int at = childAt(bit);
        Trie child = (Trie) slots[at];
        Trie below = child.with(hash, shift + BITS, name, value, edit);
        return below == child ? this : replaced(at, below, edit);
      }
      Object[] grown = inserted(slots, entryAt(bit), name, value);
      return changed(entries | bit, children, grown, edit);
    }

    Trie without(int hash, int shift, String name) {
      if (shift >= END) {
        int at = collisionAt(name);
        return at < 0 ? this : new Trie(0, 0, removedPair(at), null);
      }
      int bit = bit(name, hash, shift);
      if ((entries & bit) != 0) {
        int at = entryAt(bit);
        return slots[at].equals(name)
            ? new Trie(entries & ~bit, children, removedPair(at), null)
            : this;
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
      return below.slots.length == 2 && below.children == 0
          ? childToEntry(bit, at, below)
          : replaced(at, below, null);
    }

    private Trie replaced(int at, Object value, Object edit) {
      if (edit != null && owner == edit) {
        slots[at] = value;
        return this;
      }
      Object[] copy = slots.clone();
      copy[at] = value;
      return new Trie(entries, children, copy, edit);
    }

    private Trie changed(int newEntries, int newChildren, Object[] newSlots, Object edit) {
      if (edit != null && owner == edit) {
        entries = newEntries;
        children = newChildren;
        slots = newSlots;
        return this;
      }
      return new Trie(newEntries, newChildren, newSlots, edit);
    }

    private Trie entryToChild(int bit, int at, Trie below, Object edit) {
      int newAt = childAt(bit) - 2;
      Object[] copy = new Object[slots.length - 1];
      System.arraycopy(slots, 0, copy, 0, at);
      System.arraycopy(slots, at + 2, copy, at, newAt - at);
      copy[newAt] = below;
      System.arraycopy(slots, newAt + 2, copy, newAt + 1, slots.length - newAt - 2);
      return changed(entries & ~bit, children | bit, copy, edit);
    }

    private Trie childToEntry(int bit, int at, Trie below) {
      int newAt = entryAt(bit);
      Object[] copy = new Object[slots.length + 1];
      System.arraycopy(slots, 0, copy, 0, newAt);
      copy[newAt] = below.slots[0];
      copy[newAt + 1] = below.slots[1];
      System.arraycopy(slots, newAt, copy, newAt + 2, at - newAt);
      System.arraycopy(slots, at + 1, copy, at + 2, slots.length - at - 1);
      return new Trie(entries | bit, children & ~bit, copy, null);
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
