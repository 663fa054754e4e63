package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.medium.BlockMedium;
import io.unionfs.medium.Space;
import io.unionfs.medium.UpperMedium;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The medium of a mount's writable layer, opened when it is first needed, and the metadata that it
 * is to learn of later. A snapshot leaves the medium, and another one is opened by the next change.
 */
final class UpperLayer {
  /** Opens the writable layer when it is first needed. */
  interface MediumSource {
    UpperMedium open() throws IOException;
  }

  private final MediumSource source;

  /** Metadata not yet written to the medium; the newest wins. */
  private volatile Map<UpperNode, UpperMetadata> unwritten; // null till the medium is opened

  /**
   * Whether anything was ever put there. The map cannot be asked whether it is empty: an entry can
   * be found, and taken out by a flush, before it is counted, and another is then missed.
   */
  private volatile boolean toldLater;

  private volatile boolean closed;

  /** Opened and closed in turn. */
  private final Object opening = new Object();

  /** Opened with {@link #opening} held; null until the first write. */
  private volatile UpperMedium medium;

  /**
   * @param source opens the medium; null for a mount that has none, which is read-only
   */
  UpperLayer(MediumSource source) {
    this.source = source;
  }

  /** Where the writable layer comes from; null for a mount that has none. */
  MediumSource source() {
    return source;
  }

  boolean isClosed() {
    return closed;
  }

  /** The writable layer, opened now if it was not; with the lock held, or not. */
  UpperMedium medium() throws IOException {
    UpperMedium known = medium;
    return known != null ? known : opened();
  }

  private UpperMedium opened() throws IOException {
    synchronized (opening) {
      if (medium == null) {
        if (closed) {
          throw new KnownFailure(Errno.EIO);
        }
        UpperMedium opened = source.open();
        unwritten = new ConcurrentHashMap<>();
        medium = opened;
      }
      return medium;
    }
  }

  /** The room there is for the writable layer; with the lock held, or not. */
  Space storageSpace() throws IOException {
    return medium == null && !closed && source instanceof UpperOnFirstWrite later
        ? later.space()
        : medium().space();
  }

  /** The writable layer if it was opened; with the lock held. */
  UpperMedium mediumIfOpen() {
    return medium;
  }

  /** The medium is to learn of {@code metadata} at the next flush; in memory it does at once. */
  void writeLater(UpperNode node, UpperMetadata metadata) {
    UpperMedium now = medium; // null right after a snapshot froze the file
    if (now == null || !now.takes(node, metadata)) {
      if (!toldLater) {
        toldLater = true; // Written once: readers of different files would share it.
      }
      unwritten.put(node, metadata);
    }
  }

  /** The medium learns of {@code metadata} now; with the lock held. */
  void writeNow(UpperNode node, UpperMetadata metadata) throws IOException {
    medium().update(node, metadata);
    forget(node);
  }

  /** The medium, which has given out {@code node}, learns of {@code metadata} now. */
  void writeThrough(UpperNode node, UpperMetadata metadata) throws IOException {
    synchronized (unwritten) {
      medium.update(node, metadata);
      unwritten.remove(node);
    }
  }

  /** Nothing is to be told of {@code node} later: it is gone, or was told now. */
  void forget(UpperNode node) {
    if (toldLater) { // A node's hash code takes long to make.
      unwritten.remove(node);
    }
  }

  /** Whether {@code inode} can be changed: it is no older one that a snapshot shows, or nobody. */
  boolean isCurrent(UpperInode inode) {
    UpperMedium now = medium;
    return now != null && now.holds(inode.node());
  }

  /** The next change begins an empty one; the one there was lives on in snapshots, if at all. */
  void leaveMedium() {
    synchronized (opening) {
      if (medium instanceof BlockMedium left) {
        left.dropPicture();
      }
      medium = null;
      unwritten = new ConcurrentHashMap<>();
    }
  }

  /** Whether what the medium's directory shows is no longer so. */
  boolean isPictureStale() {
    UpperMedium now = medium;
    return now != null && now.isPictureStale();
  }

  /** What the blocks hold; null where the medium is not in blocks in memory. */
  BlockUse blockUse() {
    if (source instanceof BlockMediumSource blocks && blocks.mediums().isUsed()) {
      return new BlockUse(blocks.mediums().held().bytes(), blocks.mediums().copiedBytes());
    }
    return medium instanceof BlockMedium blocks
        ? new BlockUse(blocks.heldBytes(), blocks.copiedBytes())
        : null;
  }

  /** {@code directory} after a change of its names. */
  UpperDirectory touched(UpperDirectory directory, Instant now) {
    Attributes attributes = directory.attributes().modifiedAt(now);
    UpperMetadata metadata = directory.metadata().with(attributes);
    writeLater(directory.node(), metadata);
    return directory.with(metadata);
  }

  /** {@code inode} after a change of its names. */
  void changed(UpperInode inode, Instant now) {
    synchronized (inode) {
      UpperMetadata metadata =
          inode.metadata().with(inode.metadata().attributes().withChanged(now));
      inode.setMetadata(metadata);
      if (inode.links() > 0) {
        writeLater(inode.node(), metadata);
      }
    }
  }

  /** Tells the medium what it was to be told later; with the mount's lock held. */
  void flush() throws IOException {
    if (medium == null) {
      return;
    }
    for (UpperNode node : unwritten.keySet()) {
      // What is written through meanwhile is newer, and must not be undone.
      synchronized (unwritten) {
        UpperMetadata newest = unwritten.get(node);
        if (newest != null) {
          // A reader may have been about to set the access time when a snapshot froze the file.
          if (medium.holds(node)) {
            medium.update(node, newest);
          }
          // What came meanwhile stays, and so does what could not be told.
          unwritten.remove(node, newest);
        }
      }
    }
    medium.sync();
  }

  /**
   * No medium is opened any more; with the mount's lock held.
   *
   * @return whether it was so before
   */
  boolean endOpening() {
    if (closed) {
      return true;
    }
    synchronized (opening) {
      closed = true;
    }
    return false;
  }

  /** Lets the medium go; with the mount's lock held. */
  void close() throws IOException {
    if (medium != null) {
      medium.close();
    }
  }
}
