package io.unionfs.hub;

import io.unionfs.image.ImageReference;
import io.unionfs.registry.RegistryClient;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import java.io.IOException;

/**
 * Moves images between a store and registries. Only blobs travel that the other side lacks. What
 * fails leaves the store and the registry with the images that they had. Safe for use by many
 * threads and processes.
 */
public final class Hub {
  private final Store store;
  private final RegistryClient client;

  private Hub(Store store, RegistryClient client) {
    this.store = store;
    this.client = client;
  }

  /** Between {@code store} and the registries that {@code client} speaks with; both stay open. */
  public static Hub of(Store store, RegistryClient client) {
    return new Hub(store, client);
  }

  /**
   * Brings an image into the store. What was fetched of it before, by whatever process, is not
   * fetched again. By digest, only what has that digest is taken, and no name is given.
   *
   * @throws io.unionfs.registry.RegistryException if there is none, the registry refuses, or what
   *     it sends is not what was asked for
   * @throws io.unionfs.image.ImageException if it is no image, damaged or hostile, or there is none
   *     for the platform
   * @throws io.unionfs.store.StoreException if a layer is damaged or hostile, or there is no room
   */
  public PullReport pull(ImageReference.Pinned name, PullOptions options, TransferListener listener)
      throws IOException {
    return new Pull(store, client.repository(name.name()), name, options, listener).run();
  }

  /**
   * Sends an image to the registry that {@code name} says, under that name. Its blobs are sent as
   * they are, unless {@code options} say otherwise, so that its digests stay. Layers that may stand
   * at a URL only are not sent.
   *
   * @throws io.unionfs.registry.RegistryException if the registry refuses
   * @throws io.unionfs.store.StoreException if a blob is lost or damaged
   */
  public PushReport push(
      StoredImage image, ImageReference name, PushOptions options, TransferListener listener)
      throws IOException {
    return new Push(store, client.repository(name), image, name, options, listener).run();
  }
}
