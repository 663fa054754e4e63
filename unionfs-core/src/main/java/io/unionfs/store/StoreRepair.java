package io.unionfs.store;

import io.unionfs.layer.Digest;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Makes anew what can be made of the rest: layers of their blobs. A lease is held meanwhile. */
final class StoreRepair {
  private final StoreParts parts;
  private final StoreCheck found;

  /**
   * @param found what was found before
   */
  StoreRepair(StoreParts parts, StoreCheck found) {
    this.parts = parts;
    this.found = found;
  }

  /** Returns how many layers were made. */
  int run() throws IOException {
    Set<Digest> manifests = new LinkedHashSet<>(parts.holds().all().values());
    parts.table().records().forEach(record -> manifests.add(record.manifest()));
    Set<Digest> made = new HashSet<>();
    for (Digest manifest : manifests) {
      if (!found.isRight(manifest)) {
        continue; // what it is made of is not known
      }
      ImageDocuments documents = ImageDocuments.read(parts.blobs(), manifest);
      for (int i = 0; i < documents.config().diffIds().size(); i++) {
        Digest diffId = documents.config().diffIds().get(i);
        Digest blob = documents.manifest().layers().get(i).digest();
        if (!found.isRightLayer(diffId) && found.isRight(blob) && made.add(diffId)) {
          parts.layers().discard(diffId);
          parts.layers().make("layer " + diffId, diffId, blob, bytes -> {});
        }
      }
    }
    parts.layers().sync();
    return made.size();
  }
}
