package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Names;
import io.unionfs.medium.UpperEntry;
import io.unionfs.medium.UpperMedium;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Counts a writable layer from the beginning, by the words of {@link Usage} and no other code. */
final class UsageRecount {
  private final Map<Long, UpperEntry.Present> files = new HashMap<>();
  private long bytes;
  private long inodes;

  private UsageRecount() {}

  static Usage of(MountState state, Collection<OpenFile> open) {
    state.lock.lock();
    try {
      UsageRecount count = new UsageRecount();
      UpperMedium medium = state.upper.mediumIfOpen();
      if (medium == null) {
        return Usage.NONE;
      }
      count.beside(medium.rootMetadata(), 1);
      count.walk(medium, medium.root());
      if (medium.hasIndex()) {
        count.walk(medium, medium.index());
      }
      count.files.values().forEach(file -> count.file(file.metadata(), file.size(), file.links()));
      count.nameless(open);
      return new Usage(count.bytes, count.inodes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      state.lock.unlock();
    }
  }

  /** With what snapshots froze, and is among {@code lower}. */
  static Usage withFrozen(MountState state, List<Layer> lower, Collection<OpenFile> open)
      throws IOException {
    Usage top = of(state, List.of());
    UsageRecount count = new UsageRecount();
    for (Layer layer : lower) {
      if (layer instanceof FrozenLayer frozen) {
        count.beside(frozen.root(), 1);
        Map<Long, Entry.Node> nodes = new HashMap<>();
        count.frozen(frozen.root(), nodes);
        nodes.values().forEach(count::frozen);
      }
    }
    count.nameless(open);
    return top.plus(count.bytes, count.inodes);
  }

  private void frozen(Entry.Directory directory, Map<Long, Entry.Node> nodes) throws IOException {
    for (Entry entry : directory.entries().values()) {
      if (entry instanceof Entry.Node node) {
        nodes.put(node.number(), node);
      }
      if (entry instanceof Entry.Directory below) {
        frozen(below, nodes);
      }
    }
  }

  private void frozen(Entry.Node node) {
    inodes++;
    if (node instanceof Entry.File file) {
      bytes += (file.content().size() + 4095) / 4096 * 4096;
    }
    beside(node, node.type() == FileType.DIRECTORY ? 1 : node.links());
  }

  private void beside(Entry.Node node, int names) {
    String target = node instanceof Entry.Symlink link ? link.target() : null;
    beside(node.attributes(), target, names);
  }

  private void walk(UpperMedium medium, UpperNode directory) throws IOException {
    for (UpperEntry entry : medium.list(directory).values()) {
      if (entry instanceof UpperEntry.Present present) {
        files.put(present.node().number(), present);
        if (present.metadata().type() == FileType.DIRECTORY) {
          walk(medium, present.node());
        }
      }
    }
  }

  private void nameless(Collection<OpenFile> open) throws IOException {
    Map<UpperInode, Boolean> seen = new IdentityHashMap<>();
    for (OpenFile each : open) {
      UpperInode upper = each.upper();
      if (upper != null
          && upper.type() == FileType.REGULAR
          && upper.stored() == 0
          && seen.put(upper, Boolean.TRUE) == null) {
        file(upper.metadata(), upper.file().size(), 0);
      }
    }
  }

  private void file(UpperMetadata metadata, long size, int names) {
    inodes++;
    if (metadata.type() == FileType.REGULAR && !metadata.isMetacopy()) {
      bytes += (size + 4095) / 4096 * 4096;
    }
    beside(metadata, names);
  }

  private void beside(UpperMetadata metadata, int names) {
    beside(metadata.attributes(), metadata.target(), names);
  }

  private void beside(Attributes attributes, String target, int names) {
    long sum = names > 3 ? 1024L * (names - 3) : 0;
    for (Map.Entry<String, byte[]> xattr : attributes.xattrs().asMap().entrySet()) {
      sum += 128 + Names.byteLength(xattr.getKey()) + xattr.getValue().length;
    }
    if (target != null) {
      int parts = target.split("/", -1).length;
      sum += 4L * Names.byteLength(target) + 128L * Math.max(0, parts - 8);
    }
    if (sum > 256) {
      bytes += (sum + 4095) / 4096 * 4096;
    }
  }
}
