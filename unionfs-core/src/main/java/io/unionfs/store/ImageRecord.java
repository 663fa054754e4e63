package io.unionfs.store;

import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the table of images says of one.
 *
 * @param manifest the manifest's digest
 * @param id the config's digest
 * @param added when it came into the store
 * @param names its names, sorted
 */
record ImageRecord(Digest manifest, Digest id, Instant added, List<ImageReference> names) {
  ImageRecord {
    names = names.stream().sorted().toList();
  }

  /** That of an image which is not in the table. */
  static ImageRecord nameless(Manifest manifest) {
    return new ImageRecord(manifest.digest(), manifest.config().digest(), Instant.EPOCH, List.of());
  }

  static ImageRecord of(Document document) throws IOException {
    List<ImageReference> names = new ArrayList<>();
    for (String name : document.texts("names")) {
      try {
        names.add(ImageReference.parse(name));
      } catch (IllegalArgumentException e) {
        throw document.fault("\"names\": " + e.getMessage());
      }
    }
    return new ImageRecord(
        document.digest("manifest"),
        document.digest("id"),
        document.time("added").orElse(Instant.EPOCH),
        names);
  }

  DocumentBuilder document() {
    return DocumentBuilder.empty()
        .put("manifest", manifest.toString())
        .put("id", id.toString())
        .put("added", added)
        .putTexts("names", names.stream().map(ImageReference::toString).toList());
  }

  ImageRecord withNames(List<ImageReference> newNames) {
    return new ImageRecord(manifest, id, added, newNames);
  }
}
