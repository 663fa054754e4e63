package io.unionfs.nio;

import io.unionfs.overlay.MountSnapshot;

/**
 * What a {@link UnionFileSystem} showed at one moment: taken by {@link UnionFileSystem#snapshot},
 * gone back to by {@link UnionFileSystem#restore}, any number of times.
 *
 * <p>Immutable, and safe for use by many threads. It holds memory alone, that of the files which it
 * shows and which are not in the layers that were mounted; there is nothing to close. Memory is
 * free when neither the filesystem shows it nor a snapshot.
 */
public final class Snapshot {
  private final MountSnapshot engine;
  private final String fileSystem;

  /** Tells the mount from others. */
  private final long device;

  /** In the order in which they were taken, from 1. */
  private final long number;

  Snapshot(MountSnapshot engine, SharedMount mount, long number) {
    this.engine = engine;
    this.fileSystem = mount.name;
    this.device = mount.device;
    this.number = number;
  }

  boolean isOf(SharedMount mount) {
    return device == mount.device;
  }

  MountSnapshot engine() {
    return engine;
  }

  /** Which one it is, of which filesystem, for a message. */
  @Override
  public String toString() {
    return nameOf(number, fileSystem);
  }

  static String nameOf(long number, String fileSystem) {
    return "snapshot " + number + " of " + fileSystem;
  }
}
