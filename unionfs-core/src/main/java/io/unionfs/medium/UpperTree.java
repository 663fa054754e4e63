package io.unionfs.medium;

import io.unionfs.layer.Content;
import io.unionfs.layer.FileType;
import io.unionfs.medium.Journal.Rename;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * <p>Lock order: a file's monitor (writes of its data), then {@link #lock} (everything else).
 */
final class UpperTree implements UpperMedium {
  private static final int COPY_BUFFER = 64 << 10;

  /** How far a file may grow without a look at the space that is left. */
  private static final long UNCHECKED_GROWTH = 1 << 20;

  private final Object lock = new Object();
  private final Storage storage;
  private final Profile profile;
  private final Path upper;
  private final WorkDirectory work;
  private final Journal journal;
  private final Sidecar sidecar;
  private final MetadataStore store;
  private final Whiteouts whiteouts;
  private final OpenFiles openFiles;
  private final Maker maker;
  private final MetadataFlush flush;
  private final Listing listing;
  private final StoredDirectory root;
  private final Closeable release;
  private ByteBuffer copyBuffer;
  private volatile int epoch;
  private boolean closed;

  /**
   * Takes over an {@code upper} and a {@code workDirectory} that nobody else uses.
   *
   * @param release what to close last
   */
  UpperTree(Storage storage, Profile profile, Path upper, Path workDirectory, Closeable release)
      throws IOException {
    this.storage = storage;
    this.profile = profile;
    this.upper = upper;
    this.release = release;
    this.work = new WorkDirectory(storage, workDirectory);
    this.journal =
        new Journal(
            storage,
            upper,
            workDirectory,
            profile.writing() == Profile.Writing.THROUGH ? work.journal() : null);
    if (profile.numbering() != Profile.Numbering.COUNTED) {
      journal.replay();
      work.clean();
    }
    this.sidecar = Sidecar.open(storage, work.sidecar());
    this.store = new MetadataStore(storage, profile, sidecar);
    MetadataReader reader = new MetadataReader(storage, profile, sidecar, store);
    this.whiteouts = new Whiteouts(storage, profile, store, reader, work);
    this.openFiles = new OpenFiles(storage, work, lock);
    this.maker = new Maker(this, storage, profile, store, reader);
    this.flush = new MetadataFlush(profile, store);
    this.listing = new Listing(this, storage, reader, work);
    this.root = listing.root(upper, profile.numbering());
  }

  Storage storage() {
    return storage;
  }

  OpenFiles openFiles() {
    return openFiles;
  }

  /** Changes when a directory is moved: paths kept from before may lead nowhere. */
  int epoch() {
    return epoch;
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
    try {
      sync();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return upper;
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
      StoredDirectory parent = (StoredDirectory) node(directory);
      Path target = parent.resolve(name);
      Maker.Made made;
      if (occupant == Occupant.NOTHING && maker.isOneStep(parent, metadata)) {
        made = maker.makeAtOnce(target, metadata);
      } else {
        Path staged = work.stage();
        made = maker.makeWhole(staged, metadata);
        place(made, staged, target, occupant);
      }
      return settle(made, parent, name, target);
    }
  }

  @Override
  public UpperFile copyUp(
      UpperNode directory, String name, UpperMetadata metadata, Content.Reader source, long length)
      throws IOException {
    if (metadata.type() != FileType.REGULAR) {
      throw new IllegalArgumentException("only regular files have data");
    }
    StoredDirectory parent;
    Path target;
    Path staged;
    Maker.Made made;
    synchronized (lock) {
      parent = (StoredDirectory) node(directory);
      target = parent.resolve(name);
      staged = work.stage();
      made = maker.makeWhole(staged, metadata);
    }
    // Not under the lock: other files are opened and closed while a big one is copied. The caller
    // makes no other change meanwhile.
    made = fill(made, staged, source, length);
    synchronized (lock) {
      place(made, staged, target, Occupant.NOTHING);
      return (UpperFile) settle(made, parent, name, target);
    }
  }

  private Maker.Made fill(Maker.Made made, Path staged, Content.Reader source, long length)
      throws IOException {
    SturdyFile out = new SturdyFile(storage, staged, made.channel());
    try {
      ByteBuffer buffer = copyBuffer(length);
      long position = 0;
      while (position < length) {
        buffer.clear();
        buffer.limit((int) Math.min(buffer.capacity(), length - position));
        if (source.read(buffer, position) < 0) {
          throw new IOException(
              staged + ": the file being copied ends at " + position + " of " + length + " bytes");
        }
        buffer.flip();
        int read = buffer.remaining();
        out.write(buffer, position);
        position += read;
      }
      ((StoredFile) made.node()).setSize(length);
      return new Maker.Made(made.node(), out.release());
    } catch (IOException | RuntimeException | Error e) {
      out.close();
      maker.unmake(new Maker.Made(made.node(), null), staged, e);
      throw e;
    }
  }

