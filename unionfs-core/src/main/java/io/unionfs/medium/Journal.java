package io.unionfs.medium;

import io.unionfs.medium.JournalFile.Rename;
import io.unionfs.medium.JournalFile.Wanted;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
 */
final class Journal {
  private final Storage storage;
  private final Path upper;
  private final JournalFile file;
  private IOException broken;

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
    checkUsable();
    if (file != null) {
      file.write(renames, before);
    }
    int done = 0;
    try {
      for (Rename rename : renames) {
        storage.move(rename.from(), rename.to());
        done++;
      }
      decision.run();
    } catch (IOException | RuntimeException | Error e) {
      try {
        while (done > 0) {
          done--;
          storage.move(renames.get(done).to(), renames.get(done).from());
        }
        clear();
      } catch (IOException undoing) {
        broken = undoing; // the journal stays, for the next open
        e.addSuppressed(undoing);
      }
      throw e;
    }
    clear();
  }

  /**
   * Does {@code steps}, which write the metadata of one file; all or nothing.
   *
   * @param wanted what the file has when all are done
   * @param before what it has now
   * @param undo takes back whatever part was done
   */
  void update(Wanted wanted, Wanted before, Step steps, Step undo) throws IOException {
    checkUsable();
    if (file != null) {
      file.write(wanted);
    }
    try {
      steps.run();
    } catch (IOException | RuntimeException | Error e) {
      try {
        if (file != null) {
          file.write(before);
        }
        undo.run();
        clear();
      } catch (IOException undoing) {
        broken = undoing; // the journal stays, for the next open
        e.addSuppressed(undoing);
      }
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
    checkUsable();
    if (file != null) {
      file.write(times);
    }
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

  /** The change is done, or undone, so a failure fails nobody but the next change. */
  private void clear() {
    if (file != null) {
      try {
        file.clear();
      } catch (IOException e) {
        broken = e;
      }
    }
  }

  private void checkUsable() throws IOException {
    if (broken != null) {
      throw new IOException(
          upper + ": the journal of an earlier change is stuck; open the writable layer again",
          broken);
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
