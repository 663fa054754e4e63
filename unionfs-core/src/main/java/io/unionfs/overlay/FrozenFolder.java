package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Opacity;
import io.unionfs.medium.StoredData;
import io.unionfs.medium.UpperFile;
import io.unionfs.medium.UpperMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a frozen writable layer says in one directory; looked at when it is asked for. */
final class FrozenFolder implements Entry.Directory {
  private final UpperDirectory upper;

  FrozenFolder(UpperDirectory upper) {
    this.upper = upper;
  }

  @Override
  public long number() {
    return upper.node().number();
  }

  @Override
  public Attributes attributes() {
    return upper.attributes();
  }

  @Override
  public Opacity opacity() {
    return upper.metadata().opacity();
  }

  @Override
  public String redirect() {
    return upper.metadata().redirect();
  }

  @Override
  public Entry lookup(String name) {
    Inode child = upper.children().get(name);
    if (child != null) {
      return UpperDirectory.isOwn(child) ? said(child) : null;
    }
    return upper.whiteouts().get(name) == null ? null : Entry.Whiteout.WHITEOUT;
  }

  @Override
  public Map<String, Entry> entries() {
    Map<String, Entry> entries = new HashMap<>();
    upper.forEachOwn((name, child) -> entries.put(name, said(child)));
    upper.whiteouts().forEach((name, mark) -> entries.put(name, Entry.Whiteout.WHITEOUT));
    return entries;
  }

  private static Entry said(Inode own) {
    return own instanceof UpperDirectory directory
        ? new FrozenFolder(directory)
        : entry((UpperInode) own);
  }

  /** What the layer says of a file. */
  static Entry.Node entry(UpperInode inode) {
    UpperMetadata metadata = inode.metadata();
    long number = inode.node().number();
    Attributes attributes = metadata.attributes();
    int links = inode.links();
    if (metadata.isMetacopy()) {
      return new Entry.Metacopy(number, attributes, links, inode.size(), metadata.redirect());
    }
    return switch (metadata.type()) {
      case REGULAR -> new Entry.File(number, attributes, links, data(inode));
      case SYMLINK -> new Entry.Symlink(number, attributes, links, metadata.target());
      default -> new Entry.Special(number, attributes, links, metadata.type(), metadata.device());
    };
  }

  /** The data that the layer holds of a regular file; null of any other. */
  static Content data(UpperInode inode) {
    if (inode.type() != FileType.REGULAR) {
      return null;
    }
    return inode.size() == 0 ? Content.EMPTY : new Data(inode.file(), inode.size());
  }

  /** The data of a file that nobody writes any more. Equal where it is that of one file. */
  private record Data(UpperFile file, long size) implements StoredData {
    @Override
    public Reader open() throws IOException {
      file.open();
      return new Reading(file);
    }
  }

  /**
   * A user of the data, once: a second close would take another's, and the last of them drops it.
   */
  private static final class Reading implements Content.Reader {
    private final UpperFile file;
    private final AtomicBoolean closed = new AtomicBoolean();

    Reading(UpperFile file) {
      this.file = file;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public void close() throws IOException {
      if (closed.compareAndSet(false, true)) {
        file.close();
      }
    }
  }
}
