package io.unionfs.overlay;

import io.unionfs.layer.Entry;
import io.unionfs.layer.TreeLayer;
import java.util.List;

/**
 * What a writable layer said when it was sealed. Immutable, its content on the heap.
 *
 * <p>The directory the writable layer is kept in can be handed to the Linux kernel, as a {@code
 * lowerdir} of an overlayfs mount with {@code -o userxattr}, if there are no {@link #obstacles}.
 */
public final class SealedLayer implements TreeLayer {
  private final String name;
  private final Entry.Directory root;
  private final List<Obstacle> obstacles;

  /**
   * Something that the kernel would not show as it is shown here.
   *
   * @param path from the layer's root, without a slash in front; empty for the root
   * @param reason what the kernel would show otherwise
   */
  public record Obstacle(String path, Reason reason) {}

  /** What the kernel would show otherwise. */
  public enum Reason {
    /** A fifo, socket or device: an empty regular file. */
    SPECIAL_FILE,
    /** A symbolic link: an empty regular file, since it has further names or cannot be stored. */
    SYMLINK,
    /** The target of a symbolic link without its double and trailing slashes. */
    LINK_TARGET,
    /** Other permissions: the storage does not hold them, or this process may not set them. */
    MODE,
    /** Another owner: the storage does not hold it, or this process may not set it. */
    OWNER,
    /**
     * A modification time cut to what the storage holds, as of any symbolic link on JDK 17, or of
     * any file before 1901-12-13 or after 2262-04-11.
     */
    TIMES,
    /** No extended attributes outside of {@code user.}, or on what holds none. */
    XATTRS,
    /** What a whiteout or opaque directory hides, whose mark is no extended attribute. */
    HIDING,
    /** Nothing of what lies below a directory that has another name there. */
    REDIRECT,
    /** Nothing of the data that is in a lower layer. */
    METACOPY,
    /** Another number of names. */
    LINK_COUNT,
    /** The lower file, whose copy the directory holds under no name but others of the file. */
    INDEX
  }

  SealedLayer(String name, Entry.Directory root, List<Obstacle> obstacles) {
    this.name = name;
    this.root = root;
    this.obstacles = List.copyOf(obstacles);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Entry.Directory root() {
    return root;
  }

  /** What keeps the writable layer's directory from being handed over; empty when nothing does. */
  public List<Obstacle> obstacles() {
    return obstacles;
  }
}
