package io.unionfs.medium;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The file of the {@link Journal}. It holds one record: a line for each thing to know, then a line
 * with their checksum. A record whose checksum is wrong was being written when the process died,
 * and nothing was done yet. An empty record is written over the last one rather than cutting the
 * file, which costs a filesystem more.
 *
 * <p>Paths are written relative to the tree ({@code u}) or the work directory ({@code w}).
 */
final class JournalFile {
  private static final String END = "end ";
  private static final String PATH = "path";
  private static final String FROM = "from";
  private static final String TO = "to";

  /** A longer file is cut after all. */
  private static final int LONG = 1 << 16;

  private final Storage storage;
  private final Path upper;
  private final Path work;
  private final Path file;
  private SturdyFile out;
  private int length;

  JournalFile(Storage storage, Path upper, Path work, Path file) {
    this.storage = storage;
    this.upper = upper;
    this.work = work;
    this.file = file;
  }

  /** One rename of a change. */
  record Rename(Path from, Path to) {}

  /** A file, and what it is to have. */
  record Wanted(Path path, MetadataText record) {}

  /**
   * What a record says.
   *
   * @param renames to be undone
   * @param wanted when there are no renames, or some were undone
   */
  record Found(List<Rename> renames, List<Wanted> wanted) {
    /** Nothing is under way. */
    static final Found NOTHING = new Found(List.of(), List.of());
  }

  /**
   * Says that {@code renames} are about to be done.
   *
   * @param before what directories have that the renames disturb
   */
  void write(List<Rename> renames, List<Wanted> before) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Wanted one : before) {
      append(lines, one);
    }
    for (Rename rename : renames) {
      lines.append(
          MetadataText.empty()
              .putString(FROM, name(rename.from()))
              .putString(TO, name(rename.to())));
      lines.append('\n');
    }
    write(lines);
  }

  /** Says that a file is about to get what is {@code wanted}. */
  void write(Wanted wanted) throws IOException {
    StringBuilder lines = new StringBuilder();
    append(lines, wanted);
    write(lines);
  }

  private void append(StringBuilder lines, Wanted wanted) throws IOException {
    lines.append(wanted.record().putString(PATH, name(wanted.path()))).append('\n');
  }

  /** Says that nothing is under way. */
  void clear() throws IOException {
    try {
      if (length > LONG) {
        empty();
      } else {
        open().write(bytes(new StringBuilder()), 0);
      }
    } catch (IOException e) {
      // What it says must not be done when names have changed further.
      close();
      storage.delete(file);
    }
  }

  /** The same, and leaves nothing in the file. */
  void empty() throws IOException {
    open().truncate(0);
    length = 0;
  }

  void close() throws IOException {
    if (out != null) {
      out.close();
      out = null;
    }
  }

  /** What a whole record says; of a torn one nothing was done. */
  Found read() throws IOException {
    List<Rename> renames = new ArrayList<>();
    List<Wanted> wanted = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (String line : Sidecar.readLines(storage, file)) {
      if (line.startsWith(END)) {
        boolean whole = !lines.isEmpty() && line.equals(end(lines));
        return whole ? new Found(renames, wanted) : Found.NOTHING;
      }
      lines.append(line).append('\n');
      MetadataText words;
      try {
        words = MetadataText.parse(line);
      } catch (IOException e) {
        break; // torn
      }
      if (words.string(PATH) != null) {
        wanted.add(new Wanted(path(words.string(PATH)), words));
      } else if (words.string(FROM) != null && words.string(TO) != null) {
        renames.add(new Rename(path(words.string(FROM)), path(words.string(TO))));
      }
    }
    return Found.NOTHING;
  }

  private void write(StringBuilder lines) throws IOException {
    ByteBuffer bytes = bytes(lines);
    length = Math.max(length, bytes.remaining());
    open().write(bytes, 0);
  }

  private static ByteBuffer bytes(StringBuilder lines) {
    String end = end(lines);
    return ByteBuffer.wrap(
        lines.append(end).append('\n').toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static String end(StringBuilder lines) {
    CRC32 sum = new CRC32();
    sum.update(lines.toString().getBytes(StandardCharsets.US_ASCII));
    return END + Long.toHexString(sum.getValue());
  }

  private SturdyFile open() throws IOException {
    if (out == null) {
      out = new SturdyFile(storage, file, WorkDirectory.openOrCreate(storage, file));
    }
    return out;
  }

  private String name(Path path) {
    return path.startsWith(upper) ? "u/" + upper.relativize(path) : "w/" + work.relativize(path);
  }

  private Path path(String name) throws IOException {
    return storage.resolve(name.startsWith("u/") ? upper : work, name.substring(2));
  }
}
