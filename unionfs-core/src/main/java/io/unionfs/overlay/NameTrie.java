package io.unionfs.overlay;

import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * One node. {@code slots} holds name and value of each entry, in the order of their bits, then the
 * children in theirs. Below the last level all names have one hash, both bitmaps are 0, and the
 * slots are pairs in the names' order.
 */
class NameTrie {
  static final int BITS = 5;
  static final int MASK = (1 << BITS) - 1;

  /** The first shift that takes its bits from the second hash. */
  static final int SECOND = 35;

  /** Where the bits of both hashes are used up. */
  private static final int END = 2 * SECOND;

  /** So that nobody can write a layer whose names all meet in the second hash as well. */
  private static final int SEED = new java.util.SplittableRandom().nextInt();

  static final NameTrie EMPTY = new NameTrie(0, 0, new Object[0]);

  final int entries;
  final int children;
  final Object[] slots;

  NameTrie(int entries, int children, Object[] slots) {
    this.entries = entries;
    this.children = children;
    this.slots = slots;
  }

  /** The value of {@code name} in it and below, of which this is the first level; or null. */
  final Object find(String name) {
    return find(name, hash(name), 0);
  }

  private Object find(String name, int hash, int from) {
    NameTrie node = this;
    for (int shift = from; shift < END; shift += BITS) {
      int bit = bit(name, hash, shift);
      if ((node.entries & bit) != 0) {
        int at = node.entryAt(bit);
        return node.slots[at].equals(name) ? node.slots[at + 1] : null;
      }
      if ((node.children & bit) == 0) {
        return null;
      }
      node = (NameTrie) node.slots[node.childAt(bit)];
    }
    int at = node.collisionAt(name);
    return at < 0 ? null : node.slots[at + 1];
  }

  /**
   * The same for a name of {@code path}, which is told its string here. Code of its own, so that
   * the compiler judges it by lookups alone, however many layers were merged before.
   */
  final Object find(PathName path, int index) {
    String name = path.name(index);
    int hash = path.hash(index);
    NameTrie node = this;
    for (int shift = 0; shift < SECOND; shift += BITS) {
      int bit = 1 << (hash >>> shift); // Of the lowest five bits.
      if ((node.entries & bit) != 0) {
        int at = node.entryAt(bit);
        Object known = node.slots[at];
        if (known != name) {
          if (!known.equals(name)) {
            return null;
          }
          path.met(index, (String) known);
        }
        return node.slots[at + 1];
      }
      if ((node.children & bit) == 0) {
        return null;
      }
      node = (NameTrie) node.slots[node.childAt(bit)];
    }
    return node.find(name, hash, SECOND);
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
    return mixed(name.hashCode());
  }

  /** The hash of a name from that of its string. */
  static int mixed(int hashCode) {
    int hash = hashCode * 0x9E3779B9;
    return hash ^ (hash >>> 15);
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
      count += ((NameTrie) slots[at]).count();
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

  NameTrie with(int hash, int shift, String name, Object value) {
    if (shift >= END) {
      int at = collisionAt(name);
      return at >= 0
          ? replaced(at + 1, value)
          : new NameTrie(0, 0, inserted(slots, -at - 1, name, value));
    }
    int bit = bit(name, hash, shift);
    if ((entries & bit) != 0) {
      int at = entryAt(bit);
      if (slots[at].equals(name)) {
        return slots[at + 1] == value ? this : replaced(at + 1, value);
      }
      String other = (String) slots[at];
      NameTrie below =
          EMPTY
              .with(hash(other), shift + BITS, other, slots[at + 1])
              .with(hash, shift + BITS, name, value);
      return entryToChild(bit, at, below);
    }
    if ((children & bit) != 0) {
      int at = childAt(bit);
      NameTrie child = (NameTrie) slots[at];
      NameTrie below = child.with(hash, shift + BITS, name, value);
      return below == child ? this : replaced(at, below);
    }
    Object[] grown = inserted(slots, entryAt(bit), name, value);
    return new NameTrie(entries | bit, children, grown);
  }

  NameTrie without(int hash, int shift, String name) {
    if (shift >= END) {
      int at = collisionAt(name);
      return at < 0 ? this : new NameTrie(0, 0, removedPair(at));
    }
    int bit = bit(name, hash, shift);
    if ((entries & bit) != 0) {
      int at = entryAt(bit);
      return slots[at].equals(name)
          ? new NameTrie(entries & ~bit, children, removedPair(at))
          : this;
    }
    if ((children & bit) == 0) {
      return this;
    }
    int at = childAt(bit);
    NameTrie child = (NameTrie) slots[at];
    NameTrie below = child.without(hash, shift + BITS, name);
    if (below == child) {
      return this;
    }
    // A child with a single entry would give the same names a second shape.
    return below.isSingle() ? childToEntry(bit, at, below) : replaced(at, below);
  }

  private NameTrie replaced(int at, Object value) {
    Object[] copy = slots.clone();
    copy[at] = value;
    return new NameTrie(entries, children, copy);
  }

  private NameTrie entryToChild(int bit, int at, NameTrie below) {
    int newAt = childAt(bit) - 2;
    Object[] copy = new Object[slots.length - 1];
    System.arraycopy(slots, 0, copy, 0, at);
    System.arraycopy(slots, at + 2, copy, at, newAt - at);
    copy[newAt] = below;
    System.arraycopy(slots, newAt + 2, copy, newAt + 1, slots.length - newAt - 2);
    return new NameTrie(entries & ~bit, children | bit, copy);
  }

  private NameTrie childToEntry(int bit, int at, NameTrie below) {
    int newAt = entryAt(bit);
    Object[] copy = new Object[slots.length + 1];
    System.arraycopy(slots, 0, copy, 0, newAt);
    copy[newAt] = below.slots[0];
    copy[newAt + 1] = below.slots[1];
    System.arraycopy(slots, newAt, copy, newAt + 2, at - newAt);
    System.arraycopy(slots, at + 1, copy, at + 2, slots.length - at - 1);
    return new NameTrie(entries | bit, children & ~bit, copy);
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
        at = ((NameTrie) slots[childAt++]).copyNames(target, at);
      }
    }
    return at;
  }

  /**
   * @param other the node at the same place of the other trie, or null for none
   */
  void forEachUnsharedEntry(NameTrie other, BiConsumer<String, Object> action) {
    if (this == other) {
      return;
    }
    if (other == null || children == 0) {
      forEachEntry(action);
      return;
    }
    int entryEnd = 2 * Integer.bitCount(entries);
    for (int at = 0; at < entryEnd; at += 2) {
      action.accept((String) slots[at], slots[at + 1]);
    }
    for (int bits = children; bits != 0; bits &= bits - 1) {
      int bit = bits & -bits;
      NameTrie beside =
          (other.children & bit) != 0 ? (NameTrie) other.slots[other.childAt(bit)] : null;
      ((NameTrie) slots[childAt(bit)]).forEachUnsharedEntry(beside, action);
    }
  }

  void forEachEntry(BiConsumer<String, Object> action) {
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
        ((NameTrie) slots[childAt++]).forEachEntry(action);
      }
    }
  }
}
