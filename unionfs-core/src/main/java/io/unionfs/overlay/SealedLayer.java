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
   * @param reason one of a fixed set of words, such as {@code SPECIAL_FILE} or {@code REDIRECT}
   */
  public record Obstacle(String path, String reason) {}

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
