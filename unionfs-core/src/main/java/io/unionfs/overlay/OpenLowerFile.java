package io.unionfs.overlay;

import io.unionfs.layer.Content;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Mappable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One lower file or fifo while it is open in one mount, by however many users. */
final class OpenLowerFile {
  private final LowerInode inode;

  /** Null for a fifo, which holds nothing, and until data is asked for. */
  private volatile Content.Reader reader;

  private volatile UpperInode upper;

  /** Where this is counted as a user of the copy. */
  private SpaceAccount space;

  /** The start of the copy's moves. */
  private volatile NameMove moves;

  /** Guarded by this; 0 when the record is dead. */
  private int users = 1;

  OpenLowerFile(LowerInode inode) {
    this.inode = inode;
  }

  /** Has the data at hand, for a user who will read it. */
  synchronized void openData() throws IOException {
    if (reader == null && inode.content() != null) {
      reader = inode.content().open();
    }
  }

  LowerInode inode() {
    return inode;
  }

  /** The copy, or null while there is none. */
  UpperInode upper() {
    return upper;
  }

  /** The start of the copy's moves, or null while there is no copy. */
  NameMove moves() {
    return moves;
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
    try {
      if (reader != null) {
        reader.close();
      }
    } finally {
      if (upper != null && upper.type() == FileType.REGULAR) {
        upper.close(space);
      }
    }
    return true;
  }

  synchronized void copiedUp(UpperInode copy, SpaceAccount account) throws IOException {
    if (users > 0) {
      if (copy.type() == FileType.REGULAR) {
        copy.open(account);
        space = account;
      }
      moves = copy.moves();
      upper = copy;
    }
  }

  /** The data in the layer, also after a copy-up, as in the kernel; null if it cannot be mapped. */
  Mappable mappable() {
    return reader instanceof Mappable mappable ? mappable : null;
  }

  int read(ByteBuffer target, long position) throws IOException {
    UpperInode copy = upper;
    return copy != null && copy.lowerData() == null
        ? copy.file().read(target, position)
        : reader.read(target, position);
  }
}
