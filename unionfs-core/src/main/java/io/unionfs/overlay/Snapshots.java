package io.unionfs.overlay;

import io.unionfs.medium.BlockMediums;
import java.io.IOException;

/**
 * Takes snapshots and goes back to them. A snapshot freezes the writable layer, as a lower layer
 * with the names and numbers it has, and the mount goes on above it with an empty one; so no file
 * is looked at, and what the mount shows stays as it is. With the mount's lock held.
 */
final class Snapshots {
  private final MountState state;

  Snapshots(MountState state) {
    this.state = state;
  }

  /**
   * @param name what the frozen layer is called in messages
   */
  MountSnapshot take(String name) throws ErrnoException, IOException {
    BlockMediums mediums = checkPossible();
    if (state.root() instanceof UpperDirectory top) {
      state.goOnAbove(new MergedTree(new FrozenLayer(name, top), state.lower()));
    }
    SpaceAccount space = state.space;
    return new MountSnapshot(
        state.lock, state.lower(), space.named(), mediums.heldBut(space.unnamed()));
  }

  void restore(MountSnapshot snapshot) throws ErrnoException, IOException {
    MergedTree tree = tree(snapshot);
    BlockMediums mediums = checkPossible();
    mediums.goBack(snapshot.held());
    state.goBack(tree, snapshot.usage());
  }

  /** What {@code snapshot} shows; with the lock held, or not. */
  MergedTree tree(MountSnapshot snapshot) {
    if (!snapshot.isOf(state.lock)) {
      throw new IllegalArgumentException("a snapshot of another mount");
    }
    return snapshot.tree();
  }

  private BlockMediums checkPossible() throws ErrnoException {
    if (!(state.upper.source() instanceof BlockMediumSource source)) {
      throw new UnsupportedOperationException(
          state.isReadOnly()
              ? "a read-only mount needs no snapshots: nothing changes in it"
              : "snapshots are of writable layers in blocks in memory; this one is in a directory");
    }
    if (state.index() != null) {
      throw new UnsupportedOperationException("there are no snapshots under index=on");
    }
    if (state.writers() > 0) {
      throw Errno.EBUSY.thrown();
    }
    return source.mediums();
  }
}
