package io.unionfs.archive;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Names;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import io.unionfs.layer.Xattrs;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a layer as a tar: ustar headers, and extended headers only where ustar cannot say it (long
 * or non-ASCII names, large numbers, nanoseconds, xattrs). The same entries give the same bytes.
 *
 * <p>Of an entry's times only the mtime is written: an atime or ctime would make two writings of
 * one layer differ, and no tool restores them. Sockets are no part of a tar.
 *
 * <p>Not safe for use by many threads.
 */
public final class TarWriter implements Closeable {
  private static final byte[] END = new byte[2 * TarHeader.BLOCK];
  private static final Attributes MARK = Attributes.of(0, Instant.EPOCH);

  /** Of a hard link to a file that is not in the layer. */
  private static final Attributes UNKNOWN = Attributes.of(0644, Instant.EPOCH);

  private final OutputStream out;
  private final String layer;
  private final byte[] buffer = new byte[1 << 16];
  // For the hard links of an archive, which repeat what their targets are.
  private final Map<String, Entry.Node> written = new HashMap<>();

  /**
   * A writer to {@code out}, which {@link #close} closes.
   *
   * @param layer what the layer is called in messages
   */
  public TarWriter(OutputStream out, String layer) {
    this.out = out;
    this.layer = layer;
  }

  /**
   * Writes {@code layer} and the end of the tar to {@code out}, which stays open. In each directory
   * come the opaque mark, the whiteouts and the rest, each sorted. A file with several names is
   * written under the first; sockets are left out.
   *
   * @throws LayerException if a name begins with {@code .wh.} or cannot stand in a tar
   */
  public static void write(TreeLayer layer, OutputStream out) throws IOException {
    TarWriter writer = new TarWriter(out, layer.name());
    writer.addTree("", layer.root(), new HashMap<>());
    writer.finish();
  }

