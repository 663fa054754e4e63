package io.unionfs.surgery;

import io.unionfs.archive.TarWriter;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a directory of the host as a layer archive: all that is in it, and not the directory
 * itself, which would give the image's root its owner and mode. Marks of overlayfs become those of
 * an archive; what needs other layers to be known, a redirect or a metacopy, is refused.
 */
final class DirectoryTar {
  private final TreeLayer layer;
  private final TarWriter tar;

  /** Where a file with several names was written. */
  private final Map<Long, String> written = new HashMap<>();

  private record Open(String path, Iterator<Map.Entry<String, Entry>> rest) {}

  private DirectoryTar(TreeLayer layer, OutputStream out) {
    this.layer = layer;
    this.tar = new TarWriter(out, layer.name());
  }

  /**
   * Writes {@code layer} to {@code out}, which stays open.
   *
   * @throws LayerException if there is something in it that no layer archive can say
   */
  static void write(TreeLayer layer, OutputStream out) throws IOException {
    new DirectoryTar(layer, out).writeAll();
  }

  /** Without recursion: a tree may be of any depth. */
  private void writeAll() throws IOException {
    Deque<Open> way = new ArrayDeque<>();
    way.push(open("", layer.root()));
    while (!way.isEmpty()) {
      Open directory = way.peek();
      if (!directory.rest.hasNext()) {
        way.pop();
        continue;
      }
      Map.Entry<String, Entry> child = directory.rest.next();
      String path =
          directory.path.isEmpty() ? child.getKey() : directory.path + "/" + child.getKey();
      if (child.getValue() instanceof Entry.Directory below) {
        if (below.redirect() != null) {
          throw LayerException.of(
              layer.name(), path, "is redirected, which no layer archive can say");
        }
        tar.addDirectory(path, below.attributes());
        way.push(open(path, below));
      } else if (child.getValue() instanceof Entry.Node node) {
        add(path, node);
      } else {
        tar.addWhiteout(path);
      }
    }
    tar.finish();
  }

  private Open open(String path, Entry.Directory directory) throws IOException {
    if (directory.opacity() == Opacity.OPAQUE) {
      tar.addOpaqueMark(path);
    }
    return new Open(path, new TreeMap<>(directory.entries()).entrySet().iterator());
  }

  private void add(String path, Entry.Node node) throws IOException {
    if (node.type() == FileType.SOCKET) {
      return;
    }
    String first = node.links() > 1 ? written.putIfAbsent(node.number(), path) : null;
    if (first == null) {
      tar.addNode(path, node);
    } else {
      tar.addHardLink(path, first, node.attributes());
    }
  }
}
