package io.unionfs.medium.history;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Listing;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.Stat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything a mount shows, by path.
 *
 * <p>Times that follow from changes are told from those that a program gave by what the mounts'
 * clock says: it has started in the distant future.
 */
final class Shown {
  /** Where the clocks of mounts under test start. */
  static final Instant CLOCK = Instant.parse("2100-01-01T00:00:00Z");

  private final SortedMap<String, Line> lines = new TreeMap<>();

  private record Line(String text, Instant accessed, Instant modified, long ino) {
    boolean isOfData() {
      return text.startsWith(FileType.REGULAR.toString());
    }

    /** With the first of the file's names; null for a directory. */
    Line with(String firstName) {
      return new Line(text + same(firstName), accessed, modified, ino);
    }
  }

  static String same(String firstName) {
    return firstName == null ? "" : " is " + firstName;
  }

  /** What {@code mount} shows. */
  static Shown by(Mount mount) throws IOException {
    return by(mount, Contents.READ);
  }

  /** Inode numbers by path; no file is read for this, which would change its access time. */
  static Map<String, Long> numbers(Mount mount) throws IOException {
    return by(mount, Contents.NOT_READ).numbers();
  }

  private enum Contents {
    READ,
    NOT_READ
  }

  private static Shown by(Mount mount, Contents contents) throws IOException {
    Shown shown = new Shown();
    Map<Long, String> first = new HashMap<>();
    Deque<String> directories = new ArrayDeque<>();
    try {
      Inode root = (Inode) mount.lookup(Caller.ROOT, PathName.parse("/"), Follow.NOFOLLOW);
      shown.add("/", root.stat(), "");
      directories.push("/");
      while (!directories.isEmpty()) {
        String directory = directories.pop();
        TreeMap<String, Inode> children = new TreeMap<>();
        for (Listing.Item item : mount.list(Caller.ROOT, PathName.parse(directory))) {
          children.put(item.name(), item.inode());
        }
        for (Map.Entry<String, Inode> child : children.entrySet()) {
          String path = directory + child.getKey();
          Stat stat = child.getValue().stat();
          if (stat.type() == FileType.DIRECTORY) {
            shown.add(path, stat, "");
            directories.push(path + "/");
          } else {
            first.merge(stat.ino(), path, Shown::former);
            shown.add(path, stat, contents == Contents.READ ? content(mount, path, stat) : "");
          }
        }
      }
    } catch (ErrnoException e) {
      throw new IOException(e);
    }
    shown.lines.replaceAll((path, line) -> line.with(first.get(line.ino())));
    return shown;
  }

  static String former(String one, String two) {
    return one.compareTo(two) < 0 ? one : two;
  }

  private void add(String path, Stat stat, String content) {
    Attributes attributes = stat.attributes();
    long links = stat.links();
    String text = text(stat.type(), attributes, links, stat.size(), stat.device(), content);
    lines.put(path, new Line(text, attributes.accessed(), attributes.modified(), stat.ino()));
  }

  /** All but times and number. */
  static String text(
      FileType type,
      Attributes attributes,
      long links,
      long size,
      DeviceNumber device,
      String content) {
    StringBuilder text = new StringBuilder(type.toString());
    text.append(' ').append(Integer.toOctalString(attributes.mode()));
    text.append(' ').append(attributes.uid()).append(':').append(attributes.gid());
    if (type != FileType.DIRECTORY) { // whose links tell a copy-up
      text.append(" links=").append(links).append(" size=").append(size);
    }
    text.append(' ').append(device).append(' ').append(content);
    attributes
        .xattrs()
        .asMap()
        .forEach(
            (name, value) ->
                text.append(' ').append(name).append('=').append(Arrays.toString(value)));
    return text.toString();
  }

  /** Each line with its modification time. */
  SortedMap<String, String> withTimes() {
    SortedMap<String, String> all = new TreeMap<>();
    lines.forEach((path, line) -> all.put(path, line.text() + " " + line.modified()));
    return all;
  }

  private static String content(Mount mount, String path, Stat stat)
      throws ErrnoException, IOException {
    if (stat.type() == FileType.SYMLINK) {
      return mount.readlink(Caller.ROOT, PathName.parse(path));
    }
    if (stat.type() != FileType.REGULAR) {
      return "";
    }
    return data(bytes(mount, path));
  }

  static byte[] bytes(Mount mount, String path) throws IOException {
    try (OpenFile file = mount.open(Caller.ROOT, PathName.parse(path), Set.of(OpenFlag.READ), 0)) {
      ByteBuffer data = ByteBuffer.allocate(Math.toIntExact(file.size()));
      while (data.hasRemaining() && file.read(data, data.position()) > 0) {
        // reads on
      }
      return data.array();
    } catch (ErrnoException e) {
      throw new IOException(e);
    }
  }

  /**
   * All but times and numbers, by path, of all but the file at {@code path}, whatever its names.
   */
  SortedMap<String, String> without(String path) {
    long ino = lines.get(path).ino();
    SortedMap<String, String> others = new TreeMap<>();
    lines.forEach(
        (name, line) -> {
          if (line.ino() != ino) {
            others.put(name, line.text());
          }
        });
    return others;
  }

  static String data(byte[] data) {
    return "data=" + Arrays.hashCode(data);
  }

  /** Inode numbers by path. */
  Map<String, Long> numbers() {
    Map<String, Long> numbers = new TreeMap<>();
    lines.forEach((path, line) -> numbers.put(path, line.ino()));
    return numbers;
  }

  /** The first difference from {@code expected}, times that follow aside; or null. */
  String difference(Shown expected) {
    return difference(expected, expected);
  }

  /**
   * The same when a change towards {@code next} may have been broken off: a write that the kernel
   * breaks off has set the file's modification time, though it wrote nothing.
   */
  String difference(Shown expected, Shown next) {
    if (!lines.keySet().equals(expected.lines.keySet())) {
      Set<String> more = new TreeSet<>(lines.keySet());
      more.removeAll(expected.lines.keySet());
      Set<String> fewer = new TreeSet<>(expected.lines.keySet());
      fewer.removeAll(lines.keySet());
      return "shows " + more + " that should not be there, and not " + fewer;
    }
    for (Map.Entry<String, Line> entry : lines.entrySet()) {
      String path = entry.getKey();
      Line wanted = expected.lines.get(path);
      Line line = entry.getValue();
      boolean isRoot = path.equals("/"); // mounting reads it, which sets its access time
      boolean mayFollow = wanted.isOfData() && next.isModified(path);
      if (!line.text().equals(wanted.text())
          || (!isRoot && differ(line.accessed(), wanted.accessed()))
          || (!mayFollow && differ(line.modified(), wanted.modified()))) {
        return path + "\n  expected " + wanted + "\n  but was  " + line;
      }
    }
    return null;
  }

  private boolean isModified(String path) {
    Line line = lines.get(path);
    return line != null && !line.modified().isBefore(CLOCK);
  }

  private static boolean differ(Instant time, Instant wanted) {
    return wanted.isBefore(CLOCK) && !time.equals(wanted);
  }
}
