package io.unionfs.overlay;

import static io.unionfs.overlay.NameTrie.BITS;
import static io.unionfs.overlay.NameTrie.MASK;
import static io.unionfs.overlay.NameTrie.SECOND;

import java.util.Arrays;

/**
 * Many changes of a {@link NameMap}, in the order of its nodes, so that each node is made once. The
 * result is the one that the changes would have one after the other. Used once.
 */
final class NameMapChanges {
  private static final int SLOTS = 1 << BITS;

  private final String[] names;
  private final Object[] values;
  private final int[] hashes;

  /** For each level: the entries of a node while it is made, names and values by turns. */
  private final Object[][] entries = new Object[SECOND / BITS][];

  /** The same: the nodes below it. */
  private final NameTrie[][] children = new NameTrie[SECOND / BITS][];

  private int growth;

  /**
   * @param values null for a name that is to go
   */
  NameMapChanges(String[] names, Object[] values, int count) {
    this.names = new String[count];
    this.values = new Object[count];
    this.hashes = new int[count];
    long[] order = new long[count];
    for (int i = 0; i < count; i++) {
      order[i] = NameMap.position(NameTrie.hash(names[i])) << 31 | i;
    }
    Arrays.sort(order);
    for (int i = 0; i < count; i++) {
      int from = (int) order[i] & Integer.MAX_VALUE;
      this.names[i] = names[from];
      this.values[i] = values[from];
      this.hashes[i] = NameTrie.hash(names[from]);
    }
  }

  /** How many names more there are afterwards. */
  int growth() {
    return growth;
  }

  NameTrie applyTo(NameTrie root) {
    return apply(root, 0, names.length, 0);
  }

  /** {@code node} after the changes from {@code begin} to {@code end}, all of which concern it. */
  private NameTrie apply(NameTrie node, int begin, int end, int shift) {
    if (shift >= SECOND) {
      return oneByOne(node, begin, end, shift);
    }
    int level = shift / BITS;
    Object[] newEntries = entries(level);
    NameTrie[] newChildren = children(level);
    int entryBits = 0;
    int childBits = 0;
    int entryCount = 0;
    int childCount = 0;
    int at = begin;
    int waiting = node.entries | node.children;
    while (at < end || waiting != 0) {
      int slot = at < end ? hashes[at] >>> shift & MASK : SLOTS;
      int present = waiting == 0 ? SLOTS : Integer.numberOfTrailingZeros(waiting);
      int next = Math.min(slot, present);
      int bit = 1 << next;
      waiting &= ~bit;
      int from = at;
      while (at < end && (hashes[at] >>> shift & MASK) == next) {
        at++;
      }
      boolean isChild = (node.children & bit) != 0;
      String name = null;
      Object value = null;
      NameTrie child = null;
      if (isChild) {
        child = (NameTrie) node.slots[node.childAt(bit)];
      } else if ((node.entries & bit) != 0) {
        name = (String) node.slots[node.entryAt(bit)];
        value = node.slots[node.entryAt(bit) + 1];
      }
      if (at == from + 1 && !isChild && (name == null || name.equals(names[from]))) {
        growth += (values[from] == null ? 0 : 1) - (name == null ? 0 : 1);
        name = values[from] == null ? null : name == null ? names[from] : name;
        value = values[from];
      } else if (at > from) {
        NameTrie below =
            isChild ? child : name == null ? NameTrie.EMPTY : single(name, value, shift);
        child = apply(below, from, at, shift + BITS);
        name = null;
        if (child.isSingle()) {
          name = (String) child.slots[0];
          value = child.slots[1];
          child = null;
        } else if (child.slots.length == 0) {
          child = null;
        }
      }
      if (child != null) {
        childBits |= bit;
        newChildren[childCount++] = child;
      } else if (name != null) {
        entryBits |= bit;
        newEntries[entryCount++] = name;
        newEntries[entryCount++] = value;
      }
    }
    Object[] slots = Arrays.copyOf(newEntries, entryCount + childCount, Object[].class);
    System.arraycopy(newChildren, 0, slots, entryCount, childCount);
    return new NameTrie(entryBits, childBits, slots);
  }

  /** A node for the level below {@code shift} that holds one name. */
  private static NameTrie single(String name, Object value, int shift) {
    return NameTrie.EMPTY.with(NameTrie.hash(name), shift + BITS, name, value);
  }

  /** Names of one hash, of which there are few, or a name more than once. */
  private NameTrie oneByOne(NameTrie node, int begin, int end, int shift) {
    NameTrie changed = node;
    for (int i = begin; i < end; i++) {
      changed =
          values[i] == null
              ? changed.without(hashes[i], shift, names[i])
              : changed.with(hashes[i], shift, names[i], values[i]);
    }
    growth += changed.count() - node.count();
    return changed;
  }

  private Object[] entries(int level) {
    if (entries[level] == null) {
      entries[level] = new Object[2 * SLOTS];
      children[level] = new NameTrie[SLOTS];
    }
    return entries[level];
  }

  private NameTrie[] children(int level) {
    return children[level];
  }
}
