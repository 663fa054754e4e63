package io.unionfs.image;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells manifests, indexes and what is neither apart. A document is what its fields say; one that
 * could be read as both (CVE-2021-41190), or calls itself another thing than its descriptor does,
 * is refused.
 */
final class Manifests {
  /** What the kernel can stack, and more than any image has. */
  private static final int MAX_LAYERS = 500;

  private Manifests() {}

  /** Checks that {@code document} calls itself what its descriptor {@code declared}. */
  static void checkMediaType(Document document, String declared) throws DocumentException {
    String own = document.text("mediaType", declared);
    if (!own.equals(declared)) {
      throw document.fault(
          "calls itself \""
              + Names.display(own)
              + "\", but its descriptor says \""
              + Names.display(declared)
              + "\"");
    }
  }

  /** Checks that {@code document} is an index and nothing else. */
  static void checkIndex(Document document) throws DocumentException {
    checkVersion(document);
    if (document.has("layers") || document.has("config")) {
      throw ambiguous(document);
    }
    if (MediaType.of(document.text("mediaType", "")) == MediaType.MANIFEST) {
      throw document.fault("calls itself a manifest where an index is expected");
    }
    if (!document.has("manifests")) {
      throw document.fault("\"manifests\" is missing");
    }
  }

  /** Checks that {@code document} is an image manifest and nothing else. */
  static void checkManifest(Document document) throws DocumentException {
    checkVersion(document);
    if (document.has("manifests")) {
      throw ambiguous(document);
    }
    String mediaType = document.text("mediaType", MediaType.OCI_MANIFEST);
    if (MediaType.of(mediaType) != MediaType.MANIFEST) {
      throw document.fault(
          "calls itself \"" + Names.display(mediaType) + "\" where a manifest is expected");
    }
  }

  /** The config of a manifest, which must be an image's. */
  static Descriptor config(Document document) throws DocumentException {
    if (!document.has("config")) {
      throw document.fault("\"config\" is missing");
    }
    Descriptor config = Descriptor.of(document.object("config"));
    String artifact = document.text("artifactType", "");
    if (config.type() != MediaType.CONFIG) {
      throw document.fault(
          "is an artifact, not an image: its config is of the type \""
              + Names.display(artifact.isEmpty() ? config.mediaType() : artifact)
              + "\"");
    }
    return config;
  }

  /** The layers of a manifest, which must all be an image's. */
  static List<Descriptor> layers(Document document) throws DocumentException {
    List<Descriptor> layers = new ArrayList<>();
    for (Document item : document.objects("layers")) {
      layers.add(layer(document, Descriptor.of(item)));
    }
    checkLayerLimit(document, layers.size());
    return List.copyOf(layers);
  }

  /** Checks that there are not more layers than can be mounted. */
  static void checkLayerLimit(Document document, int layers) throws DocumentException {
    if (layers > MAX_LAYERS) {
      throw document.fault("lists " + layers + " layers; at most " + MAX_LAYERS + " can be used");
    }
  }

  private static Descriptor layer(Document document, Descriptor layer) throws DocumentException {
    return switch (layer.type()) {
      case LAYER, FOREIGN_LAYER -> layer;
      default -> {
        String type = Names.display(layer.mediaType());
        String why = type.endsWith("+encrypted") ? "; decrypt the image first" : "";
        throw document.fault(
            "the layer " + layer.digest() + " is of the unknown type \"" + type + "\"" + why);
      }
    };
  }

  private static void checkVersion(Document document) throws DocumentException {
    document.checkCase("schemaVersion", "mediaType", "config", "layers", "manifests", "fsLayers");
    if (document.has("fsLayers") || document.has("schemaVersion") && version(document) == 1) {
      throw document.fault(
          "is a manifest of Docker's schema 1, which is no longer supported: pull and save the"
              + " image anew with current tools");
    }
    if (version(document) != 2) {
      throw document.fault("\"schemaVersion\" is not 2");
    }
  }

  private static long version(Document document) throws DocumentException {
    return document.number("schemaVersion");
  }

  private static DocumentException ambiguous(Document document) {
    return document.fault(
        "can be read as an index and as a manifest; do not trust where it comes from");
  }
}
