package io.unionfs.cli.stack;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * How much a layer says.
 *
 * @param entries names that it speaks of, whiteouts among them, without the root
 * @param bytes of data in its files; of a file with several names once
 * @param whiteouts names that it hides
 * @param opaque directories that it makes opaque
 */
record LayerCount(long entries, long bytes, long whiteouts, long opaque) {
  private static final LayerCount NOTHING = new LayerCount(0, 0, 0, 0);

  static LayerCount of(Layer layer) throws IOException {
    return layer instanceof ArchiveLayer archive ? of(archive) : of((TreeLayer) layer);
  }

  private static LayerCount of(ArchiveLayer layer) {
    LayerCount count = NOTHING;
    for (ArchiveEntry entry : layer.entries()) {
      if (entry instanceof ArchiveEntry.Whiteout) {
        count = count.plus(1, 0, 1, 0);
      } else if (entry instanceof ArchiveEntry.OpaqueMark) {
        count = count.plus(0, 0, 0, 1);
      } else if (entry instanceof ArchiveEntry.Node node
          && node.node() instanceof Entry.File file) {
        count = count.plus(1, file.content().size(), 0, 0);
      } else if (!entry.path().isEmpty()) {
        count = count.plus(1, 0, 0, 0);
      }
    }
    return count;
  }

  private static LayerCount of(TreeLayer layer) throws IOException {
    LayerCount count = NOTHING;
    Set<Long> counted = new HashSet<>();
    Deque<Entry.Directory> directories = new ArrayDeque<>();
    directories.add(layer.root());
    while (!directories.isEmpty()) {
      for (Entry entry : directories.pop().entries().values()) {
        if (entry instanceof Entry.Directory directory) {
          directories.push(directory);
          count = count.plus(1, 0, 0, directory.opacity() == Opacity.OPAQUE ? 1 : 0);
        } else if (entry instanceof Entry.File file) {
          boolean first = file.links() == 1 || counted.add(file.number());
          count = count.plus(1, first ? file.content().size() : 0, 0, 0);
        } else {
          count = count.plus(1, 0, entry instanceof Entry.Whiteout ? 1 : 0, 0);
        }
      }
    }
    return count;
  }

  private LayerCount plus(long moreEntries, long moreBytes, long moreWhiteouts, long moreOpaque) {
    return new LayerCount(
        entries + moreEntries, bytes + moreBytes, whiteouts + moreWhiteouts, opaque + moreOpaque);
  }

  /** The entries in words. */
  String entriesText() {
    return entries == 1 ? "1 entry" : entries + " entries";
  }

  /** The bytes in words. */
  String bytesText() {
    return bytesText(bytes);
  }

  /** The marks in words; empty where there are none. */
  String marksText() {
    String hidden = whiteouts == 0 ? "" : whiteouts == 1 ? "1 whiteout" : whiteouts + " whiteouts";
    String separator = hidden.isEmpty() || opaque == 0 ? "" : ", ";
    return hidden + separator + (opaque == 0 ? "" : opaque + " opaque");
  }

  static String bytesText(long bytes) {
    return bytes == 1 ? "1 byte" : String.format(Locale.ROOT, "%,d bytes", bytes);
  }
}
