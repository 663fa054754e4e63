package io.unionfs.medium;

import io.unionfs.medium.JournalFile.Rename;
import io.unionfs.medium.JournalFile.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes and renames. What is in the way and cannot be replaced in one call is moved to the work
 * area first. Guarded by the tree's lock.
 */
final class Moves {
  private final Storage storage;
  private final WorkDirectory work;
  private final Journal journal;
  private final Whiteouts whiteouts;
  private final MetadataFlush flush;
  private final NameTable names;
  private final OpenFiles openFiles;
  private final ChangingNames changing;
  private final DeepDirectories deepDirectories;

  Moves(
      Storage storage,
      WorkDirectory work,
      Journal journal,
      Whiteouts whiteouts,
      MetadataFlush flush,
      NameTable names,
      OpenFiles openFiles,
      ChangingNames changing,
      DeepDirectories deepDirectories) {
    this.storage = storage;
    this.work = work;
    this.journal = journal;
    this.whiteouts = whiteouts;
    this.flush = flush;
    this.names = names;
    this.openFiles = openFiles;
    this.changing = changing;
    this.deepDirectories = deepDirectories;
  }

  /** {@link UpperMedium#remove}. */
  void remove(StoredDirectory parent, String name, Occupant occupant, Remains remains)
      throws IOException {
    Slot slot = parent.get(name);
    changing.begin(slot, null);
    try {
      remove(slot, parent, name, occupant, remains);
    } finally {
      changing.end();
    }
  }

  private void remove(
      Slot slot, StoredDirectory parent, String name, Occupant occupant, Remains remains)
      throws IOException {
    deepDirectories.putBack(slot);
    List<Wanted> before = flush.disturb(parent);
    Path target = NameTable.pathOf(parent, name);
    boolean whiteout = remains == Remains.WHITEOUT;
    if (whiteout) {
      flush.expectWhiteouts(parent);
    }
    Path aside = aside(slot, occupant, remains);
    if (aside != null) {
      if (whiteout) {
        journal.change(List.of(new Rename(target, aside)), before, () -> whiteouts.put(target));
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
    names.vanish(parent, name, slot, aside);
    if (whiteout) {
      names.appearWhiteout(parent, name);
    }
  }

  /**
   * Where to move what a change removes, when it cannot be deleted or replaced in one call: a file
   * that is open loses its last known name, a directory holds whiteouts or is to be replaced.
   */
  private Path aside(Slot slot, Occupant occupant, Remains remains) throws IOException {
    if (slot instanceof StoredFile file && file.hasOneKnownName() && openFiles.isUsed(file)) {
      return work.orphan();
    }
    if (occupant == Occupant.DIRECTORY
        && (remains == Remains.WHITEOUT
            || !(slot instanceof StoredDirectory directory && directory.isEmpty()))) {
      return work.stage();
    }
    return null;
  }

  /** {@link UpperMedium#move}. */
  void move(
      StoredNode moved,
      StoredDirectory fromParent,
      String fromName,
      StoredDirectory toParent,
      String toName,
      Occupant occupant,
      Remains remains)
      throws IOException {
    Slot replaced = toParent.get(toName);
    if (replaced == moved) { // rename(2) leaves two names of one file alone
      remove(fromParent, fromName, Occupant.FILE, remains);
      return;
    }
    changing.begin(moved, replaced);
    try {
      move(moved, fromParent, fromName, replaced, toParent, toName, occupant, remains);
    } finally {
      changing.end();
    }
  }

  private void move(
      StoredNode moved,
      StoredDirectory fromParent,
      String fromName,
      Slot replaced,
      StoredDirectory toParent,
      String toName,
      Occupant occupant,
      Remains remains)
      throws IOException {
    deepDirectories.putBack(moved);
    deepDirectories.putBack(replaced);
    Path from = NameTable.pathOf(fromParent, fromName);
    Path to = toParent.resolve(toName);
    List<Wanted> before = flush.disturb(fromParent, toParent);
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
      journal.change(renames, before, () -> whiteouts.put(from));
    } else {
      journal.change(renames, before, () -> storage.move(from, to));
    }
    names.vanish(toParent, toName, replaced, aside);
    names.disappear(moved, fromParent, fromName);
    names.appear(moved, toParent, toName, to);
    if (whiteout) {
      names.appearWhiteout(fromParent, fromName);
    }
    names.moved(moved);
  }

  /** A plain rename replaces a file by a file, and an empty directory by a directory. */
  private Path asideForMove(StoredNode moved, Slot replaced, Occupant occupant, boolean whiteout)
      throws IOException {
    Path aside = aside(replaced, occupant, Remains.NOTHING);
    if (aside != null || occupant == Occupant.NOTHING) {
      return aside;
    }
    boolean likeForLike = (occupant == Occupant.DIRECTORY) == (moved instanceof StoredDirectory);
    return whiteout || !likeForLike ? work.stage() : null;
  }

  /** {@link UpperMedium#exchange}. */
  void exchange(
      StoredNode one,
      StoredDirectory oneParent,
      String oneName,
      StoredNode two,
      StoredDirectory twoParent,
      String twoName)
      throws IOException {
    if (one == two) {
      return;
    }
    changing.begin(one, two);
    try {
      exchangeBoth(one, oneParent, oneName, two, twoParent, twoName);
    } finally {
      changing.end();
    }
  }

  private void exchangeBoth(
      StoredNode one,
      StoredDirectory oneParent,
      String oneName,
      StoredNode two,
      StoredDirectory twoParent,
      String twoName)
      throws IOException {
    deepDirectories.putBack(one);
    deepDirectories.putBack(two);
    List<Wanted> before = flush.disturb(oneParent, twoParent);
    Path onePath = NameTable.pathOf(oneParent, oneName);
    Path twoPath = NameTable.pathOf(twoParent, twoName);
    Path aside = work.stage();
    journal.change(
        List.of(new Rename(onePath, aside), new Rename(twoPath, onePath)),
        before,
        () -> storage.move(aside, twoPath));
    names.disappear(one, oneParent, oneName);
    names.disappear(two, twoParent, twoName);
    names.appear(two, oneParent, oneName, onePath);
    names.appear(one, twoParent, twoName, twoPath);
    names.moved(one);
    names.moved(two);
  }
}
