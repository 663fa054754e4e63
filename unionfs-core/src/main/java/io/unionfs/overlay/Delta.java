package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.HeapDirectory;
import io.unionfs.layer.Opacity;
import java.util.ArrayDeque;
import java.util.ArrayList;
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

  /** Where a file comes from. */
  enum Source {
    /** The layer: its number is its own. */
    LAYER,
    /** A layer below, whose numbers are others. */
    BELOW
  }

  /** A file; all its names share this object. */
  static final class Leaf extends Delta {
    final Entry.Node node;
    final Source source;

    Leaf(Entry.Node node, Source source) {
      this.node = node;
      this.source = source;
    }
  }

  /** What lies below is hidden. */
  static final class Hidden extends Delta {
    static final Hidden HIDDEN = new Hidden();
  }

  /**
   * The tree as a layer's. A file of the layer keeps its number, and is the same object where it
   * has one name; numbers above those are given to directories and to files from below.
   */
  static Entry.Directory freeze(Folder root) {
    return new Freezer(root).tree();
  }

  private static final class Freezer {
    private final Map<Leaf, Integer> links = new IdentityHashMap<>();
    private final Map<Delta, Entry> frozen = new IdentityHashMap<>();

    /** Each name once: a package's files are called as another's; a link leads to a neighbour. */
    private final Map<String, String> names = new HashMap<>();

    /** All folders, each behind the one that holds it. */
    private final List<Numbered> folders = new ArrayList<>();

    private long lastNumber;

    private record Numbered(Folder folder, long number) {}

    // Without recursion, here and below: an archive can make a tree of any depth.
    Freezer(Folder root) {
      count(root);
      folders.add(new Numbered(root, ++lastNumber));
      for (int i = 0; i < folders.size(); i++) {
        Map<String, Delta> children = folders.get(i).folder().children;
        // Numbers must not depend on the hash map's order.
        children.keySet().stream().sorted().forEach(name -> number(children.get(name)));
      }
    }

    private void count(Folder root) {
      Deque<Folder> pending = new ArrayDeque<>(List.of(root));
      while (!pending.isEmpty()) {
        for (Delta child : pending.pop().children.values()) {
          if (child instanceof Folder below) {
            pending.push(below);
          } else if (child instanceof Leaf leaf) {
            links.merge(leaf, 1, Integer::sum);
            if (leaf.node instanceof Entry.Symlink link) {
              shared(link.target());
            }
            if (leaf.source == Source.LAYER) {
              lastNumber = Math.max(lastNumber, leaf.node.number());
            }
          }
        }
      }
    }

    private void number(Delta delta) {
      if (delta instanceof Folder folder) {
        folders.add(new Numbered(folder, ++lastNumber));
      } else if (delta instanceof Leaf leaf && !frozen.containsKey(leaf)) {
        long number = leaf.source == Source.LAYER ? leaf.node.number() : ++lastNumber;
        frozen.put(leaf, renumbered(leaf.node, number, links.get(leaf)));
      }
    }

    Entry.Directory tree() {
      Entry.Directory last = null;
      for (int i = folders.size() - 1; i >= 0; i--) {
        Numbered next = folders.get(i);
        last = directory(next.folder(), next.number());
        frozen.put(next.folder(), last);
      }
      return last;
    }

    private Entry.Directory directory(Folder folder, long number) {
      Map<String, Entry> entries = new HashMap<>(folder.children.size() * 4 / 3 + 1);
      folder.children.forEach(
          (name, child) ->
              entries.put(
                  shared(name),
                  child instanceof Hidden ? Entry.Whiteout.WHITEOUT : frozen.get(child)));
      return HeapDirectory.compact(number, folder.attributes, folder.opacity, null, entries);
    }

    private String shared(String name) {
      String known = names.putIfAbsent(name, name);
      return known == null ? name : known;
    }

    private static Entry renumbered(Entry.Node node, long number, int links) {
      if (node.number() == number && node.links() == links) {
        return node;
      }
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
