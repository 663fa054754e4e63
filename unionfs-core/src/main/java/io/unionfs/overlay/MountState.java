package io.unionfs.overlay;

import io.unionfs.fault.FaultPlan;
import io.unionfs.overlay.MountBuilder.Writability;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the operations on one mount share: the current root, the writable layer's medium, the clock,
 * the listener.
 *
 * <p>Readers take {@link #root} once and hold no lock. Whoever changes the tree holds {@link
 * #lock}. Lock order: the package comment.
 */
final class MountState {
  final ReentrantLock lock = new ReentrantLock();
  final InstantSource clock;
  final AccessTimes accessTimes;

  /** Another one after each {@link #goBack}; what was opened before stays in the one before. */
  volatile OpenLowerFiles openLowerFiles;

  final FifoReaders fifoReaders = new FifoReaders();

  final Watches watches = new Watches();
  final OpenDirectories openDirectories = new OpenDirectories(watches::tellGone);
  final OpenLocations openLocations;

  /**
   * What the writable layer holds, and may hold. Another one after each {@link #goBack}: what was
   * charged before is given back to the one before.
   */
  volatile SpaceAccount space;

  final UpperLayer upper;
  final Tracing tracing;

  private final Writability writability;
  private final OverlayOptions options;
  private final FaultPlan faults;

  /** Null where hard links of lower layers are parted by copy-up. */
  private final LinkIndex index;

  /** Guarded by {@link #lock}. */
  private Origins origins;

  /** Regular files that are open for writing. */
  private final AtomicInteger writers = new AtomicInteger();

  private volatile Directory root;

  /**
   * @param source opens the writable layer; null for a mount that has none, which is read-only
   * @param faults what is to fail; null for nothing
   */
  MountState(
      MergedTree lower,
      UpperLayer.MediumSource source,
      Quota quota,
      Writability writability,
      LookupStrategy strategy,
      OverlayOptions options,
      AccessTimes accessTimes,
      InstantSource clock,
      FaultPlan faults) {
    this.options = options;
    this.faults = faults;
    boolean indexed = options.index() == OverlayOptions.Index.ON && source != null;
    this.index = indexed ? new LinkIndex() : null;
    this.space = new SpaceAccount(quota, lock);
    this.upper = new UpperLayer(source);
    this.openLowerFiles = noOpenLowerFiles(space);
    this.openLocations = new OpenLocations(options.redirectDir());
    this.origins = new Origins(lower, Origins.Kept.DROPPED);
    this.tracing = new Tracing(strategy, index);
    this.writability = writability;
    this.accessTimes = accessTimes;
    this.clock = clock;
    this.root = lower.root();
  }

  private OpenLowerFiles noOpenLowerFiles(SpaceAccount account) {
    return new OpenLowerFiles(
        index != null || !hasUpper()
            ? OpenLowerFiles.HardLinks.ONE_FILE
            : OpenLowerFiles.HardLinks.PARTED,
        fifoReaders,
        account);
  }

  Directory root() {
    return root;
  }

  /** The lower layers of this moment. */
  MergedTree lower() {
    return lower(root);
  }

  /** The lower layers of the tree that {@code someRoot} is, or was, the root of. */
  static MergedTree lower(Directory someRoot) {
    // All layers have a root.
    return someRoot instanceof UpperDirectory upper
        ? upper.lower().tree()
        : ((LowerDirectory) someRoot).tree();
  }

  int writers() {
    return writers.get();
  }

  /** A regular file is opened for writing; with the lock held. */
  void writerOpened() {
    writers.incrementAndGet();
  }

  void writerClosed() {
    writers.decrementAndGet();
  }

  /**
   * {@code frozen}, made of the tree that is shown now, takes its place, and an empty writable
   * layer is above it; with the lock held.
   */
  void goOnAbove(MergedTree frozen) throws IOException {
    upper.leaveMedium();
    root = frozen.root();
    openDirectories.replacedAll(root);
  }

  /**
   * {@code tree} is shown from now on, and an empty writable layer above it; with the lock held.
   */
  void goBack(MergedTree tree, Usage usage) throws IOException {
    SpaceAccount fresh = new SpaceAccount(space.quota(), lock);
    fresh.found(usage);
    upper.leaveMedium();
    openLowerFiles = noOpenLowerFiles(fresh);
    root = tree.root();
    space = fresh; // After the root: whoever then finds the old root has the old account.
    openDirectories.wentBack(root);
    watches.noteReplaced(root);
  }

  void publish(Directory newRoot) {
    root = newRoot;
  }

  /** Publishes the root that results from the directories on {@code way}. */
  void publish(Spine way) {
    root = way.rebuild();
    tellOpen(way);
  }

  /** Who has the directories on {@code way} open is led to these; after they are published. */
  void tellOpen(Spine way) {
    for (int level = 0; level <= way.depth(); level++) {
      openDirectories.replaced(way.directory(level));
    }
  }

  /** Whether what was found below {@code oldRoot} is what is there now. */
  boolean stillShows(Directory oldRoot, Inode found) {
    return root == oldRoot && shown(found) == found;
  }

  /** The directory at {@code from} is at {@code to} now; with the lock held. */
  void moved(List<String> from, List<String> to) {
    openDirectories.moved(from, to);
    openLocations.moved(from, to);
  }

  boolean isReadOnly() {
    return writability == Writability.READ_ONLY;
  }

  /** Whether there is a layer above the lower ones, if only to look at. */
  boolean hasUpper() {
    return upper.source() != null;
  }

  boolean isClosed() {
    return upper.isClosed();
  }

  void checkOpen() throws ErrnoException {
    if (isClosed()) {
      throw Errno.EIO.thrown();
    }
  }

  OverlayOptions options() {
    return options;
  }

  /** The copies that several names share, or null. */
  LinkIndex index() {
    return index;
  }

  /** What copies record of where they come from. */
  Origins origins() {
    return origins;
  }

  /** The writable layer outlives the mount; with the lock held. */
  void keepOrigins() {
    origins = new Origins(lower(), Origins.Kept.KEPT);
  }

  /** What is seen where the tree holds {@code inode}. */
  Inode shown(Inode inode) {
    return index == null || inode == null ? inode : index.shown(inode);
  }

  /** Before {@code inode} gets or loses a name in the union and the writable layer alike. */
  void beforeNames(UpperInode inode) throws IOException {
    if (index != null) {
      index.beforeNames(this, inode);
    }
  }

  boolean copiesAttributesAlone() {
    return options.metacopy() == OverlayOptions.Metacopy.ON;
  }

  boolean movesLowerDirectories() {
    return options.redirectDir() == OverlayOptions.RedirectDir.ON;
  }

  /** What is to fail, or null. */
  FaultPlan faults() {
    return faults;
  }

  /**
   * What the thread does is about {@code path}, or no path when that is null; nothing is done where
   * nothing is to fail.
   *
   * @return for {@link #leave}
   */
  List<String> enter(String path) {
    if (faults == null) {
      return null;
    }
    return path == null ? faults.enter() : faults.enter(path);
  }

  /** The same for an operation on one or two paths, either null. */
  List<String> enter(PathName path, PathName other) {
    if (faults == null || other == null) {
      return enter(faults == null || path == null ? null : path.toString());
    }
    return faults.enter(path.toString(), other.toString());
  }

  /** What the thread does is about what it was {@code before}. */
  void leave(List<String> before) {
    if (faults != null) {
      faults.leave(before);
    }
  }

  Instant now() {
    return clock.instant();
  }

  /** Tells the medium what it was to be told later; with the lock held. */
  void flush() throws IOException {
    if (index != null && upper.mediumIfOpen() != null) {
      index.dropUnwanted(this);
    }
    upper.flush();
  }

  /** Flushes and lets the medium go; with the lock held. */
  void close() throws IOException {
    if (upper.endOpening()) {
      return;
    }
    try {
      flush();
    } finally {
      upper.close();
    }
  }
}
