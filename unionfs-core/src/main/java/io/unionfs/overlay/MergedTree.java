package io.unionfs.overlay;

import com.google.common.collect.MapMaker;
import io.unionfs.fault.FaultPlan;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The union of a chain of lower layers, computed and not searched. A longer chain shares the tree
 * of the shorter one below it, and adds work and memory only for what its topmost layer says.
 *
 * <p>Trees are kept, weakly, by chain: two mounts of the same layers share one, if they follow the
 * same marks and have no data-only layers. Safe for use by many threads.
 */
final class MergedTree {
  private static final ConcurrentMap<Following, ConcurrentMap<Layer, MergedTree>> BOTTOMS =
      new ConcurrentHashMap<>();

  private final LowerDirectory root;

  /** The directory that the topmost layer is, or null. */
  private final Path directory;

  private final MergedTree below;
  private final int layers;
  private final Following following;
  private final DataLayers data;
  private final ConcurrentMap<Layer, MergedTree> above = newTrees();

  /** The topmost layer's {@link LayerPrint}, or 0 until it is asked for. */
  private volatile long print;

  /** The layers that the tree was made of, once for all mounts; null till they are asked for. */
  private volatile List<Layer> chain;

  /** The topmost layer where a snapshot froze it, else null. */
  private final FrozenLayer frozen;

  private MergedTree(TreeLayer top, MergedTree below, Following following, DataLayers data) {
    this.directory = top.directory();
    this.below = below;
    this.layers = below == null ? 1 : below.layers + 1;
    this.following = following;
    this.data = data;
    this.frozen = null;
    this.root = LowerDirectory.stack(top.root(), this, below == null ? null : below.root);
  }

  /** The writable layer {@code top}, which lies on the tree {@code below}, frozen. */
  MergedTree(FrozenLayer top, MergedTree below) {
    this.directory = null;
    this.below = below;
    this.layers = below.layers + 1;
    this.following = below.following;
    this.data = below.data;
    this.frozen = top;
    this.root = new FrozenDirectory(top.top(), this);
  }

  /**
   * The tree of {@code chain}, the bottom layer first.
   *
   * @throws IOException if a layer cannot be read or applied
   */
  static MergedTree of(List<Layer> chain, Following following, DataLayers data) throws IOException {
    return of(chain, following, data, null);
  }

  /** The same, for one mount alone where {@code faults} says how reading it fails. */
  static MergedTree of(List<Layer> chain, Following following, DataLayers data, FaultPlan faults)
      throws IOException {
    ConcurrentMap<Layer, MergedTree> bottoms =
        data.isEmpty() && faults == null
            ? BOTTOMS.computeIfAbsent(following, any -> newTrees())
            : newTrees();
    MergedTree tree = null;
    for (Layer layer : chain) {
      ConcurrentMap<Layer, MergedTree> known = tree == null ? bottoms : tree.above;
      synchronized (known) {
        MergedTree next = known.get(layer);
        if (next == null) {
          TreeLayer stacked = resolved(layer, tree == null ? null : tree.root);
          TreeLayer top = FaultyLayer.of(faults, stacked);
          next = new MergedTree(top, tree, following, data);
          known.put(layer, next);
        }
        tree = next;
      }
    }
    if (tree != null && tree.chain == null) {
      tree.chain = List.copyOf(chain);
    }
    return tree;
  }

  /** Keyed by identity; a tree lives as long as a mount, or a longer tree, holds it. */
  private static ConcurrentMap<Layer, MergedTree> newTrees() {
    return new MapMaker().concurrencyLevel(1).initialCapacity(2).weakKeys().weakValues().makeMap();
  }

  /** {@code layer} as a tree: an archive is applied to {@code base}, null for nothing. */
  static TreeLayer resolved(Layer layer, LowerDirectory base) throws IOException {
    return switch (kind(layer)) {
      case TREE -> (TreeLayer) layer;
      case ARCHIVE -> OciApply.resolve(base, (ArchiveLayer) layer);
    };
  }

  /** What {@code parent} shows at {@code name} where its topmost layer holds {@code entry}. */
  Inode directory(LowerDirectory parent, String name, Entry.Directory entry) throws IOException {
    String redirect = entry.redirect();
    if (entry.opacity() == Opacity.OPAQUE || (redirect == null && below == null)) {
      return LowerDirectory.stack(entry, this, null);
    }
    boolean follows = following.redirects() == Following.Redirects.FOLLOWED;
    // What merges with nothing is not asked where it would lead, unless there are data-only layers.
    boolean isAsked = redirect != null && asksForRedirect(parent);
    if (isAsked && !Redirect.isValid(redirect)) {
      return unreachable(entry, Errno.EINVAL);
    }
    if (isAsked && !follows) {
      return unreachable(entry, Errno.EPERM);
    }
    if (below == null) {
      return LowerDirectory.stack(entry, this, null);
    }
    Inode shown;
    try {
      shown = Redirect.resolve(isAsked ? redirect : null, name, parent.below(), below.root);
    } catch (KnownFailure e) {
      return unreachable(entry, e.errno());
    }
    shown = underDirectory(shown);
    if (shown instanceof UnreachableInode unreachable && shown.type() == FileType.DIRECTORY) {
      return unreachable(entry, unreachable.errno());
    }
    return LowerDirectory.stack(entry, this, shown);
  }

