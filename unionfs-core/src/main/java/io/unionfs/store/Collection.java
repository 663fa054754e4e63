package io.unionfs.store;

import io.unionfs.image.Descriptor;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Mark and sweep: finds what images and holders need, and removes the rest. Done while nobody has a
 * lease, so that nothing comes into the store meanwhile.
 */
final class Collection {
  private final Layout layout;
  private final StoreFiles files;
  private final StoreProcess process;
  private final BlobStore blobs;
  private final LayerStore layers;
  private final Set<Digest> neededBlobs = new HashSet<>();
  private final Set<Digest> neededLayers = new HashSet<>();
  private final List<Digest> removedBlobs = new ArrayList<>();
  private final List<Digest> removedLayers = new ArrayList<>();
  private long bytes;

  Collection(StoreParts parts) {
    this.layout = parts.layout();
    this.files = parts.files();
    this.process = parts.process();
    this.blobs = parts.blobs();
    this.layers = parts.layers();
  }

  /** Marks what the image with that manifest is made of. */
  void need(Digest manifest) throws IOException {
    if (!neededBlobs.add(manifest)) {
      return;
    }
    ImageDocuments documents = ImageDocuments.read(blobs, manifest);
    neededBlobs.add(documents.manifest().config().digest());
    for (Descriptor layer : documents.manifest().layers()) {
      neededBlobs.add(layer.digest());
    }
    for (Digest diffId : documents.config().diffIds()) {
      needLayer(diffId);
    }
  }

  private void needLayer(Digest diffId) {
    neededLayers.add(diffId);
    neededBlobs.add(diffId); // the tar of a layer that has none of its own
  }

  /** Removes what was not marked, and what dead processes left. */
  Store.CollectReport sweep() throws IOException {
    process.openLayers().inUse().forEach(this::needLayer);
    for (Path layer : StoreFiles.children(layout.layers())) {
      Digest diffId = digest("sha256", layer);
      if (diffId != null && !neededLayers.contains(diffId)) {
        bytes += size(layer.resolve(Layout.LAYER_TAR));
        layers.discard(diffId);
        removedLayers.add(diffId);
      }
    }
    for (Path algorithm : StoreFiles.children(layout.blobs())) {
      if (Files.isDirectory(algorithm, LinkOption.NOFOLLOW_LINKS)) {
        sweepBlobs(algorithm);
      }
    }
    for (Path file : StoreFiles.children(layout.signatures())) {
      Digest manifest = Layout.signed(file);
      if (manifest != null && !neededBlobs.contains(manifest)) {
        files.delete(file); // they are of an image that is gone
      }
    }
    process.removeLeftovers(files);
    return new Store.CollectReport(List.copyOf(removedBlobs), List.copyOf(removedLayers), bytes);
  }

  private void sweepBlobs(Path algorithm) throws IOException {
    for (Path blob : StoreFiles.children(algorithm)) {
      Digest digest = digest(algorithm.getFileName().toString(), blob);
      if (digest != null && !neededBlobs.contains(digest)) {
        bytes += size(blob);
        files.delete(blob);
        removedBlobs.add(digest);
      }
    }
  }

  private static long size(Path file) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
  }

  /** The digest that a file is called by, or null if it is called otherwise. */
  static Digest digest(String algorithm, Path file) {
    try {
      return new Digest(algorithm, file.getFileName().toString());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
