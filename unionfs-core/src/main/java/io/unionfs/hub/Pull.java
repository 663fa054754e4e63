package io.unionfs.hub;

import io.unionfs.archive.Hashing;
import io.unionfs.hub.PullReport.Status;
import io.unionfs.hub.Transfer.Way;
import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageException;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.image.RemoteImage;
import io.unionfs.layer.Content;
import io.unionfs.layer.Names;
import io.unionfs.registry.RegistryException;
import io.unionfs.registry.Repository;
import io.unionfs.store.Downloads.Download;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One pull. */
final class Pull {
  /** How often what was fetched may be gone again, by a collection, before it is taken in. */
  private static final int ROUNDS = 4;

  private final Store store;
  private final Repository repository;
  private final ImageReference.Pinned name;
  private final PullOptions options;
  private final TransferListener listener;
  private boolean keptBlobs;

  Pull(
      Store store,
      Repository repository,
      ImageReference.Pinned name,
      PullOptions options,
      TransferListener listener) {
    this.store = store;
    this.repository = repository;
    this.name = name;
    this.options = options;
    this.listener = listener;
  }

  /** As people write it: {@code debian:latest}, {@code debian@sha256:…}. */
  static String familiar(ImageReference.Pinned name) {
    return name.digest()
        .map(digest -> name.name().repository() + "@" + digest)
        .orElse(name.name().familiar());
  }

  PullReport run() throws IOException {
    String reference = name.digest().map(Object::toString).orElse(name.name().tag());
    Repository.Received top = repository.manifest(reference);
    requireUnchanged(top);
    RemoteImage remote =
        RemoteImage.choose(
            familiar(name), top.descriptor(), top.bytes(), options.platform(), new Documents());
    options.check().check(repository, remote.manifest());
    Transfers transfers = new Transfers(remote.manifest().layers(), listener);
    Status status = status(remote);
    StoredImage image = bring(remote, transfers);
    SeenBlobs.of(store).note(repository, remote.manifest());
    return new PullReport(name, image, top.descriptor().digest(), status, transfers.report());
  }

  /** By digest, nothing counts that the registry or its descriptors say. */
  private void requireUnchanged(Repository.Received top) throws IOException {
    if (name.digest().isPresent()) {
      var wanted = name.digest().get();
      var found = Hashing.of(wanted.algorithm(), top.bytes());
      if (!found.equals(wanted)) {
        throw new ImageException(
            familiar(name)
                + ": the registry sent other content, "
                + found
                + ": it was changed there, and is not taken");
      }
    }
  }

  private final class Documents implements RemoteImage.Source {
    @Override
    public byte[] manifest(Descriptor descriptor) throws IOException {
      return repository.manifest(descriptor.digest().toString()).bytes();
    }

    @Override
    public byte[] config(Descriptor descriptor) throws IOException {
      return repository.fetch(descriptor, MAX_DOCUMENT);
    }
  }

  private List<ImageReference> names() {
    return name.digest().isPresent() ? List.of() : List.of(name.name());
  }

  private Status status(RemoteImage remote) {
    return known(remote).filter(image -> image.names().containsAll(names())).isPresent()
        ? Status.UP_TO_DATE
        : Status.DOWNLOADED;
  }

  /** The image as the store has it, if it lists it and its documents are whole. */
  private Optional<StoredImage> known(RemoteImage remote) {
    try {
      return store
          .images()
          .byManifest(remote.manifest().digest())
          .filter(image -> !image.added().equals(Instant.EPOCH));
    } catch (IOException e) {
      return Optional.empty(); // damaged, and about to come anew
    }
  }

  private StoredImage bring(RemoteImage remote, Transfers transfers) throws IOException {
    Optional<StoredImage> known = known(remote);
    if (known.isPresent()
        && options.known() == PullOptions.Known.TRUSTED
        && hasAll(transfers.layers())) {
      transfers.layers().forEach(layer -> transfers.finished(existed(layer)));
      if (known.get().names().containsAll(names())) {
        return known.get();
      }
      store.images().tag(known.get(), name.name());
      return known(remote).orElse(known.get());
    }
    try {
      return fetchAndAdd(remote, transfers);
    } catch (Throwable e) {
      forgetBlobs(e);
      throw e;
    }
  }

  private boolean hasAll(List<Descriptor> layers) throws IOException {
    for (Descriptor layer : layers) {
      if (!store.has(layer)) {
        return false;
      }
    }
    return true;
  }

