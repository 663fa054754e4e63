package io.unionfs.image;

import io.unionfs.archive.Compression;

/** What a descriptor's media type says its blob is. */
enum MediaType {
  INDEX,
  MANIFEST,
  CONFIG,
  LAYER,
  /** A layer that may stand at a URL only ({@code nondistributable}, Docker's {@code foreign}). */
  FOREIGN_LAYER,
  /** Docker's manifest before content addressing, image manifest version 2, schema 1. */
  SCHEMA1,
  OTHER;

  private static final String OCI = "application/vnd.oci.image.";
  private static final String DOCKER = "application/vnd.docker.";

  static final String OCI_INDEX = OCI + "index.v1+json";
  static final String OCI_MANIFEST = OCI + "manifest.v1+json";
  static final String OCI_CONFIG = OCI + "config.v1+json";
  static final String OCI_LAYER = OCI + "layer.v1.tar";
  static final String DOCKER_MANIFEST = DOCKER + "distribution.manifest.v2+json";
  static final String DOCKER_CONFIG = DOCKER + "container.image.v1+json";

  static MediaType of(String text) {
    return switch (text) {
      case OCI_INDEX, DOCKER + "distribution.manifest.list.v2+json" -> INDEX;
      case OCI_MANIFEST, DOCKER_MANIFEST -> MANIFEST;
      case OCI_CONFIG, DOCKER_CONFIG -> CONFIG;
      case OCI_LAYER,
          OCI + "layer.v1.tar+gzip",
          OCI + "layer.v1.tar+zstd",
          DOCKER + "image.rootfs.diff.tar",
          DOCKER + "image.rootfs.diff.tar.gzip",
          DOCKER + "image.rootfs.diff.tar.zstd" ->
          LAYER;
      case OCI + "layer.nondistributable.v1.tar",
          OCI + "layer.nondistributable.v1.tar+gzip",
          OCI + "layer.nondistributable.v1.tar+zstd",
          DOCKER + "image.rootfs.foreign.diff.tar",
          DOCKER + "image.rootfs.foreign.diff.tar.gzip" ->
          FOREIGN_LAYER;
      case DOCKER + "distribution.manifest.v1+json",
          DOCKER + "distribution.manifest.v1+prettyjws" ->
          SCHEMA1;
      default -> OTHER;
    };
  }

  /** OCI's name for what {@code text} calls a config or layer, which may be Docker's. */
  static String oci(String text) {
    MediaType type = of(text);
    if (!text.startsWith(DOCKER) || type != CONFIG && type != LAYER && type != FOREIGN_LAYER) {
      return text;
    }
    if (type == CONFIG) {
      return OCI_CONFIG;
    }
    String layer = type == FOREIGN_LAYER ? OCI + "layer.nondistributable.v1.tar" : OCI_LAYER;
    boolean compressed = text.endsWith(".gzip") || text.endsWith(".zstd");
    return compressed ? layer + "+" + text.substring(text.length() - 4) : layer;
  }

  /** The media type of a layer that is compressed so. */
  static String ofLayer(Compression compression) {
    return switch (compression) {
      case NONE -> OCI_LAYER;
      case GZIP -> OCI_LAYER + "+gzip";
      case ZSTD -> OCI_LAYER + "+zstd";
    };
  }
}
