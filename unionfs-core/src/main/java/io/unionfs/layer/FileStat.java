package io.unionfs.layer;

import java.time.Instant;

/**
 * What a filesystem says of one file, as stat(2) does.
 *
 * @param number the file's number in its layer
 * @param fileKey what tells the file from others while it lives, or null
 */
record FileStat(
    FileType type,
    int mode,
    int uid,
    int gid,
    DeviceNumber device,
    long number,
    int links,
    long size,
    Instant accessed,
    Instant modified,
    Instant changed,
    Object fileKey) {

  Attributes attributes(Xattrs xattrs) {
    return new Attributes(mode, uid, gid, accessed, modified, changed, xattrs);
  }

  /** Whether it is a character device 0/0, which is a whiteout to overlayfs. */
  boolean isWhiteoutDevice() {
    return type == FileType.CHARACTER_DEVICE && device.major() == 0 && device.minor() == 0;
  }
}
