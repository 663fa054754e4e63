package io.unionfs.hub;

import io.unionfs.archive.Hashing;
import io.unionfs.hub.Transfer.Way;
import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.registry.RegistryException;
import io.unionfs.registry.Repository;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One push: layers, then the config, then the manifest, so that what is named is there. */
final class Push {
  private final Store store;
  private final Repository repository;
  private final StoredImage image;
  private final ImageReference name;
  private final PushOptions options;
  private final TransferListener listener;
  private final SeenBlobs seen;

  Push(
      Store store,
      Repository repository,
      StoredImage image,
      ImageReference name,
      PushOptions options,
      TransferListener listener) {
    this.store = store;
    this.repository = repository;
    this.image = image;
    this.name = name;
    this.options = options;
    this.listener = listener;
    this.seen = SeenBlobs.of(store);
  }

  PushReport run() throws IOException {
    Store.Lease lease = store.lease(); // what is read must not be collected
    try (lease) {
      if (options.plainLayers() == PushOptions.PlainLayers.SENT) {
        return send(image.manifest(), image::blob);
      }
      try (CompressedImage compressed = CompressedImage.of(store, image)) {
        return send(compressed.manifest(), compressed::blob);
      } catch (GzipLayer.Changed e) {
        try (CompressedImage anew = CompressedImage.anew(store, image)) {
          return send(anew.manifest(), anew::blob);
        }
      }
    }
  }

  private interface Blobs {
    Content content(Descriptor layer) throws IOException;
  }

  private PushReport send(Manifest manifest, Blobs blobs) throws IOException {
    Transfers transfers = new Transfers(manifest.layers(), listener);
    transfers.each(options.parallel(), layer -> send(layer, blobs, transfers));
    Descriptor config = manifest.config();
    repository.push(
        config,
        Content.of(image.config().bytes()),
        seen.candidates(repository, config.digest()),
        (what, done, total) -> {});
    Digest stored = repository.putManifest(name.tag(), manifest.bytes(), manifest.mediaType());
    if (!stored.equals(manifest.digest())) {
      throw new RegistryException(
          RegistryException.Kind.INVALID,
          name.familiar() + ": the registry stored another manifest, " + stored,
          null);
    }
    seen.note(repository, manifest);
    return new PushReport(name, manifest, transfers.report());
  }

  private void send(Descriptor layer, Blobs blobs, Transfers transfers) throws IOException {
    if (layer.isNondistributable()) {
      transfers.finished(new Transfer(layer, Way.LEFT_OUT, 0));
      return;
    }
    Content content = blobs.content(layer);
    Repository.Pushed pushed;
    try {
      pushed =
          repository.push(
              layer, content, seen.candidates(repository, layer.digest()), transfers::progressed);
    } catch (RegistryException e) {
      if (e.kind() == RegistryException.Kind.INVALID) {
        requireWhole(layer, content); // the registry is right, if it is our blob that is wrong
      }
      throw e;
    }
    transfers.finished(
        switch (pushed) {
          case EXISTED -> new Transfer(layer, Way.EXISTED, 0);
          case MOUNTED -> new Transfer(layer, Way.MOUNTED, 0);
          case SENT -> new Transfer(layer, Way.SENT, layer.size());
        });
  }

  private static void requireWhole(Descriptor layer, Content content) throws IOException {
    Hashing hashing = new Hashing(layer.digest().algorithm());
    byte[] buffer = new byte[1 << 16];
    try (Content.Reader reader = content.open()) {
      for (long position = 0; position < content.size(); ) {
        int count = reader.read(ByteBuffer.wrap(buffer), position);
        if (count < 0) {
          break;
        }
        hashing.add(buffer, 0, count);
        position += count;
      }
    }
    Digest found = hashing.digest();
    if (!found.equals(layer.digest())) {
      throw new StoreException(
          "the blob "
              + layer.digest()
              + " of the store has another digest, "
              + found
              + ": it is damaged, load or pull its image anew");
    }
  }
}
