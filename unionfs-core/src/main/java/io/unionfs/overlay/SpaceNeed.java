package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.medium.OverlayMarks;
import io.unionfs.medium.UpperMetadata;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What all steps of one operation will add to the writable layer together, found out before the
 * first of them. With the mount's lock held.
 */
final class SpaceNeed {
  private final MountState state;

  /** The numbers of those that are counted; null for none. */
  private Set<Long> directories;

  private long bytes;
  private long inodes;

  /** The file that was named last, as its copy will be. */
  private UpperMetadata metadata;

  private int names;

  SpaceNeed(MountState state) {
    this.state = state;
  }

  /** The copies of the directories on {@code way}. */
  SpaceNeed directories(Spine way) {
    for (int level = way.depth(); level >= 0; level--) {
      if (way.directory(level) instanceof UpperDirectory) {
        break; // and so are all above it
      }
      directory(way.directory(level), level == 0 ? 0 : 1);
    }
    return this;
  }

  private void directory(Directory lower, int itself) {
    if (directories == null) {
      directories = new HashSet<>();
    }
    if (directories.add(lower.ino())) {
      inodes += itself;
      bytes += SpaceCost.metadata(metadata(lower, null), 1);
    }
  }

  /** The copy of the file at {@code name} at the end of {@code way}, and of the directories. */
  SpaceNeed file(Spine way, String name, CopyUp.Data needed) throws IOException {
    return file(way, way.top().children().get(name), needed);
  }

  /** The same, for who knows what is {@code held} there. */
  SpaceNeed file(Spine way, Inode held, CopyUp.Data needed) {
    directories(way);
    if (held instanceof UpperInode upper) {
      present(upper, 0, needed);
    } else if (held instanceof LowerInode lower) {
      UpperInode copy =
          state.index() != null && LinkIndex.concerns(lower) ? state.index().copyOf(lower) : null;
      if (copy != null) {
        present(copy, 1, needed);
      } else {
        copied(lower, needed);
      }
    }
    return this;
  }

  private void present(UpperInode upper, int moreNames, CopyUp.Data needed) {
    metadata = upper.metadata();
    names = upper.stored();
    for (int i = 0; i < moreNames; i++) {
      name();
    }
    if (upper.metadata().isMetacopy() && needed == CopyUp.Data.WHOLE) {
      bytes += SpaceCost.data(upper.size());
    }
  }

  private void copied(LowerInode lower, CopyUp.Data needed) {
    metadata = metadata(lower, lower.target());
    names = state.index() != null && LinkIndex.concerns(lower) ? 2 : 1;
    inodes++;
    bytes += SpaceCost.metadata(metadata, names);
    boolean leavesData = needed == CopyUp.Data.AS_FOR_ATTRIBUTES && state.copiesAttributesAlone();
    if (lower.type() == FileType.REGULAR && needed != CopyUp.Data.NONE && !leavesData) {
      bytes += SpaceCost.data(lower.size());
    }
  }

  /** A further name of that file. */
  SpaceNeed name() {
    names++;
    bytes += SpaceCost.metadata(metadata, names) - SpaceCost.metadata(metadata, names - 1);
    return this;
  }

  /** Other attributes of that file, or of the directory {@code inode}. */
  SpaceNeed attributes(Inode inode, Attributes changed) {
    UpperMetadata before = inode.isDirectory() ? metadata(inode, null) : metadata;
    int count = inode.isDirectory() ? 1 : names;
    long more = SpaceCost.metadata(before.with(changed), count) - SpaceCost.metadata(before, count);
    bytes += Math.max(0, more);
    return this;
  }

  /** Another size of {@code inode}, after the copy. */
  SpaceNeed size(Inode inode, CopyUp.Data copied, long size) {
    long before = copied == CopyUp.Data.NONE ? 0 : SpaceCost.data(inode.stat().size());
    bytes += Math.max(0, SpaceCost.data(size) - before);
    return this;
  }

  /** What is made anew. */
  SpaceNeed made(UpperMetadata newMetadata) {
    inodes++;
    bytes += SpaceCost.metadata(newMetadata, 1);
    return this;
  }

  /** The copies needed before what stands at {@code at} can be moved. */
  SpaceNeed toMove(Parent at) throws IOException {
    if (at.child() instanceof Directory directory) {
      directories(at.way());
      if (directory instanceof LowerDirectory) {
        directory(directory, 1);
      }
      return this;
    }
    return file(at.way(), at.name(), CopyUp.Data.AS_FOR_ATTRIBUTES);
  }

  /** Charges all of it, or fails with ENOSPC. */
  void prepay() throws IOException {
    if ((bytes | inodes) != 0) {
      state.space.prepay(bytes, inodes);
    }
  }

  private static UpperMetadata metadata(Inode inode, String target) {
    return new UpperMetadata(
        inode.type(), inode.attributes(), target, DeviceNumber.NONE, OverlayMarks.NONE);
  }
}
