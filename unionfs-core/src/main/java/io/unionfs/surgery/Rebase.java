package io.unionfs.surgery;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.AppliedEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what an image's own layers mean on another base: each entry is applied to both, and what
 * comes of it compared.
 */
final class Rebase {
  private final List<RebaseRemark> remarks = new ArrayList<>();

  private Rebase() {}

  /** A directory in which a layer says something. */
  private record Place(int layer, String path) {}

  private final Set<Place> elsewhere = new HashSet<>();

  /**
   * What means another thing.
   *
   * @param image the image's layers
   * @param oldBase how many of them are the old base's
   * @param newBase the new base's layers
   * @throws io.unionfs.layer.LayerException if a layer cannot be put on the new base
   */
  static List<RebaseRemark> compare(List<Layer> image, int oldBase, List<Layer> newBase)
      throws IOException {
    Rebase rebase = new Rebase();
    List<Layer> below = new ArrayList<>(newBase);
    for (int layer = oldBase; layer < image.size(); layer++) {
      if (image.get(layer) instanceof ArchiveLayer archive) {
        List<AppliedEntry> before = AppliedEntry.of(image.subList(0, layer), archive);
        List<AppliedEntry> after = AppliedEntry.of(below, archive);
        for (int i = 0; i < before.size(); i++) {
          rebase.compare(layer, before.get(i), after.get(i));
        }
      }
      below.add(image.get(layer));
    }
    return rebase.remarks;
  }

  private void compare(int layer, AppliedEntry before, AppliedEntry after) throws IOException {
    ArchiveEntry entry = before.entry();
    if (entry instanceof ArchiveEntry.Whiteout) {
      if (before.below().isPresent() && after.below().isEmpty()) {
        remarks.add(new RebaseRemark.HidesNothing(layer, "/" + before.path()));
        return;
      }
      if (after.below().isEmpty()) {
        return;
      }
    }
    if (!before.path().equals(after.path())) {
      resolvesElsewhere(layer, before, after);
    }
    if (entry instanceof ArchiveEntry.HardLink link && differ(before.target(), after.target())) {
      remarks.add(new RebaseRemark.LinksToOther(layer, "/" + before.path(), "/" + link.target()));
    }
    if (hidesOther(before, after)) {
      remarks.add(
          new RebaseRemark.HidesOther(
              layer,
              "/" + after.path(),
              before.below().map(Entry.Node::type),
              after.below().get().type()));
    }
  }

  /** Once for each directory: what is in it is elsewhere too. */
  private void resolvesElsewhere(int layer, AppliedEntry before, AppliedEntry after) {
    boolean isDirectory = before.entry() instanceof ArchiveEntry.OpaqueMark;
    String path = before.entry().path();
    String directory = "/" + (isDirectory ? path : parent(path));
    if (elsewhere.add(new Place(layer, directory))) {
      remarks.add(
          new RebaseRemark.ResolvesElsewhere(
              layer,
              directory,
              "/" + (isDirectory ? before.path() : parent(before.path())),
              "/" + (isDirectory ? after.path() : parent(after.path()))));
    }
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** Whether a file of the new base is out of sight that the layer was not made to hide. */
  private static boolean hidesOther(AppliedEntry before, AppliedEntry after) throws IOException {
    if (after.below().isEmpty()) {
      return false;
    }
    Entry.Node hidden = after.below().get();
    boolean areDirectories =
        hidden instanceof Entry.Directory && before.entry() instanceof ArchiveEntry.Directory;
    if (areDirectories) {
      return false; // they merge
    }
    if (hidden instanceof Entry.Directory
        && before.below().orElse(null) instanceof Entry.Directory) {
      return false; // what was in it is not compared
    }
    return before.below().isEmpty() || !AppliedEntry.isAlike(before.below().get(), hidden);
  }

  private static boolean differ(Optional<Entry.Node> before, Optional<Entry.Node> after)
      throws IOException {
    return before.isPresent() != after.isPresent()
        || before.isPresent() && !AppliedEntry.isAlike(before.get(), after.get());
  }
}
