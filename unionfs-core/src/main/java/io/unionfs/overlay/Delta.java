package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.HeapDirectory;
import io.unionfs.layer.Opacity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
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
    return new Freezer(root).tree(root);
  }

  private static final class Freezer {
    private final Map<Leaf, Integer> links = new IdentityHashMap<>();
    private final Map<Leaf, Entry> frozen = new IdentityHashMap<>();
    private long lastNumber;

    /** A folder and the entries its frozen directory shows, which are yet to be filled in. */
    private record Pending(Folder folder, Map<String, Entry> entries) {}

    Freezer(Folder root) {
      // Without recursion, here and below: an archive can make a tree of any depth.
      Deque<Folder> folders = new ArrayDeque<>(List.of(root));
      while (!folders.isEmpty()) {
        for (Delta child : folders.pop().children.values()) {
          if (child instanceof Folder below) {
            folders.push(below);
          } else if (child instanceof Leaf leaf) {
            links.merge(leaf, 1, Integer::sum);
          }
        }
      }
    }

    Entry.Directory tree(Folder root) {
      Deque<Pending> pending = new ArrayDeque<>();
      Entry.Directory top = directory(root, pending);
      while (!pending.isEmpty()) {
        Pending next = pending.pop();
        // Numbers must not depend on the hash map's order.
        next.folder().children.keySet().stream()
            .sorted()
            .forEach(
                name -> next.entries().put(name, entry(next.folder().children.get(name), pending)));
      }
      return top;
    }

    private Entry.Directory directory(Folder folder, Deque<Pending> pending) {
      Map<String, Entry> entries = new HashMap<>(folder.children.size() * 4 / 3 + 1);
      pending.push(new Pending(folder, entries));
      return new HeapDirectory(++lastNumber, folder.attributes, folder.opacity, entries);
    }

    private Entry entry(Delta delta, Deque<Pending> pending) {
      if (delta instanceof Folder folder) {
        return directory(folder, pending);
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
