package io.unionfs.overlay;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Opacity;
import io.unionfs.medium.UpperEntry;
import io.unionfs.medium.UpperMedium;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Puts a writable layer that was used before on its lower layers again. */
final class UsedUpper {
  private final UpperMedium medium;
  private final Map<Long, UpperInode> leaves = new HashMap<>();

  private UsedUpper(UpperMedium medium) {
    this.medium = medium;
  }

  static void mount(MountState state) throws IOException {
    state.lock.lock();
    try {
      UpperMedium medium = state.medium();
      LowerDirectory lower = (LowerDirectory) state.root();
      state.publish(new UsedUpper(medium).directory(medium.root(), medium.rootMetadata(), lower));
    } finally {
      state.lock.unlock();
    }
  }

  private UpperDirectory directory(UpperNode node, UpperMetadata metadata, Inode shownBelow)
      throws IOException {
    LowerDirectory lower =
        metadata.opacity() == Opacity.TRANSPARENT && shownBelow instanceof LowerDirectory below
            ? below
            : null;
    NameMap.Builder<Inode> children =
        (lower == null ? NameMap.<Inode>empty() : lower.children()).edit();
    NameMap.Builder<Boolean> whiteouts = NameMap.<Boolean>empty().edit();
    int subdirectories = 0;
    for (Map.Entry<String, UpperEntry> entry : medium.list(node).entrySet()) {
      String name = entry.getKey();
      if (!(entry.getValue() instanceof UpperEntry.Present present)) {
        children.remove(name);
        whiteouts.put(name, Boolean.TRUE);
      } else if (present.metadata().type() == FileType.DIRECTORY) {
        Inode below = lower == null ? null : lower.children().get(name);
        children.put(name, directory(present.node(), present.metadata(), below));
        subdirectories++;
      } else {
        children.put(name, leaf(present));
      }
    }
    long ino =
        metadata.origin() != 0
            ? metadata.origin()
            : lower != null ? lower.ino() : InodeNumbers.ofUpper(node.number());
    return UpperDirectory.found(
        ino, node, metadata, lower, children.build(), whiteouts.build(), subdirectories);
  }

  private UpperInode leaf(UpperEntry.Present present) {
    return leaves.computeIfAbsent(
        present.node().number(),
        number ->
            new UpperInode(
                present.metadata().origin() != 0
                    ? present.metadata().origin()
                    : InodeNumbers.ofUpper(number),
                present.node(),
                present.metadata(),
                present.links(),
                present.size()));
  }
}
