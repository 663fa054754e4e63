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
  /** Null till the first: most mounts of many have nothing open. */
  private volatile ConcurrentMap<Object, OpenLowerFile> open;

  private final HardLinks hardLinks;
  private final FifoReaders fifoReaders;
  private final SpaceAccount space;

  /** What the names of one lower file are in this mount. */
  enum HardLinks {
    /** One file: their copy is kept in an index, or none will ever be made. */
    ONE_FILE,
    /** A file each, for copy-up parts them. */
    PARTED
  }

  OpenLowerFiles(HardLinks hardLinks, FifoReaders fifoReaders, SpaceAccount space) {
    this.space = space;
    this.hardLinks = hardLinks;
    this.fifoReaders = fifoReaders;
  }

  /** The record of {@code inode}, or null while nobody has it open. */
  OpenLowerFile find(LowerInode inode) {
    ConcurrentMap<Object, OpenLowerFile> known = open;
    return known == null ? null : known.get(key(inode));
  }

  private ConcurrentMap<Object, OpenLowerFile> table() {
    ConcurrentMap<Object, OpenLowerFile> known = open;
    return known == null ? makeTable() : known;
  }

  private synchronized ConcurrentMap<Object, OpenLowerFile> makeTable() {
    if (open == null) {
      open = new ConcurrentHashMap<>();
    }
    return open;
  }

  private Object key(LowerInode inode) {
    return hardLinks == HardLinks.ONE_FILE && LinkIndex.concerns(inode) ? inode.ino() : inode;
  }

  /** The record of {@code inode}, with one user more. */
  OpenLowerFile open(LowerInode inode) throws IOException {
    Object key = key(inode);
    while (true) {
      OpenLowerFile file = table().get(key);
      if (file == null) {
        OpenLowerFile fresh = new OpenLowerFile(inode);
        file = table().putIfAbsent(key, fresh);
        if (file == null) {
          return fresh;
        }
        fresh.release();
      }
      if (file.retain()) {
        return file;
      }
      table().remove(key, file);
    }
  }

  /** One user of {@code file} less. */
  void close(OpenLowerFile file) throws IOException {
    if (file.release()) {
      table().remove(key(file.inode()), file);
    }
  }

  /**
   * {@code inode} was copied up to {@code upper}, which is about to be seen: whoever has the file
   * open, or opens it in a tree that does not show the copy, is led to it from now on. So two who
   * have one file open always see one inode number, the old one or the copy's. {@link #copiedUp}
   * must follow.
   */
  void announce(LowerInode inode, UpperInode upper) throws IOException {
    fifoReaders.copiedUp(open(inode), upper, space);
  }

  /** The copy that was announced is seen: the file is not opened by way of its layer any more. */
  void copiedUp(LowerInode inode) throws IOException {
    table().remove(key(inode)).release(); // The announcement was its last user, or one of them.
  }

  /** The last name of {@code inode} in this mount is gone. */
  void unlinked(LowerInode inode) {
    table().remove(key(inode));
  }
}
