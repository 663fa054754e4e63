package io.unionfs.overlay;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an entry of a layer archive comes to be when the layer is applied to others, and what is
 * there already.
 *
 * @param entry the entry
 * @param path the path it means, through the symbolic links below, without a slash before it; of a
 *     whiteout that means nothing, for its parent is no directory, its own
 * @param below what the layers below show there, if anything does, and nothing of the same layer
 *     stands there
 * @param target of a hard link to a file of the layers below, that file
 */
public record AppliedEntry(
    ArchiveEntry entry, String path, Optional<Entry.Node> below, Optional<Entry.Node> target) {

  /**
   * The entries of {@code layer}, in their order, applied to {@code chain}, the bottom layer first.
   *
   * @throws io.unionfs.layer.LayerException if one leaves the root, or cannot be applied
   * @throws IOException if a layer cannot be read
   */
  public static List<AppliedEntry> of(List<? extends Layer> chain, ArchiveLayer layer)
      throws IOException {
    MergedTree tree =
        MergedTree.of(List.copyOf(chain), OverlayOptions.DEFAULT.following(), DataLayers.NONE);
    OciApply apply = new OciApply(tree == null ? null : tree.root(), layer);
    List<AppliedEntry> applied = new ArrayList<>();
    for (ArchiveEntry entry : layer.entries()) {
      AppliedEntry looked = look(apply.view(), entry);
      apply.take(entry);
      applied.add(looked);
    }
    return applied;
  }

  /** Looks at {@code entry} before it is applied. */
  private static AppliedEntry look(ApplyView view, ArchiveEntry entry) throws IOException {
    if (entry instanceof ArchiveEntry.OpaqueMark) {
      String path = String.join("/", view.directory(entry.path()));
      return new AppliedEntry(entry, path, Optional.empty(), Optional.empty());
    }
    ApplyView.Place place =
        entry instanceof ArchiveEntry.Whiteout
            ? view.placeIfAny(entry.path())
            : view.place(entry.path());
    if (place == null) {
      return new AppliedEntry(entry, entry.path(), Optional.empty(), Optional.empty());
    }
    Optional<Entry.Node> target =
        entry instanceof ArchiveEntry.HardLink link
            ? below(view, view.place(link.target()))
            : Optional.empty();
    return new AppliedEntry(entry, path(place), below(view, place), target);
  }

  private static Optional<Entry.Node> below(ApplyView view, ApplyView.Place place)
      throws IOException {
    if (place.isRoot() || !(view.find(place) instanceof ApplyView.Below found)) {
      return Optional.empty();
    }
    Inode inode = found.inode();
    if (inode instanceof LowerInode lower) {
      return Optional.of(lower.whole());
    }
    return inode instanceof LowerDirectory directory
        ? Optional.of(directory.entry())
        : Optional.empty();
  }

  private static String path(ApplyView.Place place) {
    if (place.isRoot()) {
      return "";
    }
    return place.parent().isEmpty()
        ? place.name()
        : String.join("/", place.parent()) + "/" + place.name();
  }

  /**
   * Whether two files are alike in type, mode, owner, modification time, xattrs and content;
   * directories whatever is in them.
   *
   * @throws IOException if data cannot be read
   */
  public static boolean isAlike(Entry.Node one, Entry.Node other) throws IOException {
    if (one == other) {
      return true;
    }
    if (one.type() != other.type() || !SameFile.attributes(one.attributes(), other.attributes())) {
      return false;
    }
    if (one instanceof Entry.File first && other instanceof Entry.File second) {
      Content content = first.content();
      if (content.equals(second.content()) || content.size() != second.content().size()) {
        return content.equals(second.content()); // which needs no reading
      }
    }
    return one instanceof Entry.Directory
        || new SameFile(new ShownFile(null, "compared")).content(one, other);
  }
}
