package io.unionfs.overlay;

import io.unionfs.archive.TarWriter;
import io.unionfs.layer.LayerException;

/** Tells what no layer archive can say, before any of it is written. */
final class WritableNames {
  private WritableNames() {}

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  /**
   * Checks the file at {@code path}, which is not the root.
   *
   * @throws LayerException if the path is too long or has a name that a layer reads otherwise, or
   *     the file cannot be looked at
   */
  static void check(String layer, String path, Inode inode) throws LayerException {
    TarWriter.checkPath(layer, path);
    if (inode instanceof UnreachableInode unreachable) {
      throw unreadable(layer, path, unreachable.errno());
    }
  }

  static LayerException unreadable(String layer, String path, Errno errno) {
    return LayerException.of(layer, path, "cannot be read: " + errno.text());
  }
}
