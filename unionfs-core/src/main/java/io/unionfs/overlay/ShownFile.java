package io.unionfs.overlay;

import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.medium.UpperMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;

/** A file of the union as a layer would hold it: all of it, wherever its parts are. */
final class ShownFile {
  private final SpaceAccount space;
  private final String layer;

  /**
   * @param space where the mount counts what is open; null if there is no writable layer
   * @param layer what the layer is called in messages
   */
  ShownFile(SpaceAccount space, String layer) {
    this.space = space;
    this.layer = layer;
  }

  /**
   * What {@code leaf}, shown at {@code path}, is at this moment. Data is read when it is asked for.
   *
   * @throws IOException if the union shows it and nobody can look at it
   */
  Entry.Node entry(String path, LeafInode leaf) throws IOException {
    if (leaf instanceof UpperInode upper) {
      return entry(path, upper);
    }
    if (leaf instanceof LowerInode lower) {
      return lower.content() == null
          ? lower.entry()
          : new Entry.File(
              lower.entry().number(),
              lower.attributes(),
              lower.entry().links(),
              new Padded(lower.content(), lower.size()));
    }
    throw new KnownFailure(((UnreachableInode) leaf).errno());
  }

  private Entry.Node entry(String path, UpperInode upper) {
    // Attributes and size of one moment.
    UpperMetadata metadata;
    long size;
    synchronized (upper) {
      metadata = upper.metadata();
      size = upper.size();
    }
    long number = upper.node().number();
    int links = upper.links();
    if (metadata.type() == FileType.REGULAR) {
      return new Entry.File(number, metadata.attributes(), links, new Stored(path, upper, size));
    }
    if (metadata.type() == FileType.SYMLINK) {
      return new Entry.Symlink(number, metadata.attributes(), links, metadata.target());
    }
    return new Entry.Special(
        number, metadata.attributes(), links, metadata.type(), metadata.device());
  }

  /** The data of a lower file, as long as the file claims to be. */
  private record Padded(Content content, long size) implements Content {
    @Override
    public Reader open() throws IOException {
      return new PaddedReader(content.open(), size);
    }
  }

  /** The first {@code size} bytes of a file of the writable layer, wherever they are. */
  private final class Stored implements Content {
    private final String path;
    private final UpperInode inode;
    private final long size;

    Stored(String path, UpperInode inode, long size) {
      this.path = path;
      this.inode = inode;
      this.size = size;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public Reader open() throws IOException {
      LowerInode below = inode.lowerData();
      if (below != null) {
        return new PaddedReader(below.content().open(), size);
      }
      try {
        inode.open(space);
      } catch (NoSuchFileException e) {
        throw new IOException(
            "layer " + layer + ": \"" + path + "\" was removed while it was being written", e);
      }
      return new Reader() {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
          return inode.file().read(target, position);
        }

        @Override
        public void close() throws IOException {
          inode.close(space);
        }
      };
    }
  }
}
