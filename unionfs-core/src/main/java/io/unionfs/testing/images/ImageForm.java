package io.unionfs.testing.images;

/** The forms in which images are written. */
public enum ImageForm {
  /** One file, as {@code docker save} writes it: a tar with {@code manifest.json}. */
  DOCKER_ARCHIVE,
  /** One file: a tar of an OCI layout. */
  OCI_ARCHIVE,
  /** A directory: an OCI layout. Its index gives the image the name {@code latest}. */
  OCI_LAYOUT,
  /** One file: the topmost layer alone, which is the odd or hostile one. */
  LAYER
}
