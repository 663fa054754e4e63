package io.unionfs.driver;

import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Change;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A container of a {@link StorageDriver}: a tree of its own that begins as its image's. Safe for
 * use by many threads.
 */
public final class DriverContainer implements Closeable {
  private final StorageDriver driver;
  private final DriverImage image;
  private final String name;
  private final Place place;
  private final UnionFileSystem fileSystem;
  private final WorkCounter counter;

  DriverContainer(
      StorageDriver driver,
      DriverImage image,
      String name,
      Place place,
      UnionFileSystem fileSystem,
      WorkCounter counter) {
    this.driver = driver;
    this.image = image;
    this.name = name;
    this.place = place;
    this.fileSystem = fileSystem;
    this.counter = counter;
  }

  Place place() {
    return place;
  }

  WorkCounter counter() {
    return counter;
  }

  /** What it is called in its driver: {@code c1}, {@code c2}, and so on. */
  public String name() {
    return name;
  }

  /** The image it was made of. */
  public DriverImage image() {
    return image;
  }

  /**
   * Its tree. What the driver knows and the union does not, as what was changed where the union has
   * a full copy, this container tells itself. A {@linkplain UnionFileSystem#setListener listener}
   * put on it takes the place of the one that counts for the {@link #bill}.
   */
  public UnionFileSystem fileSystem() {
    return fileSystem;
  }

  /** What differs from the image, sorted by path, as {@code docker diff} shows it. */
  public List<Change> changes() throws IOException {
    return driver.changes(this);
  }

  /**
   * Writes what differs from the image as a layer archive, as {@link UnionFileSystem#writeLayer}
   * does. {@code out} stays open.
   */
  public void writeLayer(OutputStream out) throws IOException {
    driver.writeLayer(this, out);
  }

  /** The container as it is, as an image with one layer more. The container stays. */
  public DriverImage commit() throws IOException {
    return driver.commit(this);
  }

  /** What it costs: the image it stands on, what is its own, and what was done for it. */
  public Bill bill() throws IOException {
    return driver.bill(this);
  }

  /** Closes its tree, and removes what is its own. Does nothing the second time. */
  public void remove() throws IOException {
    driver.remove(this);
  }

  /** The same as {@link #remove}. */
  @Override
  public void close() throws IOException {
    remove();
  }

  @Override
  public String toString() {
    return driver.kind().label() + " container " + name;
  }
}
