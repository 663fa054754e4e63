package io.unionfs.overlay;

import io.unionfs.archive.Archives;
import io.unionfs.archive.ByteSource;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Unpack;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tars that a mount writes, and what is shown when they are put to use. */
public final class TarOf {
  /** How the line begins of what is there and cannot be read. */
  static final String UNREACHABLE = "unreachable ";

  private TarOf() {}

  static byte[] changes(Mount mount) throws IOException, ErrnoException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    mount.writeLayer(out, "test", ProgressListener.NONE);
    return out.toByteArray();
  }

  static byte[] tree(Mount mount) throws IOException, ErrnoException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    mount.writeTree(out, "test", ProgressListener.NONE);
    return out.toByteArray();
  }

  static ArchiveLayer layer(byte[] tar) throws IOException {
    Content content = Content.of(tar);
    return Archives.open(
        ByteSource.of("test.tar", tar.length, content.open()), "test.tar", Unpack.toMemory());
  }

  /** The entries of {@code tar} in a word each: {@code /dir}, {@code -gone}, {@code b=a}, file. */
  public static List<String> words(byte[] tar) throws IOException {
    List<String> words = new ArrayList<>();
    for (ArchiveEntry entry : layer(tar).entries()) {
      if (entry instanceof ArchiveEntry.Directory) {
        words.add(entry.path() + "/");
      } else if (entry instanceof ArchiveEntry.Whiteout) {
        words.add("-" + entry.path());
      } else if (entry instanceof ArchiveEntry.OpaqueMark) {
        words.add("!" + entry.path());
      } else if (entry instanceof ArchiveEntry.HardLink link) {
        words.add(link.path() + "=" + link.target());
      } else {
        words.add(entry.path());
      }
    }
    return words;
  }

  /** What a mount of {@code layers} shows. */
  public static Map<String, String> shown(List<Layer> layers) throws IOException {
    return shown(new MountBuilder(), layers);
  }

  static Map<String, String> shown(MountBuilder builder, List<Layer> layers) throws IOException {
    layers.forEach(builder::lower);
    try (Mount mount = builder.mount()) {
      return shown(mount);
    }
  }

  /** All that {@code mount} shows and a tar can hold, path by path; sockets are none of it. */
  static Map<String, String> shown(Mount mount) throws IOException {
    Map<String, String> lines = new TreeMap<>();
    try {
      Inode root = (Inode) mount.lookup(Caller.ROOT, PathName.parse("/"), Follow.NOFOLLOW);
      visit(mount, "", root, lines, new HashMap<>());
    } catch (ErrnoException e) {
      throw new IOException(e);
    }
    return lines;
  }

  private static void visit(
      Mount mount, String path, Inode inode, Map<String, String> lines, Map<Long, String> names)
      throws IOException, ErrnoException {
    Stat stat = inode.stat();
    StringBuilder line = new StringBuilder(stat.type() + " ");
    line.append(Integer.toOctalString(stat.attributes().mode())).append(' ');
    line.append(stat.attributes().uid()).append(':').append(stat.attributes().gid()).append(' ');
    line.append(stat.attributes().modified()).append(' ').append(stat.device());
    stat.attributes()
        .xattrs()
        .asMap()
        .forEach(
            (key, value) -> line.append(' ').append(key).append(HexFormat.of().formatHex(value)));
    if (inode instanceof Directory) {
      lines.put(path.isEmpty() ? "/" : path, line.toString());
      TreeMap<String, Inode> children = new TreeMap<>();
      Listing listing;
      try {
        listing = mount.list(Caller.ROOT, PathName.parse(path + "/"));
      } catch (ErrnoException e) {
        lines.put(path, UNREACHABLE + e.errno());
        return;
      }
      for (Listing.Item item : listing) {
        if (item.type() != io.unionfs.layer.FileType.SOCKET) {
          children.put(item.name(), item.inode());
        }
      }
      for (Map.Entry<String, Inode> child : children.entrySet()) {
        visit(mount, path + "/" + child.getKey(), child.getValue(), lines, names);
      }
      return;
    }
    line.append(' ')
        .append(stat.size())
        .append(' ')
        .append(names.computeIfAbsent(stat.ino(), any -> path));
    if (inode.type() == io.unionfs.layer.FileType.SYMLINK) {
      line.append(" -> ").append(mount.readlink(Caller.ROOT, PathName.parse(path)));
    } else if (inode.type() == io.unionfs.layer.FileType.REGULAR) {
      try {
        line.append(' ').append(hash(mount, path, stat.size()));
      } catch (ErrnoException e) {
        lines.put(path, UNREACHABLE + e.errno());
        return;
      }
    }
    lines.put(path, line.toString());
  }

  /** Of as many bytes as the file claims to have: what is not there is zeros in a tar. */
  private static int hash(Mount mount, String path, long size) throws ErrnoException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size));
    try (OpenFile file = mount.open(Caller.ROOT, PathName.parse(path), Set.of(OpenFlag.READ), 0)) {
      while (bytes.hasRemaining() && file.read(bytes, bytes.position()) > 0) {
        // Until all is read.
      }
    }
    return Arrays.hashCode(bytes.array());
  }

  /** What is otherwise in {@code actual}. */
  public static List<String> differences(Map<String, String> actual, Map<String, String> wanted) {
    Set<String> paths = new TreeSet<>(actual.keySet());
    paths.addAll(wanted.keySet());
    return paths.stream()
        .filter(path -> !Objects.equals(actual.get(path), wanted.get(path)))
        .map(path -> path + " is " + actual.get(path) + " and not " + wanted.get(path))
        .toList();
  }
}
