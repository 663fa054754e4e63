package io.unionfs.medium;

import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Content;
import io.unionfs.medium.JournalFile.Rename;
import io.unionfs.medium.JournalFile.Wanted;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * Puts files at their names: new ones, copies, further names. What needs more than one call is made
 * in the work area and moved. Guarded by the tree's lock, but for {@link #fill}.
 */
final class Arrivals {
  private final Storage storage;
  private final Profile profile;
  private final WorkDirectory work;
  private final Journal journal;
  private final Maker maker;
  private final MetadataFlush flush;
  private final NameTable names;
  private final Listing listing;
  private final OpenFiles openFiles;
  private final DataCopy dataCopy;
  private final Faults faults;

  Arrivals(
      Storage storage,
      Profile profile,
      WorkDirectory work,
      Journal journal,
      Maker maker,
      MetadataFlush flush,
      NameTable names,
      Listing listing,
      OpenFiles openFiles,
      Faults faults) {
    this.storage = storage;
    this.profile = profile;
    this.work = work;
    this.journal = journal;
    this.maker = maker;
    this.flush = flush;
    this.names = names;
    this.listing = listing;
    this.openFiles = openFiles;
    this.dataCopy = new DataCopy(storage, faults);
    this.faults = faults;
  }

  /**
   * A file in the work area at {@code path}, to be put at {@code name}, which is {@code target}.
   */
  record Staged(Maker.Made made, Path path, StoredDirectory parent, String name, Path target) {
    Staged with(Maker.Made filled) {
      return new Staged(filled, path, parent, name, target);
    }
  }

  /** {@link UpperMedium#create}. */
  StoredNode create(StoredDirectory parent, String name, UpperMetadata metadata, Occupant occupant)
      throws IOException {
    boolean isCopy = occupant == Occupant.NOTHING && metadata.isOfCopy();
    if (!isCopy) {
      faults.reach(FaultPoint.UPPER_CREATE);
    }
    if (occupant == Occupant.NOTHING && maker.isOneStep(parent, metadata)) {
      if (isCopy) {
        faults.reach(FaultPoint.COPY_UP_CREATE);
        faults.reach(FaultPoint.COPY_UP_ATTRIBUTES);
        faults.reach(FaultPoint.COPY_UP_MOVE);
      }
      Path target = parent.resolve(name);
      flush.disturb(parent);
      return appear(maker.makeAtOnce(target, metadata), parent, name, target);
    }
    if (isCopy) {
      return settle(stageCopy(parent, name, metadata));
    }
    Staged staged = stage(parent, name, metadata, null);
    List<Wanted> before = flush.disturb(parent);
    place(staged, () -> replace(staged, occupant, before));
    return appear(staged.made(), parent, name, staged.target());
  }

  /** Makes a copy in the work area, with all its metadata. */
  Staged stageCopy(StoredDirectory parent, String name, UpperMetadata metadata) throws IOException {
    faults.reach(FaultPoint.COPY_UP_CREATE);
    return stage(parent, name, metadata, FaultPoint.COPY_UP_ATTRIBUTES);
  }

  private Staged stage(
      StoredDirectory parent, String name, UpperMetadata metadata, FaultPoint attributes)
      throws IOException {
    Path target = parent.resolve(name); // fails for a name that cannot be
    Path path = work.stage();
    return new Staged(maker.makeWhole(path, metadata, attributes), path, parent, name, target);
  }

  /**
   * Writes the first {@code length} bytes of {@code source} to a staged file; who fails to is to
   * {@link #drop} it.
   */
  Staged fill(Staged staged, Content.Reader source, long length) throws IOException {
    Maker.Made made = staged.made();
    FileChannel channel = dataCopy.copy(source, length, staged.path(), made.channel());
    ((StoredFile) made.node()).setSize(length);
    return staged.with(new Maker.Made(made.node(), channel));
  }

  /** Removes a staged file that could not be filled because of {@code cause}. */
  void drop(Staged staged, Throwable cause) {
    maker.unmake(new Maker.Made(staged.made().node(), null), staged.path(), cause);
  }

  /**
   * Puts a copy where nothing is. It has the times of its origin, and leaves those of its
   * directory.
   */
  StoredNode settle(Staged staged) throws IOException {
    Path target = staged.target();
    place(
        staged,
        () -> {
          faults.reach(FaultPoint.COPY_UP_MOVE);
          maker.writeTimes(staged.made().node(), staged.path());
          flush.keepTimes(staged.parent(), () -> storage.move(staged.path(), target));
        });
    return appear(staged.made(), staged.parent(), staged.name(), target);
  }

  /** Moves a staged file to its name by {@code step}, or removes it. */
  private void place(Staged staged, Journal.Step step) throws IOException {
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      maker.unmake(staged.made(), staged.path(), e);
      throw e;
    }
  }

  private void replace(Staged staged, Occupant occupant, List<Wanted> before) throws IOException {
    Path target = staged.target();
    if (occupant != Occupant.NOTHING && staged.made().node() instanceof StoredDirectory) {
      Path aside = work.stage();
      journal.change(
          List.of(new Rename(target, aside)), before, () -> storage.move(staged.path(), target));
      work.discard(aside);
    } else {
      storage.move(staged.path(), target);
    }
  }

  private StoredNode appear(Maker.Made made, StoredDirectory parent, String name, Path target) {
    names.appear(made.node(), parent, name, target);
    if (made.node() instanceof StoredFile file) {
      openFiles.adopt(file, made.channel());
    }
    return made.node();
  }

  /** {@link UpperMedium#link}. */
  void link(StoredNode linked, StoredDirectory parent, String name, Occupant occupant)
      throws IOException {
    flush.disturb(parent);
    Path target = parent.resolve(name);
    if (linked.form == Form.SYMLINK && !profile.can(Capability.SYMLINK_HARD_LINKS)) {
      flush.keepTimes(linked.firstParent(), () -> maker.standIn(linked, work.stage()));
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
    linked.pending = true; // where links are counted here
    listing.share(linked);
    names.appear(linked, parent, name, target);
  }
}