  /** One buffer is enough: changes come one at a time. */
  private ByteBuffer copyBuffer(long length) {
    if (copyBuffer == null || copyBuffer.capacity() < Math.min(length, COPY_BUFFER)) {
      copyBuffer = ByteBuffer.allocate((int) Math.max(4096, Math.min(length, COPY_BUFFER)));
    }
    return copyBuffer;
  }

  @Override
  public void link(UpperNode file, UpperNode directory, String name, Occupant occupant)
      throws IOException {
    synchronized (lock) {
      StoredNode linked = node(file);
      StoredDirectory parent = (StoredDirectory) node(directory);
      Path target = parent.resolve(name);
      if (linked.form == Form.SYMLINK && !profile.can(Capability.SYMLINK_HARD_LINKS)) {
        linked = standIn(linked);
      }
      if (occupant == Occupant.NOTHING) {
        storage.createLink(target, linked.path());
      } else {
        Path staged = work.stage();
        storage.createLink(staged, linked.path());
        try {
          storage.move(staged, target);
        } catch (IOException | RuntimeException e) {
          work.discard(staged);
          throw e;
        }
      }
      linked.links++;
      listing.share(linked);
      appear(linked, parent, name, target);
    }
  }

  /** Not yet: see the class comment of {@link Maker}. */
  private static StoredNode standIn(StoredNode symlink) throws IOException {
    throw new IOException(
        symlink.lastPath() + ": the storing filesystem has no hard links to symbolic links");
  }

  @Override
  public void remove(UpperNode directory, String name, Occupant occupant, Remains remains)
      throws IOException {
    synchronized (lock) {
      StoredDirectory parent = (StoredDirectory) node(directory);
      remove(parent, name, parent.resolve(name), occupant, remains);
    }
  }

  private void remove(
      StoredDirectory parent, String name, Path target, Occupant occupant, Remains remains)
      throws IOException {
    Slot slot = parent.get(name);
    boolean whiteout = remains == Remains.WHITEOUT;
    if (whiteout) {
      flush.expectWhiteouts(parent);
    }
    Path aside = aside(slot, occupant);
    if (aside != null) {
      if (whiteout) {
        journal.change(List.of(new Rename(target, aside)), () -> whiteouts.put(target));
      } else {
        storage.move(target, aside);
      }
    } else if (!whiteout) {
      storage.delete(target);
    } else if (occupant == Occupant.NOTHING) {
      whiteouts.put(target);
    } else if (occupant == Occupant.FILE) {
      whiteouts.replace(target);
    }
    vanish(parent, name, slot, aside);
    parent.pending = true;
    markPending();
    if (whiteout) {
      parent.put(name, Slot.Whiteout.WHITEOUT);
    }
  }

