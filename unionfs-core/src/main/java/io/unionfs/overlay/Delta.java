package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.HeapDirectory;
import io.unionfs.layer.Opacity;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** What an archive layer changes, while it is being applied: a tree of directories and leaves. */
abstract sealed class Delta {

  /** A directory the layer speaks of, or that stands above something it speaks of. */
  static final class Folder extends Delta {
    final Map<String, Delta> children = new HashMap<>();
    Attributes attributes;
    Opacity opacity = Opacity.TRANSPARENT;

    Folder(Attributes attributes) {
      this.attributes = attributes;
    }
  }

  /** A file; all its names share this object. */
  static final class Leaf extends Delta {
    final Entry.Node node;

    Leaf(Entry.Node node) {
      this.node = node;
    }
  }

  /** What lies below is hidden. */
  static final class Hidden extends Delta {
    static final Hidden HIDDEN = new Hidden();
  }

  /** The tree as a layer's; each file gets one entry, with its number of names. */
  static Entry.Directory freeze(Folder root) {
    return new Freezer(root).directory(root);
  }

  private static final class Freezer {
    private final Map<Leaf, Integer> links = new IdentityHashMap<>();
    private final Map<Leaf, Entry> frozen = new IdentityHashMap<>();
    private long lastNumber;

    Freezer(Folder root) {
      count(root);
    }

    private void count(Folder folder) {
      for (Delta child : folder.children.values()) {
        if (child instanceof Folder below) {
          count(below);
        } else if (child instanceof Leaf leaf) {
          links.merge(leaf, 1, Integer::sum);
        }
      }
    }

    Entry.Directory directory(Folder folder) {
      long number = ++lastNumber;
      Map<String, Entry> entries = new HashMap<>(folder.children.size() * 4 / 3 + 1);
      // Numbers must not depend on the hash map's order.
      folder.children.keySet().stream()
          .sorted()
          .forEach(name -> entries.put(name, entry(folder.children.get(name))));
      return new HeapDirectory(number, folder.attributes, folder.opacity, entries);
    }

    private Entry entry(Delta delta) {
      if (delta instanceof Folder folder) {
        return directory(folder);
      }
      if (delta instanceof Leaf leaf) {
        Entry known = frozen.get(leaf);
        if (known == null) {
          known = renumbered(leaf.node, ++lastNumber, links.get(leaf));
          frozen.put(leaf, known);
        }
        return known;
      }
      return Entry.Whiteout.WHITEOUT;
    }

    private static Entry renumbered(Entry.Node node, long number, int links) {
      if (node instanceof Entry.File file) {
        return new Entry.File(number, file.attributes(), links, file.content());
      }
      if (node instanceof Entry.Symlink link) {
        return new Entry.Symlink(number, link.attributes(), links, link.target());
      }
      Entry.Special special = (Entry.Special) node;
      return new Entry.Special(
          number, special.attributes(), links, special.type(), special.device());
    }
  }
}
