package io.unionfs.container;

import io.unionfs.image.ImageReference;
import io.unionfs.image.Platform;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/** The containers and volumes of a store. Safe for use by many threads and processes. */
public final class ContainerEngine implements Closeable {
  private ContainerEngine() {}

  /** Opens the containers of {@code store}, which is closed with the engine. */
  public static ContainerEngine open(Store store) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** The same, with a clock and a source of ids, for tests. */
  public static ContainerEngine open(Store store, InstantSource clock, RandomGenerator ids)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /** The store with its images. */
  public Store store() {
    throw new UnsupportedOperationException();
  }

  /** Makes a container; its state is {@code created}. */
  public Container create(ContainerSpec spec) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** All containers, the newest first. */
  public List<Container> list() throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * The container with that name, id, or first digits of an id.
   *
   * @throws io.unionfs.store.StoreException if there is none, or several ids begin so
   */
  public Container get(String nameOrId) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** The named volumes. */
  public Volumes volumes() {
    throw new UnsupportedOperationException();
  }

  /** What images, containers and volumes take: {@code docker system df}. */
  public SpaceReport space() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** An image of one layer from a flat tar, as {@code docker import}. */
  public StoredImage importTar(
      Path tar,
      ImageReference name,
      Platform platform,
      List<String> changes,
      String message,
      ProgressListener progress)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Removes all containers that are not running: {@code docker container prune}. */
  public List<String> prune() throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() throws IOException {
    throw new UnsupportedOperationException();
  }
}
