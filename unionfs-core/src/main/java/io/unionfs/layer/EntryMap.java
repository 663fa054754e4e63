package io.unionfs.layer;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * What a layer says in one directory, in one array: names and entries by turns, in the order of the
 * names' hashes. Takes 8 bytes for each entry, where a {@link java.util.HashMap} takes some 50.
 * Immutable.
 */
final class EntryMap extends AbstractMap<String, io.unionfs.layer.Entry> {
  private static final Comparator<Map.Entry<String, io.unionfs.layer.Entry>> ORDER =
      Comparator.<Map.Entry<String, io.unionfs.layer.Entry>>comparingInt(
              entry -> entry.getKey().hashCode())
          .thenComparing(Map.Entry::getKey);

  private final Object[] slots;

  private EntryMap(Object[] slots) {
    this.slots = slots;
  }

  /** A copy of {@code entries}. */
  static Map<String, io.unionfs.layer.Entry> of(Map<String, io.unionfs.layer.Entry> entries) {
    if (entries.isEmpty()) {
      return Map.of();
    }
    List<Map.Entry<String, io.unionfs.layer.Entry>> sorted = new ArrayList<>(entries.entrySet());
    sorted.sort(ORDER);
    Object[] slots = new Object[2 * sorted.size()];
    int at = 0;
    for (Map.Entry<String, io.unionfs.layer.Entry> entry : sorted) {
      slots[at++] = entry.getKey();
      slots[at++] = entry.getValue();
    }
    return new EntryMap(slots);
  }

  @Override
  public int size() {
    return slots.length / 2;
  }

  @Override
  public boolean containsKey(Object name) {
    return get(name) != null;
  }

  @Override
  public io.unionfs.layer.Entry get(Object name) {
    if (!(name instanceof String wanted)) {
      return null;
    }
    int hash = wanted.hashCode();
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      String found = name(middle);
      int order = Integer.compare(found.hashCode(), hash);
      if (order == 0) {
        order = found.compareTo(wanted);
      }
      if (order == 0) {
        return entry(middle);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  private String name(int index) {
    return (String) slots[2 * index];
  }

  private io.unionfs.layer.Entry entry(int index) {
    return (io.unionfs.layer.Entry) slots[2 * index + 1];
  }

  @Override
  public Set<Map.Entry<String, io.unionfs.layer.Entry>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return EntryMap.this.size();
      }

      @Override
      public Iterator<Map.Entry<String, io.unionfs.layer.Entry>> iterator() {
        return new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < size();
          }

          @Override
          public Map.Entry<String, io.unionfs.layer.Entry> next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            int index = next++;
            return Map.entry(name(index), entry(index));
          }
        };
      }
    };
  }
}
