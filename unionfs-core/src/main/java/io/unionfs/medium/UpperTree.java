package io.unionfs.medium;

import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Content;
import io.unionfs.layer.FileType;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The writable layer in a directory. What is made or found is known by name here, so that a name is
 * never looked for on the storing filesystem.
 *
 * <p>What can be done in one atomic call is done by it: in place where nothing has to follow, else
 * by a move out of the work area. What needs several moves goes through the {@link Journal}.
 *
 * <p>Lock order: a file's monitor (writes of its data), {@link #lock} (everything else), the
 * monitor of {@link ChangingNames} (what is known of names and users; never around I/O).
 */
final class UpperTree implements UpperMedium {
  /** How far a file may grow without a look at the space that is left. */
  private static final long UNCHECKED_GROWTH = 1 << 20;

  /** The index's number where numbers are counted; nobody compares it. */
  private static final long INDEX_NUMBER = 0;

  private final Object lock = new Object();
  private final Storage storage;
  private final Faults faults;
  private final Profile profile;
  private final Path upper;
  private final WorkDirectory work;
  private final Journal journal;
  private final Sidecar sidecar;
  private final MetadataStore store;
  private final ChangingNames changing = new ChangingNames();
  private final OpenFiles openFiles;
  private final MetadataFlush flush;
  private final NameTable names;
  private final Listing listing;
  private final DeepPaths deepPaths;
  private final DeepDirectories deepDirectories;
  private final Arrivals arrivals;
  private final Moves moves;
  private final StoredDirectory root;
  private final Closeable release;
  private boolean closed;

  /** Made when it is first asked for, or found; null till then. */
  private StoredDirectory index;

  /**
   * Takes over an {@code upper} and a {@code workDirectory} that nobody else uses.
   *
   * @param faults what is to fail from the first call on
   * @param levels so many levels deep a directory is where its name says
   * @param release what to close last
   */
  UpperTree(
      Storage plain,
      Faults faults,
      Profile profile,
      Path upper,
      Path workDirectory,
      int levels,
      Closeable release)
      throws IOException {
    Storage storage = faults.in(plain);
    this.storage = storage;
    this.faults = faults;
    this.profile = profile;
    this.upper = upper;
    this.release = release;
    this.work = new WorkDirectory(storage, workDirectory);
    this.journal =
        new Journal(
            storage,
            upper,
            profile.isJournalled()
                ? new JournalFile(storage, upper, workDirectory, work.journal())
                : null);
    this.sidecar =
        profile.numbering() == Profile.Numbering.COUNTED
            ? Sidecar.fresh(storage, work.sidecar())
            : Sidecar.open(storage, work.sidecar());
    this.store = new MetadataStore(storage, profile, sidecar);
    MetadataReader reader = new MetadataReader(storage, profile, sidecar, store);
    Whiteouts whiteouts = new Whiteouts(storage, profile, store, reader, work);
    this.openFiles = new OpenFiles(storage, work, journal, lock, changing);
    Maker maker = new Maker(this, storage, profile, store, reader, work, journal, faults);
    this.flush = new MetadataFlush(profile, store, reader, journal);
    this.listing = new Listing(this, storage, reader, work, openFiles);
    this.deepPaths = new DeepPaths(storage);
    this.names = new NameTable(work, openFiles, maker, flush, listing);
    this.arrivals =
        new Arrivals(
            storage, profile, work, journal, maker, flush, names, listing, openFiles, faults);
    this.deepDirectories =
        new DeepDirectories(
            storage,
            work,
            store,
            flush,
            names,
            changing,
            profile.writing() == Profile.Writing.HELD_BACK
                ? upper.getNameCount() + levels
                : Integer.MAX_VALUE);
    this.moves =
        new Moves(
            storage, work, journal, whiteouts, flush, names, openFiles, changing, deepDirectories);
    if (profile.numbering() != Profile.Numbering.COUNTED) {
      journal.replay(flush::redo);
      work.clean();
      if (profile.durability() == Durability.VOLATILE) {
        Incompatible.markVolatile(storage, work.area());
      }
    }
    this.root = listing.root(upper, profile.numbering());
  }

