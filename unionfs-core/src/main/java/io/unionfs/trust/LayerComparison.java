package io.unionfs.trust;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.TreeLayer;
import io.unionfs.layer.Unpack;
import io.unionfs.trust.FileDifference.Aspect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares two layers, file by file; the paths come sorted. Not for many threads. */
final class LayerComparison {
  private static final int PIECE = 1 << 16;

  private final int limit;
  private final List<FileDifference> listed = new ArrayList<>();
  private long total;

  /** Holes may be of any size; so many bytes are read, and no more. */
  private long unread = Unpack.DEFAULT_DISK_LIMIT;

  private final Map<Long, String> foundNames = new HashMap<>();
  private final Map<Long, String> expectedNames = new HashMap<>();

  private final ByteBuffer one = ByteBuffer.allocate(PIECE);
  private final ByteBuffer other = ByteBuffer.allocate(PIECE);

  /**
   * @param limit how many differences are kept
   */
  private LayerComparison(int limit) {
    this.limit = limit;
  }

  /** What is found where something is expected; null for nothing. */
  private record Pair(String path, Entry found, Entry expected) {}

  /** How {@code found} differs from {@code expected}. */
  static BaseReport.Differences compare(TreeLayer found, TreeLayer expected, int limit)
      throws IOException {
    LayerComparison comparison = new LayerComparison(limit);
    comparison.compareAll(new Pair("/", found.root(), expected.root()));
    return new BaseReport.Differences(comparison.listed, comparison.total);
  }

  private void compareAll(Pair root) throws IOException {
    Deque<Pair> left = new ArrayDeque<>(List.of(root));
    while (!left.isEmpty()) {
      Pair pair = left.pop();
      Set<Aspect> aspects = aspects(pair);
      if (!aspects.isEmpty()) {
        total++;
        if (listed.size() < limit) {
          listed.add(new FileDifference(pair.path(), aspects));
        }
      }
      Map<String, Entry> found = entries(pair.found());
      Map<String, Entry> expected = entries(pair.expected());
      Set<String> names = new TreeSet<>(found.keySet());
      names.addAll(expected.keySet());
      String directory = pair.path().equals("/") ? "/" : pair.path() + "/";
      for (String name : ((TreeSet<String>) names).descendingSet()) {
        left.push(new Pair(directory + name, found.get(name), expected.get(name)));
      }
    }
  }

  private static Map<String, Entry> entries(Entry entry) throws IOException {
    return entry instanceof Entry.Directory directory ? directory.entries() : Map.of();
  }

  private Set<Aspect> aspects(Pair pair) throws IOException {
    if (pair.expected() == null) {
      return EnumSet.of(Aspect.ADDED);
    }
    if (pair.found() == null) {
      return EnumSet.of(Aspect.MISSING);
    }
    if (!(pair.found() instanceof Entry.Node found)
        || !(pair.expected() instanceof Entry.Node expected)) {
      return pair.found().equals(pair.expected())
          ? EnumSet.noneOf(Aspect.class)
          : EnumSet.of(Aspect.TYPE);
    }
    if (found.type() != expected.type()) {
      return EnumSet.of(Aspect.TYPE);
    }
    EnumSet<Aspect> aspects = attributes(found.attributes(), expected.attributes());
    content(aspects, found, expected);
    if (!first(foundNames, found, pair.path()).equals(first(expectedNames, expected, pair.path()))
        || found.links() != expected.links()) {
      aspects.add(Aspect.LINKS);
    }
    return aspects;
  }

  /** The first of a file's names: those that are one file have one. */
  private static String first(Map<Long, String> names, Entry.Node node, String path) {
    if (node.type() == io.unionfs.layer.FileType.DIRECTORY || node.links() <= 1) {
      return path;
    }
    String first = names.putIfAbsent(node.number(), path);
    return first == null ? path : first;
  }

  private static EnumSet<Aspect> attributes(Attributes found, Attributes expected) {
    EnumSet<Aspect> aspects = EnumSet.noneOf(Aspect.class);
    if (found.mode() != expected.mode()) {
      aspects.add(Aspect.MODE);
    }
    if (found.uid() != expected.uid() || found.gid() != expected.gid()) {
      aspects.add(Aspect.OWNER);
    }
    if (!found.xattrs().equals(expected.xattrs())) {
      aspects.add(Aspect.XATTRS);
    }
    if (!found.modified().equals(expected.modified())) {
      aspects.add(Aspect.TIME);
    }
    return aspects;
  }

  private void content(Set<Aspect> aspects, Entry.Node found, Entry.Node expected)
      throws IOException {
    if (found instanceof Entry.Directory directory) {
      if (directory.opacity() != ((Entry.Directory) expected).opacity()) {
        aspects.add(Aspect.OPAQUE);
      }
    } else if (found instanceof Entry.Symlink link) {
      if (!link.target().equals(((Entry.Symlink) expected).target())) {
        aspects.add(Aspect.CONTENT);
      }
    } else if (found instanceof Entry.Special special) {
      if (!special.device().equals(((Entry.Special) expected).device())) {
        aspects.add(Aspect.CONTENT);
      }
    } else if (found instanceof Entry.File file && expected instanceof Entry.File was) {
      bytes(aspects, file.content(), was.content());
    } else {
      aspects.add(Aspect.TYPE); // data of a layer below, which archives do not have
    }
  }

  private void bytes(Set<Aspect> aspects, Content found, Content expected) throws IOException {
    if (found.size() != expected.size()) {
      aspects.add(Aspect.CONTENT);
      return;
    }
    try (Content.Reader first = found.open();
        Content.Reader second = expected.open()) {
      for (long position = 0; position < found.size(); position += one.limit()) {
        int length = (int) Math.min(PIECE, found.size() - position);
        unread -= length;
        if (unread < 0) {
          aspects.add(Aspect.UNREAD);
          return;
        }
        fill(first, one.clear().limit(length), position);
        fill(second, other.clear().limit(length), position);
        if (!one.equals(other)) {
          aspects.add(Aspect.CONTENT);
          return;
        }
      }
    }
  }

  private static void fill(Content.Reader reader, ByteBuffer piece, long position)
      throws IOException {
    while (piece.hasRemaining() && reader.read(piece, position + piece.position()) >= 0) {
      // read on
    }
    piece.flip();
  }
}
