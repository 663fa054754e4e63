package io.unionfs.medium;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Metadata texts by file number, for files that can carry no xattr: symbolic links, and everything
 * on a filesystem without xattrs. Keyed by number, an entry survives renames and serves all names
 * of a file. It is one file, a line per change, the last line of a number counts; it is written
 * anew when most of it is out of date.
 */
final class Sidecar {
  private static final int WORTH_REWRITING = 1000;

  private final Storage storage;
  private final Path file;
  private final Map<Long, String> texts = new TreeMap<>();
  private SturdyFile out;
  private long length;
  private int lines;

  private Sidecar(Storage storage, Path file) {
    this.storage = storage;
    this.file = file;
  }

  /** One whose {@code file} is missing. */
  static Sidecar fresh(Storage storage, Path file) {
    return new Sidecar(storage, file);
  }

  /** Reads {@code file}, which may be missing. */
  static Sidecar open(Storage storage, Path file) throws IOException {
    Sidecar sidecar = new Sidecar(storage, file);
    for (String line : readLines(storage, file)) {
      int space = line.indexOf(' ');
      String number = space < 0 ? line : line.substring(0, space);
      try {
        if (space < 0) {
          sidecar.texts.remove(Long.parseLong(number));
        } else {
          sidecar.texts.put(Long.parseLong(number), line.substring(space + 1));
        }
      } catch (NumberFormatException e) {
        throw new IOException(file + ": damaged line: " + line, e);
      }
      sidecar.lines++;
      sidecar.length += line.length() + 1;
    }
    return sidecar;
  }

  /** The text of file {@code number}, or null. */
  String get(long number) {
    return texts.get(number);
  }

  /** Replaces the text of file {@code number}; null removes it. */
  void put(long number, String text) throws IOException {
    String old = texts.get(number);
    if (text == null ? old == null : text.equals(old)) {
      return;
    }
    append(text == null ? number + "\n" : number + " " + text + "\n");
    if (text == null) {
      texts.remove(number);
    } else {
      texts.put(number, text);
    }
    if (lines > WORTH_REWRITING && lines > 2 * texts.size()) {
      rewrite();
    }
  }

  void close() throws IOException {
    if (out != null) {
      out.close();
      out = null;
    }
  }

  private void append(String line) throws IOException {
    if (out == null) {
      out = new SturdyFile(storage, file, WorkDirectory.openOrCreate(storage, file));
      out.truncate(length); // a torn last line
    }
    out.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), length);
    length += line.length();
    lines++;
  }

  private void rewrite() throws IOException {
    close();
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    StringBuilder all = new StringBuilder();
    texts.forEach((number, text) -> all.append(number).append(' ').append(text).append('\n'));
    try (SturdyFile made =
        new SturdyFile(storage, fresh, WorkDirectory.openOrCreate(storage, fresh))) {
      made.truncate(0);
      made.write(ByteBuffer.wrap(all.toString().getBytes(StandardCharsets.US_ASCII)), 0);
    }
    storage.move(fresh, file);
    length = all.length();
    lines = texts.size();
  }

  /** The whole lines of {@code file}; none when it is missing. */
  static List<String> readLines(Storage storage, Path file) throws IOException {
    ByteBuffer bytes;
    try (FileChannel in = storage.open(file)) {
      bytes = ByteBuffer.allocate(Math.toIntExact(in.size()));
      while (bytes.hasRemaining() && in.read(bytes, bytes.position()) > 0) {
        // reads on
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    String all = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int end = all.indexOf('\n'); end >= 0; end = all.indexOf('\n', start)) {
      lines.add(all.substring(start, end));
      start = end + 1;
    }
    return lines;
  }
}
