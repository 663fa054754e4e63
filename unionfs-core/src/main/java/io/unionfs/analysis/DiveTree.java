package io.unionfs.analysis;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Names;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A layer as dive has it in memory: names as the tar writes them, whiteouts as files called {@code
 * .wh.NAME}, no opaque marks, no links.
 */
final class DiveTree {
  static final String WHITEOUT = ".wh.";

  /** Go sorts strings by their bytes. */
  private static final Comparator<String> BY_BYTES =
      (a, b) -> Arrays.compareUnsigned(bytes(a), bytes(b));

  final Node root = new Node("");

  /** What the tar's headers say in all, entries written twice counted twice. */
  private long size;

  /** A name in the tree. What no entry names has neither size nor type. */
  static final class Node {
    final String name;
    final Map<String, Node> children = new HashMap<>();
    long size;
    boolean isDirectory;

    Node(String name) {
      this.name = name;
    }

    boolean isWhiteout() {
      return name.startsWith(WHITEOUT);
    }
  }

  /** Takes each name below its own names. */
  interface Visitor {
    /**
     * A node.
     *
     * @param parent the names above it
     * @return whether to go on
     */
    boolean visit(List<String> parent, Node node) throws IOException;
  }

  static DiveTree of(Layer layer) throws IOException {
    DiveTree tree = new DiveTree();
    if (layer instanceof ArchiveLayer archive) {
      archive.entries().forEach(tree::add);
    } else if (layer instanceof TreeLayer stacked) {
      tree.addTree(stacked);
    }
    return tree;
  }

  long size() {
    return size;
  }

  private void add(ArchiveEntry entry) {
    if (entry instanceof ArchiveEntry.Directory) {
      add(entry.path(), 0, true);
    } else if (entry instanceof ArchiveEntry.Node node) {
      add(entry.path(), node.node() instanceof Entry.File file ? file.content().size() : 0, false);
    } else if (entry instanceof ArchiveEntry.HardLink) {
      add(entry.path(), 0, false);
    } else if (entry instanceof ArchiveEntry.Whiteout) {
      int slash = entry.path().lastIndexOf('/') + 1;
      add(entry.path().substring(0, slash) + WHITEOUT + entry.path().substring(slash), 0, false);
    }
  }

  private record Place(String path, Iterator<Map.Entry<String, Entry>> rest) {
    static Place of(String path, Entry.Directory directory) throws IOException {
      return new Place(path, new TreeMap<>(directory.entries()).entrySet().iterator());
    }
  }

  /**
   * As the tar of the tree would be read: of a file with several names, the first has its bytes.
   */
  private void addTree(TreeLayer layer) throws IOException {
    Set<Long> written = new HashSet<>();
    Deque<Place> places = new ArrayDeque<>(List.of(Place.of("", layer.root())));
    while (!places.isEmpty()) {
      Place place = places.peek();
      if (!place.rest().hasNext()) {
        places.pop();
        continue;
      }
      Map.Entry<String, Entry> each = place.rest().next();
      String path = Stacking.join(place.path(), each.getKey());
      if (each.getValue() instanceof Entry.Directory below) {
        add(path, 0, true);
        places.push(Place.of(path, below));
      } else if (each.getValue() instanceof Entry.File file) {
        add(path, written.add(file.number()) ? file.content().size() : 0, false);
      } else if (each.getValue() == Entry.Whiteout.WHITEOUT) {
        add(Stacking.join(place.path(), WHITEOUT + each.getKey()), 0, false);
      } else {
        add(path, 0, false);
      }
    }
  }

  private void add(String path, long bytes, boolean isDirectory) {
    List<String> names = cleaned(path);
    if (!names.isEmpty()) {
      size += bytes;
      put(names, bytes, isDirectory);
    }
  }

  /** As Go's {@code path.Clean}: by the names alone, no links followed. */
  private static List<String> cleaned(String path) {
    List<String> names = new ArrayList<>();
    for (String name : path.split("/")) {
      boolean up =
          name.equals("..") && !names.isEmpty() && !names.get(names.size() - 1).equals("..");
      if (up) {
        names.remove(names.size() - 1);
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return names;
  }

  /** Puts a name in; what is below it stays, also below a file that replaces a directory. */
  private void put(List<String> names, long bytes, boolean isDirectory) {
    Node node = root;
    for (String name : names) {
      node = node.children.computeIfAbsent(name, Node::new);
    }
    node.size = bytes;
    node.isDirectory = isDirectory;
  }

  /** The node at {@code name} below {@code parent}, or null. */
  Node get(List<String> parent, String name) {
    Node node = root;
    for (String each : parent) {
      node = node.children.get(each);
      if (node == null) {
        return null;
      }
    }
    return node.children.get(name);
  }

  private void remove(List<String> parent, String name) {
    Node node = root;
    for (String each : parent) {
      node = node.children.get(each);
      if (node == null) {
        return;
      }
    }
    node.children.remove(name);
  }

  /**
   * Puts {@code upper} on this tree as dive does: name by name, whiteouts in their turn among them,
   * and with what no entry names taking the place of what one did.
   */
  void stack(DiveTree upper) throws IOException {
    upper.visit(
        (parent, node) -> {
          if (node.isWhiteout()) {
            remove(parent, node.name.substring(WHITEOUT.length()));
          } else {
            List<String> names = new ArrayList<>(parent);
            names.add(node.name);
            put(names, node.size, node.isDirectory);
          }
          return true;
        });
  }

  /** Another tree that says the same. */
  DiveTree copy() {
    DiveTree copy = new DiveTree();
    copy.size = size;
    Deque<Node[]> pairs = new ArrayDeque<>();
    pairs.push(new Node[] {root, copy.root});
    while (!pairs.isEmpty()) {
      Node[] pair = pairs.pop();
      for (Node child : pair[0].children.values()) {
        Node twin = new Node(child.name);
        twin.size = child.size;
        twin.isDirectory = child.isDirectory;
        pair[1].children.put(child.name, twin);
        pairs.push(new Node[] {child, twin});
      }
    }
    return copy;
  }

  /** The sizes at and below {@code node}. */
  static long total(Node node) {
    long total = 0;
    Deque<Node> nodes = new ArrayDeque<>(List.of(node));
    while (!nodes.isEmpty()) {
      Node next = nodes.pop();
      total += next.size;
      nodes.addAll(next.children.values());
    }
    return total;
  }

  private static final class Frame {
    final Node node;
    final List<Node> children;
    int next;

    Frame(Node node) {
      this.node = node;
      this.children = new ArrayList<>(node.children.values());
      this.children.sort(Comparator.comparing(child -> child.name, BY_BYTES));
    }
  }

  /** Visits all nodes but the root, what is below each before it, sorted. */
  void visit(Visitor visitor) throws IOException {
    Deque<Frame> frames = new ArrayDeque<>(List.of(new Frame(root)));
    List<String> names = new ArrayList<>();
    while (!frames.isEmpty()) {
      Frame frame = frames.peek();
      if (frame.next < frame.children.size()) {
        Frame below = new Frame(frame.children.get(frame.next++));
        names.add(below.node.name);
        frames.push(below);
        continue;
      }
      frames.pop();
      if (frame.node != root) {
        names.remove(names.size() - 1);
        if (!visitor.visit(names, frame.node)) {
          return;
        }
      }
    }
  }

  private static byte[] bytes(String name) {
    try {
      return Names.encode(name);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(Names.display(name), e);
    }
  }
}
