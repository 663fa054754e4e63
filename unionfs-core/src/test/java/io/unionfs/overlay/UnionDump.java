package io.unionfs.overlay;

import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Opacity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** All that a union shows, path by path, and the whiteouts of its writable layer. */
record UnionDump(Map<String, Node> tree, List<String> whiteouts) {
  static final String OPAQUE = " is opaque";

  /**
   * What is at one path.
   *
   * @param provider the layer that shows it
   * @param lacksData whether it is in the writable layer without its data
   */
  record Node(Stat stat, String more, int provider, boolean lacksData) {}

  static UnionDump of(Fixture union) throws IOException, ErrnoException {
    Map<String, Node> tree = new TreeMap<>();
    visit(union, "/", tree);
    List<String> whiteouts = new ArrayList<>();
    whiteouts(union.mount.toLayer("upper").root(), "", whiteouts);
    whiteouts.sort(null);
    return new UnionDump(tree, whiteouts);
  }

  private static void visit(Fixture union, String path, Map<String, Node> tree)
      throws IOException, ErrnoException {
    Stat stat = union.lstat(path);
    tree.put(
        path,
        new Node(
            stat, more(union, path, stat.type()), provider(union, path), lacksData(union, path)));
    if (stat.type() == FileType.DIRECTORY) {
      for (String name : union.ls(path)) {
        visit(union, path.equals("/") ? "/" + name : path + "/" + name, tree);
      }
    }
  }

  private static boolean lacksData(Fixture union, String path) {
    return union.mount.lookup(union.caller, Fixture.path(path), Follow.NOFOLLOW)
            instanceof UpperInode upper
        && upper.lowerData() != null;
  }

  private static int provider(Fixture union, String path) throws ErrnoException {
    return union.mount.provenance(Fixture.path(path)).provider();
  }

  private static String more(Fixture union, String path, FileType type)
      throws IOException, ErrnoException {
    StringBuilder more = new StringBuilder();
    if (type == FileType.REGULAR) {
      more.append(shortened(union.read(path)));
    } else if (type == FileType.SYMLINK) {
      more.append(union.mount.readlink(union.caller, Fixture.path(path)));
    }
    for (String name : union.mount.listXattrs(union.caller, Fixture.path(path), Follow.NOFOLLOW)) {
      byte[] value = union.mount.getXattr(union.caller, Fixture.path(path), Follow.NOFOLLOW, name);
      more.append(' ').append(name).append('=').append(HexFormat.of().formatHex(value));
    }
    return more.toString();
  }

  /** Of what is long, its length and checksum. */
  private static String shortened(String content) {
    if (content.length() <= 80) {
      return content;
    }
    CRC32 sum = new CRC32(); // much faster than hashCode, and all contents are read again and again
    sum.update(content.getBytes(StandardCharsets.UTF_8));
    return content.length() + ":" + sum.getValue();
  }

  private static void whiteouts(Entry.Directory directory, String path, List<String> found)
      throws IOException {
    for (var child : directory.entries().entrySet()) {
      String below = path + "/" + child.getKey();
      if (child.getValue() instanceof Entry.Whiteout) {
        found.add(below);
      } else if (child.getValue() instanceof Entry.Directory further) {
        if (further.opacity() == Opacity.OPAQUE) {
          found.add(below + OPAQUE);
        }
        whiteouts(further, below, found);
      }
    }
  }

  /** What another union shows otherwise; files are numbered in the order of their paths there. */
  List<String> differencesTo(UnionDump other) {
    return differences(other.comparable(), comparable());
  }

  private static List<String> differences(Map<String, String> wanted, Map<String, String> shown) {
    List<String> differences = new ArrayList<>();
    wanted.forEach(
        (path, line) -> {
          if (!line.equals(shown.get(path))) {
            differences.add(path + " is\n    " + shown.get(path) + "\n  and not\n    " + line);
          }
        });
    shown.forEach(
        (path, line) -> {
          if (!wanted.containsKey(path)) {
            differences.add(path + " is " + line);
          }
        });
    return differences;
  }

  /** What this, which the union was {@code before}, shows otherwise now. */
  List<String> differencesTo(UnionDump before, boolean indexed) {
    return differences(before.asBefore(this, indexed), asBefore(before, indexed));
  }

  /** Everything but numbers, times and counts of links. */
  Map<String, String> namesAndContents() {
    Map<String, String> lines = new TreeMap<>();
    tree.forEach(
        (path, node) ->
            lines.put(
                path,
                attributes(node).replaceAll("(accessed|modified|changed)=[^,]*", "") + node.more));
    return lines;
  }

  /** Everything, with files numbered in the order of their paths: alike in two unions. */
  private Map<String, String> comparable() {
    Map<Long, String> names = new HashMap<>();
    Map<String, String> lines = new TreeMap<>();
    tree.forEach(
        (path, node) -> {
          String number =
              node.provider < 0
                  ? names.computeIfAbsent(node.stat.ino(), any -> "#" + path)
                  : String.valueOf(node.stat.ino());
          lines.put(path, number + " " + attributes(node) + " " + node.stat.links() + node.more);
        });
    return lines;
  }

  private static String attributes(Node node) {
    return node.stat.type()
        + " "
        + node.stat.attributes().withXattrs(io.unionfs.layer.Xattrs.NONE)
        + " "
        + node.stat.size()
        + " "
        + node.stat.device();
  }

  /**
   * Everything to the number, as it is still seen when {@code later} was what it became. What was
   * copied up meanwhile has another change time, a directory of it another number of links, and a
   * hard link without an index is a file of its own; what got its data meanwhile has another
   * modification time. The kernel's overlayfs shows the same.
   */
  private Map<String, String> asBefore(UnionDump later, boolean indexed) {
    Map<String, String> lines = new TreeMap<>();
    tree.forEach(
        (path, node) -> {
          Node other = later.tree.get(path);
          boolean copied = other != null && (node.provider < 0) != (other.provider < 0);
          boolean parted =
              copied && !indexed && Math.max(node.stat.links(), other.stat.links()) > 1;
          boolean isDirectory = node.stat.type() == FileType.DIRECTORY;
          String attributes = attributes(node);
          if (other != null && node.lacksData != other.lacksData) {
            attributes = attributes.replaceAll("(modified|changed)=[^,]*", "$1");
          }
          lines.put(
              path,
              (parted && !isDirectory ? "" : node.stat.ino() + " ")
                  + (copied ? attributes.replaceAll("changed=[^,]*", "changed") : attributes)
                  + " "
                  + (parted || (copied && isDirectory) ? "" : node.stat.links() + " ")
                  + node.more);
        });
    return lines;
  }
}
