package io.unionfs.image;

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

  static MediaType of(String text) {
    return switch (text) {
      case OCI + "index.v1+json", DOCKER + "distribution.manifest.list.v2+json" -> INDEX;
      case OCI + "manifest.v1+json", DOCKER + "distribution.manifest.v2+json" -> MANIFEST;
      case OCI + "config.v1+json", DOCKER + "container.image.v1+json" -> CONFIG;
      case OCI + "layer.v1.tar",
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
}
