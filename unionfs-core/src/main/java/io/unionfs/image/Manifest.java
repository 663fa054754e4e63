package io.unionfs.image;

import io.unionfs.archive.Hashing;
import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Digest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image manifest: OCI's (OCI image spec, manifest.md), or Docker's version 2, schema 2. It keeps
 * the bytes that it was read from, so that its digest stays what it was. Immutable.
 */
public final class Manifest {
  private final byte[] bytes;
  private final Digest digest;
  private final String mediaType;
  private final Descriptor config;
  private final List<Descriptor> layers;
  private final Map<String, String> annotations;

  private Manifest(byte[] bytes, Digest digest, String mediaType, Document document)
      throws DocumentException {
    this.bytes = bytes;
    this.digest = digest;
    this.config = Manifests.config(document);
    this.layers = Manifests.layers(document);
    this.annotations = Collections.unmodifiableMap(document.textMap("annotations"));
    this.mediaType = mediaType.isEmpty() ? guessed(config) : mediaType;
  }

  private static String guessed(Descriptor config) {
    return config.mediaType().equals(MediaType.DOCKER_CONFIG)
        ? MediaType.DOCKER_MANIFEST
        : MediaType.OCI_MANIFEST;
  }

  /**
   * Reads a manifest, OCI's or Docker's version 2 schema 2.
   *
   * @throws ImageException if it is none, or names what no image has
   */
  public static Manifest parse(byte[] json) throws ImageException {
    Digest digest = Hashing.sha256(json);
    try {
      return read("manifest " + digest, json, digest, "");
    } catch (DocumentException e) {
      throw ImageException.of(e);
    }
  }

  /**
   * Reads a manifest.
   *
   * @param where the manifest in messages
   * @param digest the digest of {@code json}
   * @param declared the media type that its descriptor gives, or the empty text
   */
  static Manifest read(String where, byte[] json, Digest digest, String declared)
      throws DocumentException {
    Document document = Document.parse(where, json);
    if (!declared.isEmpty()) {
      Manifests.checkMediaType(document, declared);
    }
    Manifests.checkManifest(document);
    return new Manifest(json.clone(), digest, document.text("mediaType", declared), document);
  }

  /** As {@link #of(Descriptor, List, Map)}, without annotations. */
  public static Manifest of(Descriptor config, List<Descriptor> layers) {
    return of(config, layers, Map.of());
  }

  /**
   * A new OCI manifest; the same parts give the same bytes. Docker's media types are replaced by
   * OCI's, so that the layers of an image of Docker's schema 2 can be built on.
   *
   * @throws IllegalArgumentException if no image has such a config or such layers
   */
  public static Manifest of(
      Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {
    DocumentBuilder document =
        DocumentBuilder.empty()
            .put("schemaVersion", 2)
            .put("mediaType", MediaType.OCI_MANIFEST)
            .put("config", config.asOci().document())
            .putObjects("layers", layers.stream().map(layer -> layer.asOci().document()).toList());
    if (!annotations.isEmpty()) {
      document.putTextMap("annotations", new TreeMap<>(annotations));
    }
    try {
      return parse(document.bytes());
    } catch (ImageException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The digest of {@link #bytes}. */
  public Digest digest() {
    return digest;
  }

  /** The JSON text as it is: a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The media type: OCI's or Docker's. */
  public String mediaType() {
    return mediaType;
  }

  /** The config's descriptor. */
  public Descriptor config() {
    return config;
  }

  /** The layers' descriptors, the bottom one first. */
  public List<Descriptor> layers() {
    return layers;
  }

  /** Remarks by key. */
  public Map<String, String> annotations() {
    return annotations;
  }

  /** What an index says of this manifest. */
  Descriptor descriptor() {
    return Descriptor.of(mediaType, digest, bytes.length);
  }
}
