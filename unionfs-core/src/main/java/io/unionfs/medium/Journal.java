package io.unionfs.medium;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes one change of several renames. Before the first, the journal says what will be renamed; the
 * last step, which is atomic by itself, decides whether the change has happened; then the journal
 * is emptied. When a step fails the renames before it are undone, and when the process dies {@link
 * #replay} undoes them at the next open.
 *
 * <p>Undoing needs no note of how far the change came. A rename {@code a → b} is to be undone when
 * {@code b} is there and {@code a} is not; once the last step is done, every {@code a} of the
 * changes made here exists again, so nothing is undone.
 *
 * <p>Paths are written relative to the tree ({@code u}) or the work directory ({@code w}). It is
 * not forced to the device: it guards against the end of the process, not of the machine.
 */
final class Journal {
  private static final String END = "end";

  private final Storage storage;
  private final Path upper;
  private final Path work;
  private final Path file;
  private SturdyFile out;
  private IOException broken;

  /**
   * A journal in {@code file}, or one that is not written when {@code file} is null: for storage
   * that no crash outlives.
   */
  Journal(Storage storage, Path upper, Path work, Path file) {
    this.storage = storage;
    this.upper = upper;
    this.work = work;
    this.file = file;
  }

  /** One rename of a change. */
  record Rename(Path from, Path to) {}

  /** The step that decides. */
  interface Decision {
    void run() throws IOException;
  }

  /** Does {@code renames} in order, then {@code decision}; all or nothing. */
  void change(List<Rename> renames, Decision decision) throws IOException {
    if (renames.isEmpty()) {
      decision.run();
      return;
    }
    if (broken != null) {
      throw new IOException(
          upper + ": an earlier change could not be undone; open the writable layer again", broken);
    }
    record(renames);
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

  /** Undoes the change that was under way when the process died, if there was one. */
  void replay() throws IOException {
    if (file == null) {
      return;
    }
    List<Rename> renames = read();
    for (int i = renames.size() - 1; i >= 0; i--) {
      Rename rename = renames.get(i);
      if (exists(rename.to()) && !exists(rename.from())) {
        storage.move(rename.to(), rename.from());
      }
    }
    if (!renames.isEmpty()) {
      clear();
    }
  }

  void close() throws IOException {
    if (out != null) {
      out.close();
      out = null;
    }
  }

  private void record(List<Rename> renames) throws IOException {
    if (file == null) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    for (Rename rename : renames) {
      lines.append(
          MetadataText.empty()
              .putString("from", name(rename.from()))
              .putString("to", name(rename.to())));
      lines.append('\n');
    }
    lines.append(END).append('\n');
    try {
      open().write(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      clear();
      throw e;
    }
  }

  private void clear() throws IOException {
    if (file != null) {
      try {
        open().truncate(0);
      } catch (IOException e) {
        // What it says must not be undone when names have changed further.
        close();
        storage.delete(file);
      }
    }
  }

  private SturdyFile open() throws IOException {
    if (out == null) {
      out = new SturdyFile(storage, file, WorkDirectory.openOrCreate(storage, file));
    }
    return out;
  }

  /** What a whole record says; a torn one was written before anything was renamed. */
  private List<Rename> read() throws IOException {
    List<Rename> renames = new ArrayList<>();
    for (String line : Sidecar.readLines(storage, file)) {
      if (line.equals(END)) {
        return renames;
      }
      MetadataText words = MetadataText.parse(line);
      renames.add(new Rename(path(words.string("from")), path(words.string("to"))));
    }
    return List.of();
  }

  private String name(Path path) {
    return path.startsWith(upper) ? "u/" + upper.relativize(path) : "w/" + work.relativize(path);
  }

  private Path path(String name) throws IOException {
    return storage.resolve(name.startsWith("u/") ? upper : work, name.substring(2));
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
