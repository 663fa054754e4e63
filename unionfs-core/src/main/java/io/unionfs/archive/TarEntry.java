package io.unionfs.archive;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Xattrs;
import java.time.Instant;

/**
 * One entry of a tar as its headers give it, nothing resolved. Names are as {@link
 * io.unionfs.layer.Names} decodes them.
 *
 * @param offset where its first header, extended headers included, stands in the tar
 * @param type what it is
 * @param flag the type flag as it stands in the header
 * @param name its name, with whatever slashes and dots
 * @param linkName the target of a symbolic or hard link, else mostly empty
 * @param mode the permission bits {@code 07777}
 * @param modified its mtime
 * @param accessed its atime, or the mtime where none is given
 * @param changed its ctime, or the mtime where none is given
 * @param device a device's number
 * @param xattrs its {@code SCHILY.xattr.*} and {@code LIBARCHIVE.xattr.*} records
 * @param data where its bytes are
 */
public record TarEntry(
    long offset,
    TarType type,
    byte flag,
    String name,
    String linkName,
    int mode,
    int uid,
    int gid,
    Instant modified,
    Instant accessed,
    Instant changed,
    DeviceNumber device,
    Xattrs xattrs,
    TarData data) {

  /** The number of bytes of a file. */
  public long size() {
    return data.size();
  }
}