  private static Transfer existed(Descriptor layer) {
    return new Transfer(layer, Way.EXISTED, 0);
  }

  /** What was taken in, and is no image's now, goes again. */
  private void forgetBlobs(Throwable failure) {
    if (keptBlobs) {
      try {
        store.collectIfIdle();
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
  }

  /**
   * Fetches without a lease, so that nobody waits for it; what was there at first may therefore be
   * collected meanwhile, and has then to be fetched too.
   */
  private StoredImage fetchAndAdd(RemoteImage remote, Transfers transfers) throws IOException {
    for (int round = 1; ; round++) {
      requireRoom(transfers.layers());
      transfers.each(options.parallel(), layer -> fetch(layer, transfers));
      Store.Lease lease = store.lease();
      try (lease) {
        if (takeIn(transfers.layers())) {
          return store.images().add(new Taken(remote), names(), transfers::progressed);
        }
      } catch (Gone e) {
        if (round == ROUNDS) {
          throw new StoreException(e.getMessage(), e);
        }
        continue;
      }
      if (round == ROUNDS) {
        throw new StoreException(
            familiar(name) + ": what was fetched is removed by others again and again");
      }
    }
  }

  private void requireRoom(List<Descriptor> layers) throws IOException {
    long bytes = 0;
    for (Descriptor layer : layers) {
      if (!store.has(layer)) {
        long missing = Math.max(0, layer.size() - store.downloads().size(layer));
        bytes = Math.min(bytes + missing, Long.MAX_VALUE / 2);
      }
    }
    store.requireRoom(bytes);
  }

  private void fetch(Descriptor layer, Transfers transfers) throws IOException {
    // Before its turn too, for another may be fetching a blob of the same digest for long.
    if (store.has(layer)) {
      transfers.finished(existed(layer));
      return;
    }
    try (Download download = store.downloads().take(layer)) {
      if (store.has(layer)) {
        download.remove();
        transfers.finished(existed(layer));
        return;
      }
      long before = download.size();
      long received = isWhole(layer, download) ? 0 : receive(layer, download, transfers);
      Way way = before > 0 && received < layer.size() ? Way.RESUMED : Way.FETCHED;
      transfers.finished(new Transfer(layer, way, received));
    }
  }

  private static boolean isWhole(Descriptor layer, Download download) throws IOException {
    if (download.size() != layer.size()) {
      return false;
    }
    String algorithm = layer.digest().algorithm();
    boolean right =
        layer.size() > 0
            && Hashing.of(algorithm, download.file(), done -> {}).equals(layer.digest());
    if (!right) {
      download.remove();
    }
    return right;
  }

  private long receive(Descriptor layer, Download download, Transfers transfers)
      throws IOException {
    try {
      return repository.fetch(layer, download.file(), transfers::progressed);
    } catch (RegistryException e) {
      if (e.kind() == RegistryException.Kind.NOT_FOUND && layer.isNondistributable()) {
        throw new ImageException(
            familiar(name)
                + ": the layer "
                + layer.digest()
                + " is nondistributable, and the registry does not have it"
                + (layer.urls().isEmpty()
                    ? ""
                    : "; the manifest says it is at "
                        + Names.display(layer.urls().get(0))
                        + ", which is not asked")
                + ": get the image from who publishes it",
            e);
      }
      throw e;
    }
  }

  /** Makes blobs of what was fetched; whether all are there. A lease is held. */
  private boolean takeIn(List<Descriptor> layers) throws IOException {
    for (Descriptor layer : layers) {
      if (store.has(layer)) {
        continue;
      }
      // Who has it takes no lease while he has it, so that nobody waits in a circle.
      try (Download download = store.downloads().take(layer)) {
        if (!store.has(layer)) {
          if (download.size() != layer.size()) {
            return false;
          }
          download.keep();
          keptBlobs = true;
        }
      }
    }
    return true;
  }

  /** A blob that was there is not any more. */
  private static final class Gone extends IOException {
    private static final long serialVersionUID = 1;

    Gone(String message) {
      super(message);
    }
  }

  /** An image whose layers are in the store by now. */
  private record Taken(RemoteImage remote) implements ImageContent {
    @Override
    public Manifest manifest() {
      return remote.manifest();
    }

    @Override
    public ImageConfig config() {
      return remote.config();
    }

    @Override
    public Content blob(Descriptor layer) throws IOException {
      throw new Gone("the layer " + layer.digest() + " is damaged again and again");
    }
  }
}