  /** What a directory above merges with: of several directories, the lowest is not asked. */
  Inode underDirectory(Inode shown) {
    return shown instanceof UnreachableInode unreachable
            && unreachable.layer() == 0
            && unreachable.entry() instanceof Entry.Directory directory
        ? LowerDirectory.stack(directory, bottom(), null)
        : shown;
  }

  /** Whether it matters where an entry in {@code parent} leads: whether anything can be there. */
  private boolean asksForRedirect(LowerDirectory parent) {
    boolean follows = following.redirects() == Following.Redirects.FOLLOWED;
    return !data.isEmpty() || (follows ? below != null : parent.below() != null);
  }

  private MergedTree bottom() {
    MergedTree tree = this;
    while (tree.below != null) {
      tree = tree.below;
    }
    return tree;
  }

  /** What {@code parent} shows at {@code name} where its topmost layer holds {@code entry}. */
  Inode leaf(LowerDirectory parent, String name, Entry.Node entry) throws IOException {
    if (!(entry instanceof Entry.Metacopy metacopy)) {
      return LowerInode.of(entry, number());
    }
    String redirect = metacopy.redirect();
    boolean isAbsolute = redirect != null && redirect.startsWith("/");
    boolean follows = following.metacopies() == Following.Metacopies.FOLLOWED;
    if (redirect != null && asksForRedirect(parent) && !Redirect.isValid(redirect)) {
      return unreachable(entry, Errno.EINVAL);
    }
    Content content = null;
    if (below != null) {
      if (!follows) {
        return unreachable(entry, Errno.EPERM);
      }
      Inode shown;
      try {
        shown = Redirect.data(redirect, name, parent.below(), below);
      } catch (KnownFailure e) {
        return unreachable(entry, e.errno());
      }
      if (shown instanceof UnreachableInode unreachable && unreachable.type() == FileType.REGULAR) {
        return unreachable(entry, unreachable.errno());
      }
      content = shown instanceof LowerInode lower ? lower.content() : null;
    }
    if (content == null && isAbsolute && !data.isEmpty()) {
      // With nothing more to search, this is done whatever the options say.
      String path = DataLayers.pathBelow(redirect, below);
      content = path == null ? null : data.lazily(path, metacopy.size());
    }
    if (content == null) {
      return unreachable(entry, follows ? Errno.EIO : Errno.EPERM);
    }
    return new LowerInode(entry, number(), content);
  }

  private UnreachableInode unreachable(Entry.Node entry, Errno errno) {
    return new UnreachableInode(
        InodeNumbers.ofLower(number(), entry.number()),
        number(),
        entry.type(),
        entry.attributes(),
        entry,
        errno);
  }

  /** The root directory. */
  LowerDirectory root() {
    return root;
  }

  /** What the topmost layer says. */
  Entry.Directory top() {
    return root.entry();
  }

  /**
   * What tells the topmost layer from others.
   *
   * @throws IOException if it cannot be read
   */
  long print() throws IOException {
    if (print == 0) {
      print = directory == null ? LayerPrint.ofTree(top()) : LayerPrint.ofDirectory(top().number());
    }
    return print;
  }

  /** The layers of a tree that {@link #of} returned, or one above it, the bottom one first. */
  List<Layer> chain() {
    List<Layer> known = chain;
    if (known == null) {
      LinkedList<Layer> layersAbove = new LinkedList<>();
      MergedTree tree = this;
      for (; tree.chain == null; tree = tree.below) {
        layersAbove.addFirst(tree.frozen);
      }
      layersAbove.addAll(0, tree.chain);
      known = List.copyOf(layersAbove);
      chain = known;
    }
    return known;
  }

  /** The tree of the chain without its topmost layer, or null. */
  MergedTree below() {
    return below;
  }

  /** The number of layers. */
  int layers() {
    return layers;
  }

  /** The topmost layer's number, from the bottom. */
  int number() {
    return layers - 1;
  }

  Following following() {
    return following;
  }

  DataLayers data() {
    return data;
  }

  private enum Kind {
    TREE,
    ARCHIVE
  }

  private static Kind kind(Layer layer) {
    return layer instanceof ArchiveLayer ? Kind.ARCHIVE : Kind.TREE;
  }
}