  /**
   * Where to move what a change removes, when it cannot be deleted or replaced in one call: a file
   * that is open loses its last known name, a directory holds whiteouts or is to be replaced.
   */
  private Path aside(Slot slot, Occupant occupant) throws IOException {
    if (slot instanceof StoredFile file && file.users > 0 && file.hasOneKnownName()) {
      return work.orphan();
    }
    if (occupant == Occupant.DIRECTORY
        && !(slot instanceof StoredDirectory directory && directory.isEmpty())) {
      return work.stage();
    }
    return null;
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
      StoredNode moved = node(node);
      StoredDirectory fromParent = (StoredDirectory) node(fromDirectory);
      StoredDirectory toParent = (StoredDirectory) node(toDirectory);
      Path from = fromParent.resolve(fromName);
      Path to = toParent.resolve(toName);
      Slot replaced = toParent.get(toName);
      if (replaced == moved) { // rename(2) leaves two names of one file alone
        remove(fromParent, fromName, from, Occupant.FILE, remains);
        return;
      }
      boolean whiteout = remains == Remains.WHITEOUT;
      if (whiteout) {
        flush.expectWhiteouts(fromParent);
      }
      Path aside = asideForMove(moved, replaced, occupant, whiteout);
      List<Rename> renames = new ArrayList<>(2);
      if (aside != null) {
        renames.add(new Rename(to, aside));
      }
      if (whiteout) {
        renames.add(new Rename(from, to));
        journal.change(renames, () -> whiteouts.put(from));
      } else {
        journal.change(renames, () -> storage.move(from, to));
      }
      vanish(toParent, toName, replaced, aside);
      disappear(moved, fromParent, fromName);
      appear(moved, toParent, toName, to);
      if (whiteout) {
        fromParent.put(fromName, Slot.Whiteout.WHITEOUT);
      }
      changedPaths(moved);
    }
  }

  /** A plain rename replaces a file by a file, and an empty directory by a directory. */
  private Path asideForMove(StoredNode moved, Slot replaced, Occupant occupant, boolean whiteout)
      throws IOException {
    Path aside = aside(replaced, occupant);
    if (aside != null || occupant == Occupant.NOTHING) {
      return aside;
    }
    boolean likeForLike = (occupant == Occupant.DIRECTORY) == (moved instanceof StoredDirectory);
    return whiteout || !likeForLike ? work.stage() : null;
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
      StoredNode one = node(first);
      StoredNode two = node(second);
      if (one == two) {
        return;
      }
      StoredDirectory oneParent = (StoredDirectory) node(firstDirectory);
      StoredDirectory twoParent = (StoredDirectory) node(secondDirectory);
      Path onePath = oneParent.resolve(firstName);
      Path twoPath = twoParent.resolve(secondName);
      Path aside = work.stage();
      journal.change(
          List.of(new Rename(onePath, aside), new Rename(twoPath, onePath)),
          () -> storage.move(aside, twoPath));
      disappear(one, oneParent, firstName);
      disappear(two, twoParent, secondName);
      appear(two, oneParent, firstName, onePath);
      appear(one, twoParent, secondName, twoPath);
      changedPaths(one);
      changedPaths(two);
    }
  }

  @Override
  public void update(UpperNode node, UpperMetadata metadata) throws IOException {
    synchronized (lock) {
      flush.update(node(node), metadata);
    }
  }

  @Override
  public void sync() throws IOException {
    synchronized (lock) {
      checkOpen();
      flush.flush(root);
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      closeAll(
          List.of(
              () -> {
                // A store that is counted is gone after this.
                if (profile.numbering() != Profile.Numbering.COUNTED) {
                  flush.flush(root);
                }
              },
              openFiles::closeAll,
              sidecar::close,
              journal::close,
              release));
    }
  }

  /** Closes all, whatever fails, and then fails as the first that did. */
  private static void closeAll(List<Closeable> all) throws IOException {
    IOException failure = null;
    for (Closeable one : all) {
      try {
        one.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Moves a staged file to its name, or removes it. */
  private void place(Maker.Made made, Path staged, Path target, Occupant occupant)
      throws IOException {
    try {
      if (occupant != Occupant.NOTHING && made.node() instanceof StoredDirectory) {
        Path aside = work.stage();
        journal.change(List.of(new Rename(target, aside)), () -> storage.move(staged, target));
        work.discard(aside);
      } else {
        storage.move(staged, target);
      }
    } catch (IOException | RuntimeException e) {
      maker.unmake(made, staged, e);
      throw e;
    }
  }

  private StoredNode settle(Maker.Made made, StoredDirectory parent, String name, Path target)
      throws IOException {
    appear(made.node(), parent, name, target);
    if (made.node() instanceof StoredFile file) {
      openFiles.adopt(file, made.channel());
    }
    return made.node();
  }

  private void appear(StoredNode node, StoredDirectory parent, String name, Path path) {
    node.addName(parent, name, path);
    parent.put(name, node);
    parent.pending = true;
    markPending();
  }

  private void disappear(StoredNode node, StoredDirectory parent, String name) {
    node.removeName(parent, name);
    parent.remove(name);
    parent.pending = true;
  }

  /** Takes note that what stood at {@code name} is gone; {@code aside} is where it was moved. */
  private void vanish(StoredDirectory parent, String name, Slot slot, Path aside)
      throws IOException {
    parent.remove(name);
    if (slot instanceof StoredNode node) {
      node.removeName(parent, name);
      node.links--;
      if (aside != null && node instanceof StoredFile file && file.users > 0) {
        file.placeOutside(aside);
        file.orphan = true;
      } else if (!node.hasKnownName()) {
        node.gone = true;
        if (node instanceof StoredFile file) {
          openFiles.drop(file);
        }
      }
      if (node.links == 0) {
        listing.unshare(node);
        if (!store.holdsXattrs(node.form)) {
          forget(node);
        }
      }
    }
    if (aside != null && !(slot instanceof StoredFile file && file.orphan)) {
      work.discard(aside);
    }
  }

  /** The file is removed already, so a failure fails nobody: a new file with its number forgets. */
  private void forget(StoredNode node) {
    try {
      store.forget(node.number());
    } catch (IOException e) {
      // stays
    }
  }

  private void changedPaths(StoredNode moved) {
    if (moved instanceof StoredDirectory) {
      epoch++;
    }
  }

  private StoredNode node(UpperNode handle) throws IOException {
    checkOpen();
    StoredNode node = (StoredNode) handle;
    if (node.tree != this) {
      throw new IllegalArgumentException("a handle of another medium");
    }
    return node;
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException(upper + ": the writable layer is closed");
    }
  }
}
