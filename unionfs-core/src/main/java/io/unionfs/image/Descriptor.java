package io.unionfs.image;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    annotations = Map.copyOf(annotations);
    urls = List.copyOf(urls);
  }

  /** A descriptor that says no more than it must. */
  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(mediaType, digest, size, Optional.empty(), Map.of(), List.of());
  }

  /** What the media type means. */
  MediaType type() {
    return MediaType.of(mediaType);
  }

  static Descriptor of(Document document) throws DocumentException {
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