  Storage storage() {
    return storage;
  }

  Path upper() {
    return upper;
  }

  Faults faults() {
    return faults;
  }

  DeepPaths deepPaths() {
    return deepPaths;
  }

  DeepDirectories deepDirectories() {
    return deepDirectories;
  }

  ChangingNames changing() {
    return changing;
  }

  OpenFiles openFiles() {
    return openFiles;
  }

  /** Changes when a directory is moved: paths kept from before may lead nowhere. */
  int epoch() {
    return names.epoch();
  }

  Durability durability() {
    return profile.durability();
  }

  /** Metadata somewhere differs from what is stored. */
  void markPending() {
    flush.markPending();
  }

  /**
   * Refuses growth that would fill the heap before the storing filesystem says no: one that lives
   * in memory keeps no holes.
   */
  void checkGrowth(StoredFile file, long growth) throws IOException {
    if (growth > UNCHECKED_GROWTH
        && profile.writing() == Profile.Writing.HELD_BACK
        && growth > Files.getFileStore(upper).getUsableSpace()) {
      throw Failures.noSpace(file.lastPath());
    }
  }

  @Override
  public UpperNode root() {
    return root;
  }

  @Override
  public Path directory() {
    synchronized (lock) {
      try {
        checkOpen();
        journal.settle();
        flush.flush(roots());
        deepDirectories.putAllBack(roots());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return upper;
  }

  @Override
  public boolean hasIndex() throws IOException {
    synchronized (lock) {
      return index != null || storage.exists(work.index());
    }
  }

  @Override
  public UpperNode index() throws IOException {
    synchronized (lock) {
      checkOpen();
      if (index == null) {
        Path path = work.index();
        WorkDirectory.createIfMissing(storage, path);
        boolean counted = profile.numbering() == Profile.Numbering.COUNTED;
        index =
            counted
                ? new StoredDirectory(this, INDEX_NUMBER, root.metadata)
                : listing.directory(path);
        index.complete = counted;
        index.placeOutside(path);
      }
      return index;
    }
  }

  @Override
  public Space space() throws IOException {
    try {
      FileStore store = Files.getFileStore(upper);
      return new Space(store.getTotalSpace(), store.getUnallocatedSpace(), store.getUsableSpace());
    } catch (ClosedFileSystemException e) { // No lock keeps it open meanwhile.
      throw new IOException(upper + ": the writable layer is closed", e);
    }
  }

  private List<StoredDirectory> roots() {
    return index == null ? List.of(root) : List.of(root, index);
  }

  @Override
  public UpperMetadata rootMetadata() {
    synchronized (lock) {
      return root.metadata;
    }
  }

  @Override
  public Map<String, UpperEntry> list(UpperNode directory) throws IOException {
    synchronized (lock) {
      StoredDirectory listed = (StoredDirectory) node(directory);
      if (!listed.complete) {
        listing.complete(listed);
        markPending();
      }
      Map<String, UpperEntry> entries = new LinkedHashMap<>();
      listed.children().forEach((name, slot) -> entries.put(name, entry(slot)));
      return entries;
    }
  }

  private static UpperEntry entry(Slot slot) {
    if (!(slot instanceof StoredNode node)) {
      return UpperEntry.Whiteout.WHITEOUT;
    }
    long size = node instanceof StoredFile file ? file.size() : 0;
    return new UpperEntry.Present(node, node.metadata, node.links, size);
  }

  @Override
  public UpperNode create(
      UpperNode directory, String name, UpperMetadata metadata, Occupant occupant)
      throws IOException {
    synchronized (lock) {
      return arrivals.create(directory(directory), FileName.checked(name), metadata, occupant);
    }
  }

  @Override
  public UpperFile copyUp(
      UpperNode directory, String name, UpperMetadata metadata, Content.Reader source, long length)
      throws IOException {
    if (metadata.type() != FileType.REGULAR) {
      throw new IllegalArgumentException("only regular files have data");
    }
    Arrivals.Staged staged;
    synchronized (lock) {
      staged = arrivals.stageCopy(directory(directory), FileName.checked(name), metadata);
    }
    // Not under the lock: other files are opened and closed while a big one is copied. The caller
    // makes no other change meanwhile.
    Arrivals.Staged filled;
    try {
      filled = arrivals.fill(staged, source, length);
    } catch (IOException | RuntimeException | Error e) {
      synchronized (lock) {
        arrivals.drop(staged, e);
      }
      throw e;
    }
    synchronized (lock) {
      return (UpperFile) arrivals.settle(filled);
    }
  }

  @Override
  public void link(UpperNode file, UpperNode directory, String name, Occupant occupant)
      throws IOException {
    synchronized (lock) {
      faults.reach(FaultPoint.UPPER_LINK);
      arrivals.link(node(file), directory(directory), FileName.checked(name), occupant);
    }
  }

  @Override
  public void remove(UpperNode directory, String name, Occupant occupant, Remains remains)
      throws IOException {
    synchronized (lock) {
      faults.reach(FaultPoint.UPPER_REMOVE);
      moves.remove(directory(directory), FileName.checked(name), occupant, remains);
    }
  }

  @Override
  public void move(
      UpperNode node,
      UpperNode fromDirectory,
      String fromName,
      UpperNode toDirectory,
      String toName,
      Occupant occupant,
      Remains remains)
      throws IOException {
    synchronized (lock) {
      faults.reach(FaultPoint.UPPER_MOVE);
      moves.move(
          node(node),
          directory(fromDirectory),
          fromName,
          directory(toDirectory),
          FileName.checked(toName),
          occupant,
          remains);
    }
  }

  @Override
  public void exchange(
      UpperNode first,
      UpperNode firstDirectory,
      String firstName,
      UpperNode second,
      UpperNode secondDirectory,
      String secondName)
      throws IOException {
    synchronized (lock) {
      faults.reach(FaultPoint.UPPER_EXCHANGE);
      moves.exchange(
          node(first),
          directory(firstDirectory),
          firstName,
          node(second),
          directory(secondDirectory),
          secondName);
    }
  }

  @Override
  public void update(UpperNode node, UpperMetadata metadata) throws IOException {
    synchronized (lock) {
      faults.reach(FaultPoint.UPPER_UPDATE);
      flush.update(node(node), metadata);
    }
  }

  @Override
  public List<Obstacle> obstacles() throws IOException {
    synchronized (lock) {
      checkOpen();
      journal.settle();
      flush.flush(roots());
      return new Obstacles(profile, store, listing).find(root);
    }
  }

  @Override
  public void sync() throws IOException {
    synchronized (lock) {
      checkOpen();
      faults.reach(FaultPoint.UPPER_SYNC);
      journal.settle();
      work.discardAgain();
      if (!isGoneAfterwards()) {
        flush.flush(roots());
        deepDirectories.putAllBack(roots());
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      Closing.all(
          List.of(
              journal::settle,
              () -> {
                if (!isGoneAfterwards()) {
                  flush.flush(roots());
                }
              },
              () -> {
                if (!isGoneAfterwards()) {
                  deepDirectories.putAllBack(roots());
                }
              },
              openFiles::closeAll,
              work::discardAgain,
              sidecar::close,
              journal::close,
              release));
    }
  }

  /** Whether nobody will see the store after it is closed, as with all that are counted. */
  private boolean isGoneAfterwards() {
    return profile.numbering() == Profile.Numbering.COUNTED;
  }

  private StoredDirectory directory(UpperNode handle) throws IOException {
    return (StoredDirectory) node(handle);
  }

  private StoredNode node(UpperNode handle) throws IOException {
    checkOpen();
    StoredNode node = (StoredNode) handle;
    if (node.tree != this) {
      throw new IllegalArgumentException("a handle of another medium");
    }
    journal.settle();
    return node;
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException(upper + ": the writable layer is closed");
    }
  }
}
