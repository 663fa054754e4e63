package io.unionfs.overlay;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The files of lower layers that are open in one mount. A lower inode is shared by all mounts and
 * cannot be told that this mount copied it up; what is recorded here can, so that a reader who
 * opened the file before sees what is written after.
 */
final class OpenLowerFiles {
  private final ConcurrentMap<LowerInode, OpenLowerFile> open = new ConcurrentHashMap<>();

  /** The record of {@code inode}, with one user more. */
  OpenLowerFile open(LowerInode inode) throws IOException {
    while (true) {
      OpenLowerFile file = open.get(inode);
      if (file == null) {
        OpenLowerFile fresh = OpenLowerFile.of(inode);
        file = open.putIfAbsent(inode, fresh);
        if (file == null) {
          return fresh;
        }
        fresh.release();
      }
      if (file.retain()) {
        return file;
      }
      open.remove(inode, file);
    }
  }

  /** One user of {@code file} less. */
  void close(OpenLowerFile file) throws IOException {
    if (file.release()) {
      open.remove(file.inode(), file);
    }
  }

  /** {@code inode} was copied up to {@code upper}. */
  void copiedUp(LowerInode inode, UpperInode upper) throws IOException {
    OpenLowerFile file = open.remove(inode);
    if (file != null) {
      file.copiedUp(upper);
    }
  }

  /** The last name of {@code inode} in this mount is gone. */
  void unlinked(LowerInode inode) {
    OpenLowerFile file = open.remove(inode);
    if (file != null) {
      file.unlinked();
    }
  }
}
