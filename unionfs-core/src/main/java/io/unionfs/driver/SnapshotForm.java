package io.unionfs.driver;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.BlockUse;
import io.unionfs.overlay.MemoryMedium;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.OverlayOptions.Index;
import io.unionfs.overlay.OverlayOptions.RedirectDir;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Snapshots of a filesystem, as of btrfs, zfs and devicemapper: a layer is a snapshot of the one
 * below it, and a container one of its image; both own the blocks in which they differ. A snapshot
 * has no layers to a program: hard links and renamed directories are as in any filesystem, and a
 * lookup is one probe. Containers are in memory, whatever directory the driver has.
 *
 * <p>Data is shared in blocks of {@link #BLOCK} bytes. Metadata is modelled: of each file that is
 * new or not the same an inode of {@link #INODE} bytes, as ext4 has them, in whole blocks for the
 * snapshot.
 */
final class SnapshotForm extends Form {
  /** What is copied when a byte of it is written; of devicemapper 64 KiB, of btrfs 4 KiB. */
  static final int BLOCK = 16 << 10;

  static final int INODE = 256;

  @Override
  StoredLayer.Held layer(StoredLayer layer) throws IOException {
    if (layer.below() == null) {
      Stored all = Tally.of(layer.tree());
      return held(all.apparentBytes(), all.allocatedBytes(), all.files() + all.directories(), 0);
    }
    try (UnionFileSystem below = layer.below().open()) {
      return new Difference(below).of(layer);
    }
  }

  private static StoredLayer.Held held(long bytes, long blocks, long inodes, long written) {
    return new StoredLayer.Held(
        new Stored(bytes, blocks + metadata(inodes), inodes, 0, 0), Work.written(written));
  }

  private static long metadata(long inodes) {
    return Tally.blocks(inodes * INODE);
  }

  /** What a layer changes in a snapshot of the tree below. Used once. */
  private static final class Difference {
    private final UnionFileSystem below;

    /** The files with several names that were met. */
    private final Set<Long> seen = new HashSet<>();

    private long bytes;
    private long blocks;
    private long inodes;

    private record Folder(String path, Entry.Directory directory) {}

    Difference(UnionFileSystem below) {
      this.below = below;
    }

    StoredLayer.Held of(StoredLayer layer) throws IOException {
      Deque<Folder> pending = new ArrayDeque<>();
      pending.push(new Folder("/", layer.tree().root()));
      while (!pending.isEmpty()) {
        Folder folder = pending.pop();
        inode(below.getPath(folder.path), folder.directory);
        for (Map.Entry<String, Entry> child : folder.directory.entries().entrySet()) {
          String path = folder.path + child.getKey();
          if (child.getValue() instanceof Entry.Directory directory) {
            pending.push(new Folder(path + "/", directory));
          } else if (child.getValue() instanceof Entry.Node node && isFirst(node)) {
            inode(below.getPath(path), node);
            if (node instanceof Entry.File file) {
              data(below.getPath(path), file.content());
            }
          }
        }
      }
      return held(bytes, blocks, inodes, Tally.of(layer.tree()).apparentBytes());
    }

    /** Whether it is met by the first of its names. */
    private boolean isFirst(Entry.Node node) {
      return node.links() <= 1 || seen.add(node.number());
    }

    private void inode(Path before, Entry.Node node) throws IOException {
      if (!Files.exists(before, LinkOption.NOFOLLOW_LINKS) || !isSame(before, node)) {
        inodes++;
      }
    }

    private static boolean isSame(Path before, Entry.Node node) throws IOException {
      Map<String, Object> was =
          Files.readAttributes(
              before, "unix:mode,uid,gid,lastModifiedTime,size", LinkOption.NOFOLLOW_LINKS);
      Attributes is = node.attributes();
      BasicFileAttributes found =
          Files.readAttributes(before, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return ((int) was.get("mode") & 07777) == is.mode()
          && found.isDirectory() == (node instanceof Entry.Directory)
          && (int) was.get("uid") == is.uid()
          && (int) was.get("gid") == is.gid()
          && found.lastModifiedTime().toInstant().equals(is.modified())
          && isSameBesides(before, found, node);
    }

    private static boolean isSameBesides(Path before, BasicFileAttributes found, Entry.Node node)
        throws IOException {
      if (node instanceof Entry.File file) {
        return found.isRegularFile() && file.content().size() == found.size();
      }
      if (node instanceof Entry.Symlink link) {
        return found.isSymbolicLink()
            && Files.readSymbolicLink(before).toString().equals(link.target());
      }
      return !found.isRegularFile() && !found.isSymbolicLink();
    }

    /** Counts the blocks of {@code content} that the file at {@code before} has not. */
    private void data(Path before, Content content) throws IOException {
      long size = content.size();
      if (!Files.isRegularFile(before, LinkOption.NOFOLLOW_LINKS)) {
        bytes += size;
        blocks += Tally.blocks(size);
        return;
      }
      byte[] block = new byte[BLOCK];
      byte[] other = new byte[BLOCK];
      try (InputStream was = Files.newInputStream(before);
          Content.Reader is = content.open()) {
        for (long at = 0; at < size; at += BLOCK) {
          int length = (int) Math.min(BLOCK, size - at);
          ByteBuffer target = ByteBuffer.wrap(block, 0, length);
          while (target.hasRemaining() && is.read(target, at + target.position()) >= 0) {
            continue;
          }
          int held = was.readNBytes(other, 0, BLOCK);
          if (!Arrays.equals(block, 0, length, other, 0, held)) {
            bytes += length;
            blocks += Tally.blocks(length);
          }
        }
      }
    }
  }

  @Override
  Made container(StoredLayer image, Place place, InstantSource clock) throws IOException {
    UnionFileSystemBuilder builder =
        UnionFileSystem.builder()
            .clock(clock)
            .memory(MemoryMedium.SHARED_BLOCKS)
            .options(OverlayOptions.DEFAULT.with(RedirectDir.ON).with(Index.ON));
    image.chain().forEach(builder::lower);
    return new Made(builder.mount(), Work.MOUNT);
  }

  @Override
  WorkCounter.Probing probing() {
    return WorkCounter.Probing.NAME;
  }

  @Override
  Stored shared(StoredLayer image) {
    return image.storedChain();
  }

  @Override
  Stored unique(UnionFileSystem fileSystem, WorkCounter counter) {
    if (!counter.hasChanges()) {
      return Stored.NONE;
    }
    long held = fileSystem.blockUse().heldBytes();
    long inodes = fileSystem.usage().inodes() + 1; // and the root
    return new Stored(held, Tally.blocks(held) + metadata(inodes), inodes, 0, 0);
  }

  /** What the union calls copied up is shared; what was copied, the blocks know. */
  @Override
  Work work(UnionFileSystem fileSystem, WorkCounter counter) {
    BlockUse use = fileSystem.blockUse();
    Work counted = counter.work();
    return new Work(
        counted.filesCopied(),
        counted.directoriesCopied(),
        use.copiedBytes(),
        counted.bytesWritten(),
        counted.namesMade(),
        0,
        counted.lookups(),
        counted.coldProbes(),
        counted.probes(),
        counted.mounts());
  }

  @Override
  <T> T changed(
      UnionFileSystem fileSystem,
      StoredLayer image,
      Place place,
      InstantSource clock,
      Reading<T> reading)
      throws IOException {
    return reading.read(fileSystem);
  }
}
