package io.unionfs.medium;

import io.unionfs.medium.JournalFile.Rename;
import io.unionfs.medium.JournalFile.Wanted;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Makes changes of several steps whole. Before the first step, the journal says what is about to
 * happen; after the last it is emptied. When the process dies in between, {@link #replay} at the
 * next open does away with the half. There are two kinds.
 *
 * <p><b>Renames</b> are undone. The last step of such a change, which is atomic by itself, decides
 * whether it has happened. Undoing needs no note of how far the change came: a rename {@code a → b}
 * is to be undone when {@code b} is there and {@code a} is not; once the last step is done, every
 * {@code a} of the changes made here exists again, so nothing is undone.
 *
 * <p><b>Metadata</b> is done again. The record holds all that the file is to have, so that it can
 * be written whatever part of it was.
 *
 * <p>It is not forced to the device: it guards against the end of the process, not of the machine.
 *
 * <p>Storage that fails a change may fail to take it back too. What is left to do is then done
 * before anything else ({@link #settle}), and until it is, nothing else is. Guarded by the tree's
 * lock.
 */
final class Journal {
  private final Storage storage;
  private final Path upper;
  private final JournalFile file;
  private final Deque<Step> unsettled = new ArrayDeque<>();

  /** Whether there is nothing in it. */
  private volatile boolean settled = true;

  /**
   * A journal in {@code file}, or one that is not written when {@code file} is null: for storage
   * that no crash outlives.
   */
  Journal(Storage storage, Path upper, JournalFile file) {
    this.storage = storage;
    this.upper = upper;
    this.file = file;
  }

  /** One step, or several that the journal makes one. */
  interface Step {
    void run() throws IOException;
  }

  /** Writes the metadata that a record holds to the file at {@code path}. */
  interface Redo {
    void run(Path path, MetadataText record) throws IOException;
  }

  /**
   * Does {@code renames} in order, then {@code decision}; all or nothing.
   *
   * @param before the times of the directories that are disturbed, where they are to be kept if
   *     nothing happens
   */
  void change(List<Rename> renames, List<Wanted> before, Step decision) throws IOException {
    if (renames.isEmpty()) {
      decision.run();
      return;
    }
    settle();
    note(() -> file.write(renames, before));
    Undoing undoing = new Undoing(renames);
    try {
      for (Rename rename : renames) {
        storage.move(rename.from(), rename.to());
        undoing.done++;
      }
      decision.run();
    } catch (IOException | RuntimeException | Error e) {
      takeBack(undoing, e);
      throw e;
    }
    clear();
  }

  /** Takes renames back, the last one first; goes on where it failed. */
  private final class Undoing implements Step {
    private final List<Rename> renames;
    private int done;

    Undoing(List<Rename> renames) {
      this.renames = renames;
    }

    @Override
    public void run() throws IOException {
      while (done > 0) {
        Rename last = renames.get(done - 1);
        storage.move(last.to(), last.from());
        done--;
      }
      clear();
    }
  }

  /**
   * Does {@code steps}, which write the metadata of one file; all or nothing.
   *
   * @param wanted what the file has when all are done
   * @param before what it has now
   * @param undo takes back whatever part was done
   */
  void update(Wanted wanted, Wanted before, Step steps, Step undo) throws IOException {
    settle();
    note(() -> file.write(wanted));
    try {
      steps.run();
    } catch (IOException | RuntimeException | Error e) {
      takeBack(
          () -> {
            note(() -> file.write(before));
            undo.run();
            clear();
          },
          e);
      throw e;
    }
    clear();
  }

  /**
   * Does {@code step}, which disturbs the times of a directory, and puts these right.
   *
   * @param times the directory, and what the record says of its times
   */
  void keep(Wanted times, Step step, Step restore) throws IOException {
    settle();
    note(() -> file.write(times));
    try {
      step.run();
    } finally {
      restore.run();
      clear();
    }
  }

  /** Puts right what the death of a process has left half done, if there is such. */
  void replay(Redo redo) throws IOException {
    if (file == null) {
      return;
    }
    JournalFile.Found found = file.read();
    if (found == JournalFile.Found.NOTHING) {
      return;
    }
    List<Rename> renames = found.renames();
    boolean happened = !renames.isEmpty();
    for (int i = renames.size() - 1; i >= 0; i--) {
      Rename rename = renames.get(i);
      if (exists(rename.to()) && !exists(rename.from())) {
        storage.move(rename.to(), rename.from());
        happened = false;
      }
    }
    for (Wanted wanted : happened ? List.<Wanted>of() : found.wanted()) {
      if (exists(wanted.path())) {
        redo.run(wanted.path(), wanted.record());
      }
    }
    file.empty();
  }

  void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  /**
   * Does {@code undo} because of {@code cause}: now, or else once the storage can.
   *
   * @param undo done again from its beginning after a failure
   */
  void takeBack(Step undo, Throwable cause) {
    try {
      undo.run();
    } catch (IOException e) {
      leave(undo); // the journal stays, should the next open come before that
      cause.addSuppressed(e);
    }
  }

  /**
   * Does what is left of taking back changes that failed.
   *
   * @throws IOException if that fails again
   */
  void settle() throws IOException {
    if (settled) {
      return;
    }
    while (!unsettled.isEmpty()) {
      try {
        unsettled.peek().run();
      } catch (IOException e) {
        throw new IOException(upper + ": a change that failed is not yet taken back", e);
      }
      unsettled.remove();
    }
    settled = true;
  }

  private void leave(Step step) {
    settled = false;
    unsettled.add(step);
  }

  /** Whether all that failed is taken back; any thread may ask. */
  boolean isSettled() {
    return settled;
  }

  private void note(Step record) throws IOException {
    if (file != null) {
      try {
        record.run();
      } catch (IOException e) {
        clear(); // nothing of what it says was done
        throw e;
      }
    }
  }

  /** The change is done, or undone, so a failure fails nobody but the next change. */
  private void clear() {
    if (file != null) {
      try {
        file.clear();
      } catch (IOException e) {
        leave(file::clear);
      }
    }
  }

  private boolean exists(Path path) throws IOException {
    try {
      storage.attributes(path, "size");
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
