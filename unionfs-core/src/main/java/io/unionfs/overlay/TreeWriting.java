package io.unionfs.overlay;

import io.unionfs.archive.TarWriter;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Puts files of the union into a tar, each file once and its further names as hard links. */
final class TreeWriting {
  private final ShownFile files;
  private final TarWriter tar;
  private final String name;
  private final ProgressListener progress;
  private final long total;
  private long done;

  /** Where a file with several names was written, by its inode number. */
  private final Map<Long, String> written = new HashMap<>();

  /**
   * @param name what the layer is called in messages
   * @param total the bytes of all files that will be written
   */
  TreeWriting(
      ShownFile files, OutputStream out, String name, ProgressListener progress, long total) {
    this.files = files;
    this.tar = new TarWriter(out, name);
    this.name = name;
    this.progress = progress;
    this.total = total;
  }

  void directory(String path, Attributes attributes) throws IOException {
    tar.addDirectory(path, attributes);
  }

  void whiteout(String path) throws IOException {
    tar.addWhiteout(path);
  }

  void leaf(String path, LeafInode leaf) throws IOException {
    Entry.Node node = files.entry(path, leaf);
    String first = node.links() > 1 ? written.putIfAbsent(leaf.ino(), path) : null;
    if (first != null) {
      tar.addHardLink(path, first, node.attributes());
    } else {
      tar.addNode(path, node instanceof Entry.File file ? counted(path, file) : node);
    }
  }

  void finish() throws IOException {
    tar.finish();
  }

  /** Whether a tar can hold what {@code inode} is. */
  static boolean isHeld(Inode inode) {
    return inode != null && inode.type() != FileType.SOCKET;
  }

  private Entry.File counted(String path, Entry.File file) {
    return new Entry.File(
        file.number(), file.attributes(), file.links(), new Counted(path, file.content()));
  }

  private final class Counted implements Content {
    private final String path;
    private final Content content;

    Counted(String path, Content content) {
      this.path = path;
      this.content = content;
    }

    @Override
    public long size() {
      return content.size();
    }

    @Override
    public Reader open() throws IOException {
      Reader reader = opened();
      return new Reader() {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
          int count = reader.read(target, position);
          if (count > 0) {
            done += count;
            progress.progressed(name, done, total);
          }
          return count;
        }

        @Override
        public void close() throws IOException {
          reader.close();
        }
      };
    }

    /** Data in a data-only layer is looked for now. */
    private Reader opened() throws IOException {
      try {
        return content.open();
      } catch (KnownFailure e) {
        throw WritableNames.unreadable(name, path, e.errno());
      }
    }
  }
}
