package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.medium.UpperFile;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperNode;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file of the writable layer, other than a directory; all its names lead to this one object.
 *
 * <p>Threads: {@link #metadata} and {@link #size} are read without a lock. {@code metadata} is
 * replaced, and {@code size} changed, only with this object's monitor held; {@link #links} with the
 * mount's lock held.
 */
final class UpperInode extends LeafInode {
  private static final AtomicIntegerFieldUpdater<UpperInode> HOLDS =
      AtomicIntegerFieldUpdater.newUpdater(UpperInode.class, "holds");

  private static final AtomicReferenceFieldUpdater<UpperInode, NameMove> MOVES =
      AtomicReferenceFieldUpdater.newUpdater(UpperInode.class, NameMove.class, "moves");

  /** What is done in the medium. */
  interface Step {
    void run() throws IOException;
  }

  private long ino; // as good as final: it changes before anyone else has this
  private final UpperNode node;
  private final ReentrantLock storing = new ReentrantLock();
  private volatile UpperMetadata metadata;
  private volatile long size;
  private volatile int links;

  /** How many names there are in the medium, the index's too; with the mount's lock held. */
  private int stored;

  /** The lower file that still holds the data; null when the data is here. */
  private volatile LowerInode lowerData;

  /** The newest change of a name; null until the file is opened for the first time. */
  private volatile NameMove moves;

  /** Whether any byte was ever written since the size was 0; with this object's monitor. */
  private boolean holdsData;

  /** One for having names in the medium, and one for each user of the data; 0 when it is gone. */
  private volatile int holds = 1;

  /** What it is charged, in bytes; with this object's monitor held. */
  private long chargedData;

  private long chargedMetadata;

  /** Whether it is charged nothing any more, not even an inode; with this object's monitor. */
  private boolean released;

  /**
   * @param links how many names the union shows
   * @param stored how many names there are in the medium, the index's too
   * @param lowerData the lower file that still holds the data, or null
   */
  UpperInode(
      long ino,
      UpperNode node,
      UpperMetadata metadata,
      int links,
      int stored,
      long size,
      LowerInode lowerData) {
    this.ino = ino;
    this.node = node;
    this.metadata = metadata;
    this.stored = stored;
    this.links = links;
    this.size = size;
    this.holdsData = size > 0;
    this.lowerData = lowerData;
    this.chargedData = SpaceCost.data(metadata, size);
    this.chargedMetadata = SpaceCost.metadata(metadata, stored);
  }

  /** A new file with one name. */
  static UpperInode made(long ino, UpperNode node, UpperMetadata metadata) {
    return new UpperInode(ino, node, metadata, 1, 1, 0, null);
  }

  /** Gives this another number, before anyone else has it. */
  void renumber(long newIno) {
    ino = newIno;
  }

  /**
   * Held around the monitor while data or attributes are stored, which may take long: who must not
   * wait for that tries to take it.
   */
  ReentrantLock storing() {
    return storing;
  }

  LowerInode lowerData() {
    return lowerData;
  }

  void setLowerData(LowerInode value) {
    lowerData = value;
  }

  int stored() {
    return stored;
  }

  void addStored(int difference) {
    stored += difference;
  }

  boolean holdsData() {
    return holdsData;
  }

  void setHoldsData(boolean value) {
    holdsData = value;
  }

  /** One user more of the data of a regular file. */
  void open(SpaceAccount space) throws IOException {
    int known;
    do {
      known = holds;
      if (known == 0) {
        throw new NoSuchFileException(Long.toString(node.number()));
      }
    } while (!HOLDS.compareAndSet(this, known, known + 1));
    try {
      file().open();
    } catch (IOException | RuntimeException e) {
      letGo(space);
      throw e;
    }
  }

  /** Takes one {@link #open} back. */
  void close(SpaceAccount space) throws IOException {
    try {
      file().close();
    } finally {
      letGo(space);
    }
  }

  /** A user less; or the medium has no name of it any more. The last gives back what it took. */
  void letGo(SpaceAccount space) {
    if (HOLDS.decrementAndGet(this) == 0) {
      synchronized (this) {
        released = true;
        space.release(chargedData + chargedMetadata, 1);
      }
    }
  }

  boolean isReleased() {
    return released;
  }

  long chargedData() {
    return chargedData;
  }

  void setChargedData(long bytes) {
    chargedData = bytes;
  }

  long chargedMetadata() {
    return chargedMetadata;
  }

  void setChargedMetadata(long bytes) {
    chargedMetadata = bytes;
  }

  @Override
  public long ino() {
    return ino;
  }

  UpperNode node() {
    return node;
  }

  /** The data of a regular file. */
  UpperFile file() {
    return (UpperFile) node;
  }

  UpperMetadata metadata() {
    return metadata;
  }

  void setMetadata(UpperMetadata newMetadata) {
    metadata = newMetadata;
  }

  long size() {
    return size;
  }

  void setSize(long newSize) {
    size = newSize;
  }

  int links() {
    return links;
  }

  /** Names come or go, in the union and in the medium alike. */
  void addLinks(int difference) {
    links += difference;
    stored += difference;
  }

  /**
   * Has the medium give this a further name by {@code step}; the engine counts it by {@code
   * counted}.
   */
  void gainName(SpaceAccount space, Step step, Runnable counted) throws IOException {
    storing.lock();
    try {
      synchronized (this) {
        space.chargeMetadata(this, metadata, stored + 1);
        try {
          step.run();
          counted.run();
        } finally {
          space.settleMetadata(this);
        }
      }
    } finally {
      storing.unlock();
    }
  }

  /** The newest change of a name, for who opens the file: those that come follow it. */
  NameMove moves() {
    NameMove newest = moves;
    if (newest != null) {
      return newest;
    }
    MOVES.compareAndSet(this, null, NameMove.none());
    return moves;
  }

  /** A name was renamed or removed; with the mount's lock held. */
  void moved(NameMove move) {
    if (moves != null) {
      moves.append(move);
      moves = move;
    }
  }

  @Override
  public FileType type() {
    return metadata.type();
  }

  @Override
  Attributes attributes() {
    return metadata.attributes();
  }

  @Override
  int layer() {
    return TraceEvent.UPPER;
  }

  @Override
  public Stat stat() {
    UpperMetadata now = metadata;
    long bytes = now.target() == null ? size : SymlinkTarget.size(now.target());
    return new Stat(ino, now.type(), now.attributes(), links, bytes, now.device());
  }

  @Override
  String target() {
    return metadata.target();
  }
}
