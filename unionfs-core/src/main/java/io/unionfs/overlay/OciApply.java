package io.unionfs.overlay;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Applies an archive layer as the OCI image specification says (layer.md, "Applying Changesets"),
 * and returns what it changes as a tree that can be stacked.
 *
 * <p>Entries are taken in their order. Parents are resolved through the symbolic links of the
 * layers below and of the entries before, inside the root; whatever would leave the root is
 * refused. Whiteouts and opaque marks hide what lower layers hold, never an entry of the same
 * layer, wherever they stand. A hard link to a file of a lower layer brings that file into this
 * one, under both names, as overlayfs would by copying it up.
 */
final class OciApply {
  private static final int IMPLIED_MODE = 0755;

  /** Directories that entries imply and no entry names: bounds what a small archive can claim. */
  private static final int MAX_IMPLIED = 500_000;

  private final ArchiveLayer layer;
  private final Delta.Folder root;
  private final ApplyView view;
  private int implied;

  OciApply(LowerDirectory base, ArchiveLayer layer) {
    this.layer = layer;
    this.root =
        new Delta.Folder(
            base == null ? Attributes.of(IMPLIED_MODE, Instant.EPOCH) : base.attributes());
    this.view = new ApplyView(layer.name(), base, root);
  }

  /**
   * What {@code layer} changes when it is applied to {@code base}.
   *
   * @param base the tree below, null for none
   * @throws LayerException if an entry leaves the root, or cannot be applied
   */
  static TreeLayer resolve(LowerDirectory base, ArchiveLayer layer) throws IOException {
    OciApply apply = new OciApply(base, layer);
    for (ArchiveEntry entry : layer.entries()) {
      apply.take(entry);
    }
    return new Applied(layer, Delta.freeze(apply.root));
  }

  /** The tree as it stands after what was taken so far. */
  ApplyView view() {
    return view;
  }

  /** Applies one entry. */
  void take(ArchiveEntry entry) throws IOException {
    if (entry instanceof ArchiveEntry.Directory directory) {
      directory(directory);
    } else if (entry instanceof ArchiveEntry.Node node) {
      put(
          node.path(),
          new Delta.Leaf(node.node(), Delta.Source.LAYER),
          node.node().attributes().modified());
    } else if (entry instanceof ArchiveEntry.HardLink link) {
      hardLink(link);
    } else if (entry instanceof ArchiveEntry.Whiteout whiteout) {
      whiteout(whiteout);
    } else if (entry instanceof ArchiveEntry.OpaqueMark mark) {
      opaque(mark);
    }
  }

  private void directory(ArchiveEntry.Directory entry) throws IOException {
    ApplyView.Place place = view.place(entry.path());
    if (place.isRoot()) {
      root.attributes = entry.attributes();
      return;
    }
    Delta.Folder parent = folder(place.parent(), entry.attributes().modified());
    Delta before = parent.children.get(place.name());
    if (before instanceof Delta.Folder same) {
      same.attributes = entry.attributes();
      return;
    }
    Delta.Folder made = new Delta.Folder(entry.attributes());
    if (before != null) {
      // Something of this layer hid the lower directory: its children must not come back.
      made.opacity = Opacity.OPAQUE;
    }
    parent.children.put(place.name(), made);
  }

  private void hardLink(ArchiveEntry.HardLink entry) throws IOException {
    ApplyView.Place target = view.place(entry.target());
    if (target.isRoot()) {
      throw fault(entry.path(), "is a hard link to the root directory");
    }
    ApplyView.Found found = view.find(target);
    Delta.Leaf leaf;
    if (found instanceof ApplyView.InLayer inLayer
        && inLayer.delta() instanceof Delta.Leaf present) {
      leaf = present;
    } else if (found instanceof ApplyView.Below below
        && below.inode() instanceof LowerInode lower) {
      leaf = new Delta.Leaf(lower.whole(), Delta.Source.BELOW);
      folder(target.parent(), lower.attributes().modified()).children.put(target.name(), leaf);
    } else {
      String what =
          found instanceof ApplyView.Nothing ? "which does not exist" : "which is a directory";
      throw fault(entry.path(), "is a hard link to \"" + entry.target() + "\", " + what);
    }
    put(entry.path(), leaf, leaf.node.attributes().modified());
  }

  private void put(String path, Delta.Leaf leaf, Instant time) throws IOException {
    ApplyView.Place place = view.place(path);
    if (place.isRoot()) {
      throw fault(path, "would replace the root directory");
    }
    folder(place.parent(), time).children.put(place.name(), leaf);
  }

  private void whiteout(ArchiveEntry.Whiteout entry) throws IOException {
    // umoci writes the file that replaces a directory, then whiteouts for what the directory held.
    ApplyView.Place place = view.placeIfAny(entry.path());
    if (place == null) {
      return;
    }
    if (place.isRoot()) {
      throw fault(entry.path(), "would remove the root directory");
    }
    ApplyView.Found found = view.find(place);
    if (found instanceof ApplyView.InLayer inLayer) {
      if (inLayer.delta() instanceof Delta.Folder folder) {
        folder.opacity = Opacity.OPAQUE;
      }
    } else if (found instanceof ApplyView.Below) {
      // Only what is there is whited out: for a missing path the parents are not made either.
      folder(place.parent(), Instant.EPOCH).children.put(place.name(), Delta.Hidden.HIDDEN);
    }
  }

  private void opaque(ArchiveEntry.OpaqueMark entry) throws IOException {
    List<String> names = view.directory(entry.path());
    folder(names, Instant.EPOCH).opacity = Opacity.OPAQUE;
  }

  /** The folder at {@code names}, which are resolved; made here where it is not yet. */
  private Delta.Folder folder(List<String> names, Instant time) throws IOException {
    Delta.Folder folder = root;
    LowerDirectory below = view.base();
    for (String name : names) {
      if (folder.opacity == Opacity.OPAQUE) {
        below = null;
      }
      Inode lower = below == null ? null : below.children().get(name);
      Delta child = folder.children.get(name);
      below = child instanceof Delta.Hidden ? null : lower instanceof LowerDirectory d ? d : null;
      if (!(child instanceof Delta.Folder)) {
        if (++implied > MAX_IMPLIED) {
          throw fault(
              String.join("/", names),
              "is one too many in directories that the layer does not list");
        }
        Delta.Folder made =
            new Delta.Folder(
                below == null ? Attributes.of(IMPLIED_MODE, time) : below.attributes());
        if (child != null) {
          made.opacity = Opacity.OPAQUE;
        }
        folder.children.put(name, made);
        child = made;
      }
      folder = (Delta.Folder) child;
    }
    return folder;
  }

  private LayerException fault(String path, String what) {
    return LayerException.of(layer.name(), path, what);
  }

  /** The resolved tree; it keeps the archive, which holds the content. */
  private static final class Applied implements TreeLayer {
    private final ArchiveLayer archive;
    private final Entry.Directory root;

    Applied(ArchiveLayer archive, Entry.Directory root) {
      this.archive = archive;
      this.root = root;
    }

    @Override
    public String name() {
      return archive.name();
    }

    @Override
    public Entry.Directory root() {
      return root;
    }
  }
}
