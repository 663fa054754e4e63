package io.unionfs.layer;

/**
 * What our own writable layers keep in {@code user.overlay.unionfs.*} because the storing
 * filesystem cannot hold it: the seam where their codec is plugged in.
 */
interface MetadataSource {
  /** Takes files as the filesystem shows them. */
  MetadataSource NATIVE = (found, kept) -> found;

  /**
   * What to show of a file.
   *
   * @param found what the filesystem says of it
   * @param kept its {@code user.overlay.unionfs.*} attributes, by full name
   */
  FileStat shown(FileStat found, Xattrs kept) throws LayerException;
}
