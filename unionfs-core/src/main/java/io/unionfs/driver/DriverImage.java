package io.unionfs.driver;

import io.unionfs.layer.Digest;
import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;

/** An image that a {@link StorageDriver} holds. Safe for use by many threads. */
public final class DriverImage {
  private final StorageDriver driver;
  private final StoredLayer top;

  DriverImage(StorageDriver driver, StoredLayer top) {
    this.driver = driver;
    this.top = top;
  }

  StorageDriver driver() {
    return driver;
  }

  StoredLayer top() {
    return top;
  }

  /** What its layers, one on another, are known by (OCI image spec, config.md, "ChainID"). */
  public Digest chainId() {
    return top.chainId();
  }

  /** How many layers it has. */
  public int layers() {
    return top.stack().size();
  }

  /** What it shows, to be read; the caller closes it. */
  public UnionFileSystem open() throws IOException {
    return top.open();
  }

  /**
   * What it costs: the layers that other images have too, those that they have not, their making.
   */
  public Bill bill() {
    return driver.bill(this);
  }

  /**
   * Removes it, and the layers that nobody else uses.
   *
   * @throws IllegalStateException if a container stands on it, or it is removed already
   */
  public void remove() {
    driver.remove(this);
  }

  @Override
  public String toString() {
    return driver.kind().label() + " image " + chainId().abbreviated();
  }
}
