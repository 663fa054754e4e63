package io.unionfs.image;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Digest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a document says of a blob (OCI image spec, descriptor.md).
 *
 * @param mediaType the media type as it is written, empty if missing
 * @param digest the digest of the blob's bytes
 * @param size the blob's size in bytes
 * @param platform in an index, the platform of the image, if told
 * @param annotations remarks by key
 * @param urls where the blob can be fetched, of nondistributable layers
 */
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    Optional<Platform> platform,
    Map<String, String> annotations,
    List<String> urls) {

  public Descriptor {
    annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    urls = List.copyOf(urls);
  }

  /** A descriptor that says no more than it must. */
  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(mediaType, digest, size, Optional.empty(), Map.of(), List.of());
  }

  /**
   * Whether it is a layer that may stand at {@link #urls} only: OCI's {@code nondistributable},
   * Docker's {@code foreign}.
   */
  public boolean isNondistributable() {
    return type() == MediaType.FOREIGN_LAYER;
  }

  /** What the media type means. */
  MediaType type() {
    return MediaType.of(mediaType);
  }

  /** The same with a further annotation, or another value for one. */
  Descriptor withAnnotation(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(annotations);
    more.put(key, value);
    return new Descriptor(mediaType, digest, size, platform, more, urls);
  }

  /** The same with OCI's media type for what Docker has another for. */
  Descriptor asOci() {
    return new Descriptor(MediaType.oci(mediaType), digest, size, platform, annotations, urls);
  }

  /** The same with a platform. */
  Descriptor withPlatform(Platform told) {
    return new Descriptor(mediaType, digest, size, Optional.of(told), annotations, urls);
  }

  /** As JSON, the same for equal descriptors. */
  DocumentBuilder document() {
    DocumentBuilder document =
        DocumentBuilder.empty()
            .put("mediaType", mediaType)
            .put("digest", digest.toString())
            .put("size", size);
    if (!urls.isEmpty()) {
      document.putTexts("urls", urls);
    }
    if (!annotations.isEmpty()) {
      document.putTextMap("annotations", new TreeMap<>(annotations));
    }
    platform.ifPresent(told -> document.put("platform", told.document()));
    return document;
  }

  static Descriptor of(Document document) throws DocumentException {
    document.checkCase("mediaType", "digest", "size", "platform", "annotations");
    String mediaType = document.text("mediaType", "");
    return new Descriptor(
        mediaType,
        document.digest("digest"),
        document.number("size"),
        platform(document),
        document.textMap("annotations"),
        document.texts("urls"));
  }

  private static Optional<Platform> platform(Document document) throws DocumentException {
    if (!document.has("platform")) {
      return Optional.empty();
    }
    Document platform = document.object("platform");
    String os = platform.text("os", "");
    String architecture = platform.text("architecture", "");
    return os.isEmpty() || architecture.isEmpty()
        ? Optional.empty()
        : Optional.of(new Platform(os, architecture, platform.text("variant", "")));
  }
}
