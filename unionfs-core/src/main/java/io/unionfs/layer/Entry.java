package io.unionfs.layer;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/**
 * What a {@link TreeLayer} says of one name: that a file of some type is there, or, by a {@link
 * Whiteout}, that whatever the layers below hold there is hidden.
 */
public sealed interface Entry {

  /** A file of any type. */
  sealed interface Node extends Entry {
    /**
     * The file's number inside its layer: the same for every name of one file, different for
     * different files, and the same each time the layer is opened. At most {@link #MAX_NUMBER}.
     */
    long number();

    /** Owner, permissions, times, extended attributes. */
    Attributes attributes();

    /** The file's type. */
    FileType type();

    /** How many names the file has in its layer ({@code st_nlink}); not meant for directories. */
    int links();
  }

  /** The largest {@link Node#number}: 48 bits, so that a layer's ordinal fits above it. */
  long MAX_NUMBER = (1L << 48) - 1;

  /** A regular file. */
  record File(long number, Attributes attributes, int links, Content content) implements Node {
    public File {
      Objects.requireNonNull(attributes);
      Objects.requireNonNull(content);
    }

    @Override
    public FileType type() {
      return FileType.REGULAR;
    }
  }

  /**
   * A regular file whose data is in a layer below: overlayfs's {@code metacopy}.
   *
   * @param size the size it shows, in bytes
   * @param redirect where the data is below: a name in the same directory, or a path from the root;
   *     null for its own name
   */
  record Metacopy(long number, Attributes attributes, int links, long size, String redirect)
      implements Node {
    public Metacopy {
      Objects.requireNonNull(attributes);
    }

    @Override
    public FileType type() {
      return FileType.REGULAR;
    }
  }

  /** A symbolic link; {@code target} is never empty. */
  record Symlink(long number, Attributes attributes, int links, String target) implements Node {
    public Symlink {
      Objects.requireNonNull(attributes);
      if (target.isEmpty()) {
        throw new IllegalArgumentException("a symbolic link needs a target");
      }
    }

    @Override
    public FileType type() {
      return FileType.SYMLINK;
    }
  }

  /** A fifo, socket or device; {@code device} is 0 unless the type is a device. */
  record Special(long number, Attributes attributes, int links, FileType type, DeviceNumber device)
      implements Node {
    public Special {
      Objects.requireNonNull(attributes);
      Objects.requireNonNull(device);
      if (!type.isSpecial()) {
        throw new IllegalArgumentException(type + " is not a special file");
      }
    }
  }

  /**
   * A directory. Its entries may be read from storage when they are first asked for. Safe for use
   * by many threads.
   */
  non-sealed interface Directory extends Node {
    /** Whether it hides what lies below. */
    Opacity opacity();

    /**
     * What it merges with in the layers below, where that is not its own name: a name in the same
     * directory, or a path from the root; else null. Overlayfs's {@code redirect}.
     */
    default String redirect() {
      return null;
    }

    /**
     * What the layer says of {@code name} in this directory, or null when it says nothing.
     *
     * @throws IOException if the storage behind the layer fails
     */
    Entry lookup(String name) throws IOException;

    /**
     * All that the layer says in this directory, by name; not to be changed.
     *
     * @throws IOException if the storage behind the layer fails
     */
    Map<String, Entry> entries() throws IOException;

    @Override
    default FileType type() {
      return FileType.DIRECTORY;
    }

    @Override
    default int links() {
      return 1;
    }
  }

  /** Hides the name in all layers below. */
  enum Whiteout implements Entry {
    WHITEOUT
  }
}
