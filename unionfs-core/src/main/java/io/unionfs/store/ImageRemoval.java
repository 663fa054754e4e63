package io.unionfs.store;

import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.store.Images.Pruned;
import io.unionfs.store.Images.Removal;
import io.unionfs.store.Images.Removed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes images out of the table, by Docker's rules: a name goes alone while there are others; who
 * says the id means all names, but must insist where there are several, or where a container holds
 * the image. What a container holds stays in the store without being an image.
 */
final class ImageRemoval {
  private final Map<String, Digest> holds;
  private final List<ImageReference> untagged = new ArrayList<>();
  private final List<ImageRecord> deleted = new ArrayList<>();

  /**
   * @param holds the manifest that each holder needs
   */
  ImageRemoval(Map<String, Digest> holds) {
    this.holds = holds;
  }

  /** Takes from {@code records} what {@code text} names. */
  void remove(List<ImageRecord> records, String text, Removal removal) throws StoreException {
    ImageLookup.Found found = ImageLookup.find(records, text);
    if (found.name().isPresent()) {
      removeName(records, found.first(), found.name().get(), removal);
      return;
    }
    for (ImageRecord record : found.records()) {
      if (removal == Removal.IF_UNUSED) {
        checkRemovable(record);
      }
    }
    for (ImageRecord record : found.records()) {
      delete(records, record);
    }
  }

  private void removeName(
      List<ImageRecord> records, ImageRecord record, ImageReference name, Removal removal)
      throws StoreException {
    if (record.names().size() == 1) {
      String holder = holder(record);
      if (removal == Removal.IF_UNUSED && holder != null) {
        throw new StoreException(
            "conflict: unable to remove repository reference \""
                + name.familiar()
                + "\" (must force) - container "
                + abbreviated(holder)
                + " is using its referenced image "
                + record.id().abbreviated());
      }
      delete(records, record);
      return;
    }
    List<ImageReference> rest = new ArrayList<>(record.names());
    rest.remove(name);
    records.set(records.indexOf(record), record.withNames(rest));
    untagged.add(name);
  }

  private void checkRemovable(ImageRecord record) throws StoreException {
    String conflict =
        "conflict: unable to delete " + record.id().abbreviated() + " (must be forced) - image is ";
    if (record.names().size() > 1) {
      throw new StoreException(conflict + "referenced in multiple repositories");
    }
    String holder = holder(record);
    if (holder != null) {
      throw new StoreException(conflict + "being used by container " + abbreviated(holder));
    }
  }

  private void delete(List<ImageRecord> records, ImageRecord record) {
    records.remove(record);
    untagged.addAll(record.names());
    deleted.add(record);
  }

  /** Takes out all images that no container holds, or those of them that have no name. */
  void prune(List<ImageRecord> records, Pruned which) {
    for (ImageRecord record : List.copyOf(records)) {
      boolean asked = which == Pruned.UNUSED || record.names().isEmpty();
      if (asked && holder(record) == null) {
        delete(records, record);
      }
    }
  }

  private String holder(ImageRecord record) {
    return holds.entrySet().stream()
        .filter(hold -> hold.getValue().equals(record.manifest()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  private static String abbreviated(String holder) {
    return holder.length() == 64 ? holder.substring(0, 12) : holder;
  }

  /** The images that were taken out. */
  List<ImageRecord> deleted() {
    return deleted;
  }

  /**
   * What was done, when the layers {@code layers} are gone.
   *
   * @param chains the layers of the images that were taken out, as far as they could be read
   */
  Removed result(List<List<StoredImage.LayerInfo>> chains, List<Digest> layers) {
    Set<Digest> gone = new LinkedHashSet<>();
    deleted.forEach(record -> gone.add(record.id()));
    for (List<StoredImage.LayerInfo> chain : chains) {
      for (int i = chain.size() - 1; i >= 0; i--) {
        if (layers.contains(chain.get(i).diffId())) {
          gone.add(chain.get(i).chainId());
        }
      }
    }
    return new Removed(List.copyOf(untagged), List.copyOf(gone));
  }
}
