package io.unionfs.analysis;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files whose bytes one layer holds. Of an archive they are the entries with content, also
 * those that a later entry replaces; of a tree, its files, by number.
 */
final class LayerFiles {
  private final int ordinal;
  private final List<StoredFile> files = new ArrayList<>();
  private final Map<Content, StoredFile> byContent = new IdentityHashMap<>();
  private final Map<Long, StoredFile> byNumber = new HashMap<>();
  private final boolean archive;

  LayerFiles(int ordinal, Layer layer) {
    this.ordinal = ordinal;
    this.archive = layer instanceof ArchiveLayer;
    if (layer instanceof ArchiveLayer tar) {
      for (ArchiveEntry entry : tar.entries()) {
        if (entry instanceof ArchiveEntry.Node node && node.node() instanceof Entry.File file) {
          add(entry.path(), file.content());
        }
      }
    }
  }

  /** All of them; of a tree, those that were {@linkplain #of asked for}. */
  List<StoredFile> all() {
    return files;
  }

  /** The one that {@code entry} of this layer is, or null if a layer below holds its bytes. */
  StoredFile of(String path, Entry.File entry) {
    if (archive) {
      return byContent.get(entry.content());
    }
    return byNumber.computeIfAbsent(entry.number(), number -> add(path, entry.content()));
  }

  /** The one with this very content, or null. */
  StoredFile withContent(Content content) {
    return byContent.get(content);
  }

  /** Takes bytes for this layer's own that are found nowhere below. */
  StoredFile adopt(String path, Content content) {
    return add(path, content);
  }

  private StoredFile add(String path, Content content) {
    StoredFile file = new StoredFile(ordinal, path, content);
    files.add(file);
    // Empty contents are one object; they have no bytes to tell apart.
    byContent.putIfAbsent(content, file);
    return file;
  }
}
