package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;

/**
 * A file's attributes at one moment, as stat(2) gives them.
 *
 * @param ino the inode number: one for life, whatever is copied up, renamed or mounted again
 * @param type the file's type
 * @param attributes permissions, owner, times, extended attributes
 * @param links the number of names; 1 for a merged directory
 * @param size the size in bytes: of a regular file its content, of a symbolic link its target's, of
 *     a directory 4096
 * @param device the number of a device
 */
public record Stat(
    long ino, FileType type, Attributes attributes, int links, long size, DeviceNumber device) {

  /** The size shown for directories, in bytes. */
  static final long DIRECTORY_SIZE = 4096;

  Stat withLinks(int newLinks) {
    return new Stat(ino, type, attributes, newLinks, size, device);
  }

  /** Type and permission bits together, {@code st_mode}. */
  public int mode() {
    return type.modeBits() | attributes.mode();
  }
}
