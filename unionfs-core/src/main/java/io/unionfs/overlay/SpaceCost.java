package io.unionfs.overlay;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Names;
import io.unionfs.medium.UpperEntry;
import io.unionfs.medium.UpperMedium;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** What things in a writable layer count, in bytes: see {@link Usage}. */
final class SpaceCost {
  static final int BLOCK = 4096;

  /** Metadata of a file that counts nothing, in bytes. */
  private static final int INLINE = 256;

  /** What an attribute counts beside its name and value. */
  private static final int XATTR = 128;

  private static final int FREE_NAMES = 3;
  private static final int FURTHER_NAME = 1024;
  private static final int TARGET_BYTE = 4;
  private static final int NAME_IN_TARGET = 128;

  /** Names in a target that count their length only. */
  private static final int PLAIN_NAMES = 8;

  private SpaceCost() {}

  /** {@code size} rounded up to whole blocks; the largest size that is a block's end at most. */
  static long data(long size) {
    return size > Long.MAX_VALUE - BLOCK ? Long.MAX_VALUE & -BLOCK : (size + BLOCK - 1) & -BLOCK;
  }

  /** Of the data of a file with this metadata and size. */
  static long data(UpperMetadata metadata, long size) {
    return metadata.type() == FileType.REGULAR && !metadata.isMetacopy() ? data(size) : 0;
  }

  /**
   * @param names how many names the file has in the medium
   */
  static long metadata(UpperMetadata metadata, int names) {
    var xattrs = metadata.attributes().xattrs();
    if (names <= FREE_NAMES && xattrs.isEmpty() && metadata.target() == null) {
      return 0;
    }
    long bytes = xattrs.byteCount() + (long) XATTR * xattrs.names().size();
    bytes += (long) FURTHER_NAME * Math.max(0, names - FREE_NAMES);
    if (metadata.target() != null) {
      bytes += target(metadata.target());
    }
    return bytes <= INLINE ? 0 : data(bytes);
  }

  private static long target(String target) {
    long names = 1 + target.chars().filter(c -> c == '/').count();
    return TARGET_BYTE * Names.byteLength(target)
        + NAME_IN_TARGET * Math.max(0, names - PLAIN_NAMES);
  }

  /** All that {@code medium} holds now, counted from the beginning. */
  static Usage count(UpperMedium medium) throws IOException {
    Usage sum = Usage.NONE.plus(metadata(medium.rootMetadata(), 1), 0);
    Set<Long> seen = new HashSet<>();
    Deque<UpperNode> pending = new ArrayDeque<>();
    pending.push(medium.root());
    if (medium.hasIndex()) {
      pending.push(medium.index());
    }
    while (!pending.isEmpty()) {
      for (UpperEntry entry : medium.list(pending.pop()).values()) {
        if (entry instanceof UpperEntry.Present present && seen.add(present.node().number())) {
          UpperMetadata metadata = present.metadata();
          sum = sum.plus(data(metadata, present.size()) + metadata(metadata, present.links()), 1);
          if (metadata.type() == FileType.DIRECTORY) {
            pending.push(present.node());
          }
        }
      }
    }
    return sum;
  }
}
