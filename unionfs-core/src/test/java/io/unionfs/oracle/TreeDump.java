package io.unionfs.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A whole tree as canonical text, one line per path.
 *
 * @param lines text by path; the root is the empty path
 */
public record TreeDump(SortedMap<String, String> lines) {

  /** What an upper tree says besides its files. A redirect is {@code redirect=target}. */
  public static final class Marks {
    public static final String WHITEOUT = "whiteout";
    public static final String OPAQUE = "opaque";
    public static final String ORIGIN = "origin";
    public static final String IMPURE = "impure";
    public static final String METACOPY = "metacopy";
    public static final String REDIRECT = "redirect=";

    private Marks() {}
  }

  /**
   * One name of a tree.
   *
   * @param data {@link Content#describe} of a file, quoted target of a symlink, else empty
   * @param xattrs values by {@link Content#describe}; in an upper tree without overlay's own
   */
  public record Node(
      String path,
      StatText stat,
      String data,
      SortedMap<String, String> xattrs,
      SortedSet<String> marks) {

    /** A whiteout is compared as a mark: how it is stored is the medium's affair. */
    public static Node whiteout(String path) {
      SortedSet<String> marks = new TreeSet<>(List.of(Marks.WHITEOUT));
      return new Node(path, null, "", new TreeMap<>(), marks);
    }

    private String text(StatText shown) {
      StringBuilder out = new StringBuilder();
      if (shown != null) {
        out.append(shown);
      }
      if (!data.isEmpty()) {
        out.append(' ').append(data);
      }
      if (!xattrs.isEmpty()) {
        out.append(' ').append(xattrs);
      }
      if (!marks.isEmpty()) {
        out.append(' ').append(marks);
      }
      return out.toString();
    }
  }

  /** A merged tree: every inode label and link count counts. */
  public static TreeDump merged(List<Node> nodes) {
    SortedMap<String, String> lines = new TreeMap<>();
    nodes.forEach(node -> lines.put(node.path(), node.text(node.stat())));
    return new TreeDump(lines);
  }

  /**
   * An upper tree: inode labels tell only which names are hard links of each other (0 for one with
   * no other name), link counts are left out, for they count an index too.
   */
  public static TreeDump upper(List<Node> nodes) {
    Map<Integer, List<Node>> byInode = new HashMap<>();
    for (Node node : nodes) {
      if (node.stat() != null) {
        byInode.computeIfAbsent(node.stat().inode(), key -> new ArrayList<>()).add(node);
      }
    }
    InodeLabels groups = new InodeLabels();
    SortedMap<String, String> lines = new TreeMap<>();
    List<Node> sorted = new ArrayList<>(nodes);
    sorted.sort((a, b) -> a.path().compareTo(b.path()));
    for (Node node : sorted) {
      if (node.marks().contains(Marks.IMPURE) && !holdsOrigin(node.path(), nodes)) {
        // The kernel takes the mark back when it next lists such a directory.
        node.marks().remove(Marks.IMPURE);
      }
      StatText s = node.stat();
      StatText shown = null;
      if (s != null) {
        int group = byInode.get(s.inode()).size() > 1 ? groups.label(s.inode()) : 0;
        shown =
            new StatText(
                s.kind(), s.mode(), s.uid(), s.gid(), 0, group, s.size(), s.major(), s.minor(),
                s.atime(), s.mtime());
      }
      lines.put(node.path(), node.text(shown));
    }
    return new TreeDump(lines);
  }

  /**
   * The same after a remount with other options: whether the kernel then takes a mark back that a
   * directory may hold copies depends on which of them it still recognises as such.
   */
  public static TreeDump upperWithoutImpure(List<Node> nodes) {
    nodes.forEach(node -> node.marks().remove(Marks.IMPURE));
    return upper(nodes);
  }

  private static boolean holdsOrigin(String directory, List<Node> nodes) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    return nodes.stream()
        .anyMatch(
            node ->
                node.path().startsWith(prefix)
                    && !node.path().equals(directory)
                    && node.path().indexOf('/', prefix.length()) < 0
                    && node.marks().contains(Marks.ORIGIN));
  }

  /** What stands for a tree whose dump threw. */
  static TreeDump thrown(Throwable e) {
    return new TreeDump(new TreeMap<>(Map.of("", Outcome.thrown(e).toString())));
  }

  /** Lines that differ, {@code -} as here and {@code +} as there. */
  public List<String> difference(TreeDump other) {
    SortedSet<String> paths = new TreeSet<>(lines.keySet());
    paths.addAll(other.lines.keySet());
    List<String> out = new ArrayList<>();
    for (String path : paths) {
      String here = lines.get(path);
      String there = other.lines.get(path);
      if (here != null && !here.equals(there)) {
        out.add("- " + Text.quote(path) + " " + here);
      }
      if (there != null && !there.equals(here)) {
        out.add("+ " + Text.quote(path) + " " + there);
      }
    }
    return out;
  }

  static TreeDump parse(List<String> text) {
    SortedMap<String, String> lines = new TreeMap<>();
    for (String line : text) {
      Text.Cursor in = new Text.Cursor(line);
      lines.put(in.quoted(), in.rest());
    }
    return new TreeDump(lines);
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    lines.forEach(
        (path, text) -> out.append(Text.quote(path)).append(' ').append(text).append('\n'));
    return out.toString();
  }
}
