package io.unionfs.overlay;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.InjectedFaultException;
import io.unionfs.layer.Attributes;
import io.unionfs.medium.BlockMedium;
import io.unionfs.medium.MediumException;
import io.unionfs.medium.Space;
import io.unionfs.medium.UpperMedium;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperNode;
import io.unionfs.overlay.MountBuilder.Writability;
import io.unionfs.trace.TraceEvent;
import io.unionfs.trace.TraceListener;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
  /** Opens the writable layer when it is first needed. */
  interface MediumSource {
    UpperMedium open() throws IOException;
  }

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

  private final MediumSource source;
  private final Writability writability;
  private final LookupStrategy strategy;
  private final OverlayOptions options;
  private final FaultPlan faults;

  /** Null where hard links of lower layers are parted by copy-up. */
  private final LinkIndex index;

  /** Metadata not yet written to the medium; the newest wins. */
  private volatile Map<UpperNode, UpperMetadata> unwritten; // null till the medium is opened

  /** Events of the running operation; guarded by {@link #lock}. */
  private final List<TraceEvent> untold = new ArrayList<>();

  /** Guarded by {@link #lock}. */
  private Origins origins;

  /** Regular files that are open for writing. */
  private final AtomicInteger writers = new AtomicInteger();

  private volatile Directory root;
  private volatile Probe probe;
  private volatile TraceListener listener;

  /** See {@link #looksUpQuietly}. */
  private volatile boolean quiet;

  private volatile boolean closed;

  /** Opened and closed in turn. */
  private final Object opening = new Object();

  /** Opened with {@link #opening} held; null until the first write. */
  private volatile UpperMedium medium;

  /**
   * @param source opens the writable layer; null for a mount that has none, which is read-only
   * @param faults what is to fail; null for nothing
   */
  MountState(
      MergedTree lower,
      MediumSource source,
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
    this.openLowerFiles = noOpenLowerFiles(source, space);
    this.openLocations = new OpenLocations(options.redirectDir());
    this.origins = new Origins(lower, Origins.Kept.DROPPED);
    this.source = source;
    this.writability = writability;
    this.strategy = strategy;
    this.accessTimes = accessTimes;
    this.clock = clock;
    this.root = lower.root();
    setListener(null);
  }

  private OpenLowerFiles noOpenLowerFiles(MediumSource upperSource, SpaceAccount account) {
    return new OpenLowerFiles(
        index != null || upperSource == null
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

  /** Where the writable layer comes from; null for a mount that has none. */
  MediumSource source() {
    return source;
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
    leaveMedium();
    root = frozen.root();
    openDirectories.replacedAll(root);
  }

  /**
   * {@code tree} is shown from now on, and an empty writable layer above it; with the lock held.
   */
  void goBack(MergedTree tree, Usage usage) throws IOException {
    SpaceAccount fresh = new SpaceAccount(space.quota(), lock);
    fresh.found(usage);
    leaveMedium();
    openLowerFiles = noOpenLowerFiles(source, fresh);
    root = tree.root();
    space = fresh; // After the root: whoever then finds the old root has the old account.
    openDirectories.wentBack(root);
    watches.noteReplaced(root);
  }

  /** The next change begins an empty one; the one there was lives on in snapshots, if at all. */
  private void leaveMedium() {
    synchronized (opening) {
      if (medium instanceof BlockMedium left) {
        left.dropPicture();
      }
      medium = null;
      unwritten = new ConcurrentHashMap<>();
    }
  }

  /** Whether {@code inode} can be changed: it is no older one that a snapshot shows, or nobody. */
  boolean isCurrent(UpperInode inode) {
    UpperMedium now = medium;
    return now != null && now.holds(inode.node());
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
    if (!openDirectories.isEmpty()) {
      openDirectories.moved(from, to);
    }
    openLocations.moved(from, to);
  }

  boolean isReadOnly() {
    return writability == Writability.READ_ONLY;
  }

  /** Whether there is a layer above the lower ones, if only to look at. */
  boolean hasUpper() {
    return source != null;
  }

  boolean isClosed() {
    return closed;
  }

  void checkOpen() throws ErrnoException {
    if (closed) {
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

  Probe probe() {
    return probe;
  }

  /** Whether lookups are by one probe of the merged tree, and nobody is told. */
  boolean looksUpQuietly() {
    return quiet;
  }

  /** How the mount itself looks names up: without telling. */
  Probe quietProbe() {
    return index == null ? Probe.INDEXED : Probe.through(index, Probe.INDEXED);
  }

  void setListener(TraceListener newListener) {
    setListener(newListener, strategy);
  }

  /** Has the listener told, and names looked up by {@code search}, from now on. */
  void setListener(TraceListener newListener, LookupStrategy search) {
    listener = newListener;
    Probe plain =
        switch (search) {
          case INDEXED -> newListener == null ? Probe.INDEXED : Probe.indexed(newListener);
          case SCAN -> new Scan(newListener);
        };
    probe = index == null ? plain : Probe.through(index, plain);
    quiet = newListener == null && search == LookupStrategy.INDEXED;
  }

  boolean isTraced() {
    return listener != null;
  }

  /** Has the listener told of {@code event} when the operation is done; with the lock held. */
  void trace(TraceEvent event) {
    if (listener != null) {
      untold.add(event);
    }
  }

  /** Tells the listener that a program wrote to a file. */
  void traceWritten(long bytes) {
    TraceListener now = listener;
    if (now != null) {
      now.wrote(bytes);
    }
  }

  /** Tells the listener what the operation did; with the lock held. */
  void tell() {
    if (untold.isEmpty()) {
      return;
    }
    List<TraceEvent> events = List.copyOf(untold);
    untold.clear();
    TraceListener now = listener;
    if (now != null) {
      events.forEach(now::on);
    }
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

  /** The medium is to learn of {@code metadata} at the next flush. */
  void writeLater(UpperNode node, UpperMetadata metadata) {
    unwritten.put(node, metadata);
  }

  /** The medium learns of {@code metadata} now; with the lock held. */
  void writeNow(UpperNode node, UpperMetadata metadata) throws IOException {
    medium().update(node, metadata);
    unwritten.remove(node);
  }

  /** The medium, which has given out {@code node}, learns of {@code metadata} now. */
  void writeThrough(UpperNode node, UpperMetadata metadata) throws IOException {
    synchronized (unwritten) {
      medium.update(node, metadata);
      unwritten.remove(node);
    }
  }

  /** Nothing is to be told of {@code node} any more: it is gone. */
  void forget(UpperNode node) {
    unwritten.remove(node);
  }

  /** Tells the medium what it was to be told later; with the lock held. */
  void flush() throws IOException {
    if (medium == null) {
      return;
    }
    if (index != null) {
      index.dropUnwanted(this);
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

  /** Flushes and lets the medium go; with the lock held. */
  void close() throws IOException {
    if (closed) {
      return;
    }
    synchronized (opening) {
      closed = true;
    }
    if (medium != null) {
      try {
        flush();
      } finally {
        medium.close();
      }
    }
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

  /** The failure of a medium or layer as an errno. */
  static ErrnoException errno(IOException failure) {
    if (failure instanceof MediumException known) {
      return new ErrnoException(
          switch (known.kind()) {
            case NO_SPACE -> Errno.ENOSPC;
            case NAME_NOT_STORABLE -> Errno.EILSEQ;
            case READ_ONLY -> Errno.EROFS;
            case IN_USE -> Errno.EBUSY;
          },
          failure);
    }
    if (failure instanceof KnownFailure known) {
      return known.errno().thrown();
    }
    if (failure instanceof ClosedByInterruptException) {
      return new ErrnoException(Errno.EINTR, failure);
    }
    if (failure instanceof InjectedFaultException injected && injected.code() != null) {
      return new ErrnoException(Errno.named(injected.code()), failure);
    }
    return new ErrnoException(Errno.EIO, failure);
  }
}