  private void addTree(String path, Entry.Directory directory, Map<Long, String> names)
      throws IOException {
    addDirectory(path, directory.attributes());
    if (directory.opacity() == Opacity.OPAQUE) {
      addOpaqueMark(path);
    }
    Map<String, Entry> sorted = new TreeMap<>(directory.entries());
    for (Map.Entry<String, Entry> child : sorted.entrySet()) {
      if (child.getValue() == Entry.Whiteout.WHITEOUT) {
        addWhiteout(join(path, child.getKey()));
      }
    }
    for (Map.Entry<String, Entry> child : sorted.entrySet()) {
      String childPath = join(path, child.getKey());
      if (child.getValue() instanceof Entry.Directory below) {
        addTree(childPath, below, names);
      } else if (child.getValue() instanceof Entry.Node node && node.type() != FileType.SOCKET) {
        String first = node.links() > 1 ? names.putIfAbsent(node.number(), childPath) : null;
        if (first == null) {
          addNode(childPath, node);
        } else {
          addHardLink(childPath, first, node.attributes());
        }
      }
    }
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  /** Adds {@code entries} in their order. */
  public void addAll(List<ArchiveEntry> entries) throws IOException {
    for (ArchiveEntry entry : entries) {
      add(entry);
    }
  }

  /** Adds one entry. */
  public void add(ArchiveEntry entry) throws IOException {
    if (entry instanceof ArchiveEntry.Directory directory) {
      addDirectory(directory.path(), directory.attributes());
    } else if (entry instanceof ArchiveEntry.Node node) {
      addNode(node.path(), node.node());
      written.put(node.path(), node.node());
    } else if (entry instanceof ArchiveEntry.HardLink link) {
      addHardLink(link.path(), link.target());
    } else if (entry instanceof ArchiveEntry.Whiteout whiteout) {
      addWhiteout(whiteout.path());
    } else if (entry instanceof ArchiveEntry.OpaqueMark mark) {
      addOpaqueMark(mark.path());
    }
  }

  /** Adds a directory; the path {@code ""} is the layer's root. */
  public void addDirectory(String path, Attributes attributes) throws IOException {
    String name = path.isEmpty() ? "./" : checked(path) + "/";
    header(name, '5', attributes).write();
  }

  /** Adds a file, symbolic link, fifo or device. */
  public void addNode(String path, Entry.Node node) throws IOException {
    checked(path);
    if (node instanceof Entry.File file) {
      header(path, '0', node.attributes()).size(file.content().size()).write();
      copy(path, file.content());
    } else if (node instanceof Entry.Symlink link) {
      header(path, '2', node.attributes()).linkName(link.target()).write();
    } else if (node instanceof Entry.Special special) {
      header(path, flag(path, special.type()), node.attributes()).device(special.device()).write();
    } else if (node instanceof Entry.Metacopy) {
      throw LayerException.of(
          layer, path, "has its data in a layer below, which no layer archive can say");
    } else {
      throw new IllegalArgumentException("a directory is no node: " + path);
    }
  }

  private char flag(String path, FileType type) throws LayerException {
    return switch (type) {
      case CHARACTER_DEVICE -> '3';
      case BLOCK_DEVICE -> '4';
      case FIFO -> '6';
      default -> throw LayerException.of(layer, path, "is a " + type + ", which no tar can hold");
    };
  }

  /**
   * Adds a further name for the file at {@code target}, in this layer or below. Appliers give the
   * attributes of a hard link to the file.
   *
   * @param attributes those of the file
   */
  public void addHardLink(String path, String target, Attributes attributes) throws IOException {
    header(checked(path), '1', attributes.withXattrs(Xattrs.NONE))
        .linkName(checked(target))
        .write();
  }

  private void addHardLink(String path, String target) throws IOException {
    Entry.Node node = written.get(target);
    addHardLink(path, target, node == null ? UNKNOWN : node.attributes());
    if (node != null) {
      written.put(path, node);
    }
  }

  /** Adds the whiteout of {@code path}. */
  public void addWhiteout(String path) throws IOException {
    checked(path);
    int slash = path.lastIndexOf('/') + 1;
    header(path.substring(0, slash) + EntryName.WHITEOUT + path.substring(slash), '0', MARK)
        .write();
  }

  /** Adds the opaque mark of the directory {@code path}. */
  public void addOpaqueMark(String path) throws IOException {
    header(join(path.isEmpty() ? path : checked(path), EntryName.OPAQUE), '0', MARK).write();
  }

  /** Writes the end of the tar; nothing may be added afterwards. */
  public void finish() throws IOException {
    out.write(END);
    out.flush();
  }

  /** Closes the stream. A tar without {@link #finish} lacks its end. */
  @Override
  public void close() throws IOException {
    out.close();
  }

  private TarHeaderWriter header(String name, char flag, Attributes attributes) {
    return new TarHeaderWriter(out, layer, name, flag, attributes);
  }

  private String checked(String path) throws LayerException {
    checkPath(layer, path);
    return path;
  }

  /**
   * Checks that a layer archive can hold a file at {@code path}.
   *
   * @param layer what the layer is called in messages
   * @throws LayerException if it cannot
   */
  public static void checkPath(String layer, String path) throws LayerException {
    if (path.isEmpty() || EntryName.isTooLong(path)) {
      throw LayerException.of(layer, path, "has a path that no tar of a layer can hold");
    }
    for (String name : path.split("/", -1)) {
      if (name.startsWith(EntryName.WHITEOUT)) {
        throw LayerException.of(
            layer, path, "has a name that begins with .wh., which in a layer is a whiteout");
      }
      // A reader would see another path in the first three, and the last has no bytes.
      if (name.isEmpty()
          || name.equals(".")
          || name.indexOf('\0') >= 0
          || !Names.isEncodable(name)) {
        throw LayerException.of(layer, path, "has a name that no tar can hold");
      }
    }
  }

  private void copy(String path, Content content) throws IOException {
    long position = 0;
    try (Content.Reader reader = content.open()) {
      ByteBuffer window = ByteBuffer.wrap(buffer);
      while (position < content.size()) {
        window.clear().limit((int) Math.min(buffer.length, content.size() - position));
        int count = reader.read(window, position);
        if (count < 0) {
          throw LayerException.of(layer, path, "ends before its size");
        }
        out.write(buffer, 0, count);
        position += count;
      }
    }
    out.write(END, 0, (int) (-position & (TarHeader.BLOCK - 1)));
  }
}
