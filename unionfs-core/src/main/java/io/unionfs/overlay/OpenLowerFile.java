package io.unionfs.overlay;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One lower file or fifo while it is open in one mount, by however many users. */
final class OpenLowerFile {
  private final LowerInode inode;

  /** Null for a fifo, which holds nothing. */
  private final Content.Reader reader;

  private volatile UpperInode upper;

  /** Guarded by this; 0 when the record is dead. */
  private int users = 1;

  private OpenLowerFile(LowerInode inode, Content.Reader reader) {
    this.inode = inode;
    this.reader = reader;
  }

  static OpenLowerFile of(LowerInode inode) throws IOException {
    return new OpenLowerFile(inode, inode.content() == null ? null : inode.content().open());
  }

  LowerInode inode() {
    return inode;
  }

  /** The copy, or null while there is none. */
  UpperInode upper() {
    return upper;
  }

  synchronized boolean retain() {
    if (users == 0) {
      return false;
    }
    users++;
    return true;
  }

  /** Returns whether this was the last user. */
  synchronized boolean release() throws IOException {
    if (--users > 0) {
      return false;
    }
    if (reader != null) {
      try {
        reader.close();
      } finally {
        if (upper != null) {
          upper.file().close();
        }
      }
    }
    return true;
  }

  synchronized void copiedUp(UpperInode copy) throws IOException {
    if (users > 0) {
      if (reader != null) {
        copy.file().open();
      }
      upper = copy;
    }
  }

  int read(ByteBuffer target, long position) throws IOException {
    UpperInode copy = upper;
    return copy != null && copy.lowerData() == null
        ? copy.file().read(target, position)
        : reader.read(target, position);
  }
}
