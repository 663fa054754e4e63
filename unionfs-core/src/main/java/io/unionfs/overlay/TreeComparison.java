package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.TreeDifference.Metadata;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what two chains of layers show. What both show through from the same layers below is one
 * object and not looked into; data is read only where sizes are equal and it is not the same data
 * of one layer. With which other names a file is one is not compared.
 */
public final class TreeComparison {
  private final ShownFile files = new ShownFile(null, "compared");
  private final SameFile same = new SameFile(files);
  private final List<TreeDifference> differences = new ArrayList<>();
  private final Deque<Pair> way = new ArrayDeque<>();

  /**
   * A directory on the way.
   *
   * @param before null where the first tree has none
   * @param rest the names that are yet to be compared
   */
  private record Pair(
      String path, LowerDirectory before, LowerDirectory after, Iterator<String> rest) {}

  private TreeComparison() {}

  /**
   * What {@code after} shows otherwise than {@code before}, sorted: a directory before what is in
   * it. Layers in both chains should be the same objects: then it costs less.
   *
   * @throws io.unionfs.layer.LayerException if a layer cannot be applied
   * @throws IOException if a layer cannot be read
   */
  public static List<TreeDifference> of(List<? extends Layer> before, List<? extends Layer> after)
      throws IOException {
    // Both trees live until the end, so that the second is made of the first one's parts.
    MergedTree first = tree(before);
    MergedTree second = tree(after);
    TreeComparison comparison = new TreeComparison();
    comparison.compareAll(first.root(), second.root());
    return List.copyOf(comparison.differences);
  }

  private static MergedTree tree(List<? extends Layer> chain) throws IOException {
    List<Layer> layers = chain.isEmpty() ? List.of(Layer.builder().build()) : List.copyOf(chain);
    return MergedTree.of(layers, OverlayOptions.DEFAULT.following(), DataLayers.NONE);
  }

  /** Without recursion: a tree may be of any depth. */
  private void compareAll(LowerDirectory before, LowerDirectory after) throws IOException {
    if (before == after) {
      return;
    }
    attributes("/", before, after);
    enter("", before, after);
    while (!way.isEmpty()) {
      Pair pair = way.peek();
      if (pair.rest.hasNext()) {
        compare(pair, pair.rest.next());
      } else {
        way.pop();
      }
    }
  }

  private void enter(String path, LowerDirectory before, LowerDirectory after) throws IOException {
    Set<String> names = new TreeSet<>();
    after.children().forEach((name, child) -> names.add(name));
    if (before != null) {
      before.children().forEach((name, child) -> names.add(name));
    }
    way.push(new Pair(path, before, after, names.iterator()));
  }

  private void compare(Pair pair, String name) throws IOException {
    Inode before = pair.before == null ? null : pair.before.children().get(name);
    Inode after = pair.after.children().get(name);
    if (before == after) {
      return;
    }
    String path = pair.path + "/" + name;
    if (after == null) {
      differences.add(new TreeDifference.Deleted(path, before.type()));
      return;
    }
    if (before == null) {
      differences.add(new TreeDifference.Added(path, after.type()));
    } else if (before.type() != after.type()) {
      differences.add(new TreeDifference.TypeChanged(path, before.type(), after.type()));
    } else if (content(before, after)) {
      attributes(path, before, after);
    } else {
      differences.add(
          new TreeDifference.ContentChanged(path, after.type(), metadata(before, after)));
    }
    if (after instanceof LowerDirectory directory) {
      enter(path, before instanceof LowerDirectory was ? was : null, directory);
    }
  }

  private void attributes(String path, Inode before, Inode after) {
    Set<Metadata> metadata = metadata(before, after);
    if (!metadata.isEmpty()) {
      differences.add(new TreeDifference.MetadataChanged(path, after.type(), metadata));
    }
  }

  /** Whether two files of one type hold the same. */
  private boolean content(Inode before, Inode after) throws IOException {
    if (before instanceof UnreachableInode one && after instanceof UnreachableInode other) {
      return one.errno() == other.errno();
    }
    if (before instanceof UnreachableInode || after instanceof UnreachableInode) {
      return false;
    }
    return after.type() == FileType.DIRECTORY
        || same.content(files.entry("", (LeafInode) after), files.entry("", (LeafInode) before));
  }

  private static Set<Metadata> metadata(Inode before, Inode after) {
    Attributes was = before.attributes();
    Attributes now = after.attributes();
    Set<Metadata> differing = EnumSet.noneOf(Metadata.class);
    if (now.mode() != was.mode()) {
      differing.add(Metadata.MODE);
    }
    if (now.uid() != was.uid() || now.gid() != was.gid()) {
      differing.add(Metadata.OWNER);
    }
    if (!now.modified().equals(was.modified())) {
      differing.add(Metadata.MODIFIED);
    }
    if (!now.xattrs().equals(was.xattrs())) {
      differing.add(Metadata.XATTRS);
    }
    return differing;
  }
}
