package io.unionfs.overlay;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import java.io.IOException;

/**
 * A directory of the merged tree at one moment: a node of a persistent tree, immutable. The mount's
 * root names the current one; whoever holds an older one holds a snapshot.
 */
abstract sealed class Directory extends Inode permits LowerDirectory, UpperDirectory {

  /**
   * What the merged directory shows, by name.
   *
   * @throws IOException if a lower layer cannot be read
   */
  abstract NameMap<Inode> children() throws IOException;

  /** Whether more than one layer makes up the directory. */
  abstract boolean isMerged();

  /** How many of the children are directories; meant for directories that are not merged. */
  abstract int subdirectories() throws IOException;

  /** Whether this is {@code other}, or was or will be, but for a copy-up. */
  final boolean is(Directory other) {
    return this == other
        || (this instanceof UpperDirectory one
            && other instanceof UpperDirectory two
            && one.node() == two.node());
  }

  @Override
  public final FileType type() {
    return FileType.DIRECTORY;
  }

  @Override
  public final Stat stat() {
    return new Stat(
        ino(), FileType.DIRECTORY, attributes(), links(), Stat.DIRECTORY_SIZE, DeviceNumber.NONE);
  }

  private int links() {
    if (isMerged()) {
      return 1;
    }
    try {
      return 2 + subdirectories();
    } catch (IOException e) {
      return 1;
    }
  }
}
