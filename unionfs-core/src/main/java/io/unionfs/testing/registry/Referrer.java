package io.unionfs.testing.registry;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import java.util.Optional;

/** A manifest that refers to another one (OCI distribution spec 1.1, "Listing Referrers"). */
final class Referrer {
  private Referrer() {}

  /** The line of a manifest in the list of a subject's referrers, if it belongs there. */
  static Optional<DocumentBuilder> line(
      String digest, Repositories.Manifest manifest, String subject, Optional<String> wanted) {
    try {
      Document document = Document.parse("manifest", manifest.bytes());
      String config = document.object("config").text("mediaType", "");
      String type = document.text("artifactType", config);
      if (!document.object("subject").text("digest", "").equals(subject)
          || wanted.isPresent() && !wanted.get().equals(type)) {
        return Optional.empty();
      }
      DocumentBuilder item =
          DocumentBuilder.empty()
              .put("mediaType", manifest.mediaType())
              .put("digest", digest)
              .put("size", manifest.bytes().length)
              .put("artifactType", type);
      if (document.has("annotations")) {
        item.put("annotations", DocumentBuilder.of(document.object("annotations")));
      }
      return Optional.of(item);
    } catch (DocumentException e) {
      return Optional.empty(); // a hostile manifest refers to nothing
    }
  }
}
