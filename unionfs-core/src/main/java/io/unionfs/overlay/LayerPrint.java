package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.HeapDirectory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Tells a layer from others, also after it was closed and opened again, and wherever it stands. A
 * directory is told by its file number; a layer on the heap, as those of archives are, by its names
 * and what it says of them, data aside; any other by what its root holds.
 */
final class LayerPrint {
  /** What no layer's print goes without, and no number of a layer among others has. */
  static final long SET = 1L << 62;

  private long sum;

  private record Pending(Entry.Directory directory, long path) {}

  private LayerPrint() {}

  /** The print of the directory numbered {@code number}. */
  static long ofDirectory(long number) {
    return finished(mixed(1, number));
  }

  /**
   * The print of a layer that is no directory.
   *
   * @throws IOException if its root cannot be read
   */
  static long ofTree(Entry.Directory root) throws IOException {
    LayerPrint print = new LayerPrint();
    // Without recursion: a tree may be of any depth.
    Deque<Pending> pending = new ArrayDeque<>();
    print.add(2, root);
    pending.push(new Pending(root, 2));
    while (!pending.isEmpty()) {
      Pending next = pending.pop();
      for (Map.Entry<String, Entry> child : next.directory().entries().entrySet()) {
        long path = mixed(next.path(), child.getKey().hashCode());
        print.add(path, child.getValue());
        if (child.getValue() instanceof HeapDirectory directory) {
          pending.push(new Pending(directory, path));
        }
      }
    }
    return finished(print.sum);
  }

  /** A sum, for entries come in any order. */
  private void add(long path, Entry entry) {
    long value = mixed(path, entry instanceof Entry.Node node ? print(node) : 0);
    sum += value;
  }

  private static long print(Entry.Node node) {
    Attributes attributes = node.attributes();
    long value = mixed(node.number(), node.type().ordinal() + 1);
    value = mixed(value, node.links());
    value = mixed(value, attributes.mode());
    value = mixed(value, attributes.uid());
    value = mixed(value, attributes.gid());
    value = mixed(value, attributes.modified().getEpochSecond());
    value = mixed(value, attributes.modified().getNano());
    if (node instanceof Entry.File file) {
      value = mixed(value, file.content().size());
    } else if (node instanceof Entry.Symlink link) {
      value = mixed(value, link.target().hashCode());
    }
    return value;
  }

  private static long finished(long value) {
    return (mixed(value, 0) >>> 2) | SET;
  }

  /** The finalizer of SplitMix64, which spreads every bit over all others. */
  private static long mixed(long value, long further) {
    long mixed = value * 0x9e3779b97f4a7c15L + further + 1;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
