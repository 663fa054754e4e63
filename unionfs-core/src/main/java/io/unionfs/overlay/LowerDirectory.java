package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Opacity;
import java.io.IOException;

/**
 * A directory as the lower layers show it, merged on the one the layers below show. Shared by every
 * mount of the chain, and by longer chains whose further layers say nothing of it.
 *
 * <p>Its children are computed when they are first asked for, by applying what the topmost layer
 * says to the children below: work for what that layer says, not for what lies beneath. Locks are
 * taken from the top of the stack downward.
 */
sealed class LowerDirectory extends Directory permits FrozenDirectory {
  private final Entry.Directory entry;
  private final MergedTree tree;
  private final LowerDirectory below;
  private volatile NameMap<Inode> children;

  /** One more than there are, 0 until they were counted; two threads may count the same. */
  private int subdirectories;

  /**
   * @param entry what the topmost layer that holds the directory says
   * @param tree that layer with those below it
   * @param below the directory it merges with, null for none
   */
  LowerDirectory(Entry.Directory entry, MergedTree tree, LowerDirectory below) {
    this.entry = entry;
    this.tree = tree;
    this.below = below;
  }

  /** Stacks {@code entry} of the topmost layer of {@code tree} on what is shown below. */
  static LowerDirectory stack(Entry.Directory entry, MergedTree tree, Inode shownBelow) {
    boolean merges = entry.opacity() == Opacity.TRANSPARENT && shownBelow instanceof LowerDirectory;
    return new LowerDirectory(entry, tree, merges ? (LowerDirectory) shownBelow : null);
  }

  Entry.Directory entry() {
    return entry;
  }

  /** The topmost layer that holds the directory, with those below it. */
  MergedTree tree() {
    return tree;
  }

  /** The next directory of the merge stack, or null. */
  LowerDirectory below() {
    return below;
  }

  @Override
  public long ino() {
    return origin();
  }

  /** Which directory of which layer it is: its number, but of a frozen one. */
  final long origin() {
    return InodeNumbers.ofLower(tree.number(), entry.number());
  }

  @Override
  Attributes attributes() {
    return entry.attributes();
  }

  @Override
  int layer() {
    return tree.number();
  }

  @Override
  boolean isMerged() {
    return below != null;
  }

  @Override
  int subdirectories() throws IOException {
    int known = subdirectories;
    if (known == 0) {
      known = 1;
      for (var child : entry.entries().entrySet()) {
        if (child.getValue() instanceof Entry.Directory) {
          known++;
        }
      }
      subdirectories = known;
    }
    return known - 1;
  }

  @Override
  NameMap<Inode> children() throws IOException {
    NameMap<Inode> known = children;
    return known != null ? known : merge();
  }

  /** The children if they were ever asked for, else nothing. */
  NameMap<Inode> known() {
    NameMap<Inode> known = children;
    return known != null ? known : NameMap.empty();
  }

  private synchronized NameMap<Inode> merge() throws IOException {
    if (children == null) {
      children = stacked();
    }
    return children;
  }

  /** What the topmost layer says, applied to the children below. */
  NameMap<Inode> stacked() throws IOException {
    NameMap.Builder<Inode> merged =
        (below == null ? NameMap.<Inode>empty() : below.children()).edit();
    for (var child : entry.entries().entrySet()) {
      String name = child.getKey();
      switch (kind(child.getValue())) {
        case WHITEOUT -> merged.remove(name);
        case DIRECTORY ->
            merged.put(name, tree.directory(this, name, (Entry.Directory) child.getValue()));
        case LEAF -> merged.put(name, tree.leaf(this, name, (Entry.Node) child.getValue()));
      }
    }
    return merged.build();
  }

  private enum Kind {
    WHITEOUT,
    DIRECTORY,
    LEAF
  }

  private static Kind kind(Entry entry) {
    if (entry instanceof Entry.Whiteout) {
      return Kind.WHITEOUT;
    }
    return entry instanceof Entry.Directory ? Kind.DIRECTORY : Kind.LEAF;
  }
}
