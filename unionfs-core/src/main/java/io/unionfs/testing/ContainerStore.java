package io.unionfs.testing;

import io.unionfs.container.Container;
import io.unionfs.container.ContainerEngine;
import io.unionfs.container.ContainerSpec;
import io.unionfs.image.Descriptor;
import io.unionfs.image.History;
import io.unionfs.image.ImageConfigBuilder;
import io.unionfs.image.ImageOptions;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Platform;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.SealedLayer;
import io.unionfs.overlay.SquashedLayers;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A store with one image, frozen as a layer. Each test has a store of its own on it, which is a
 * union: what the test does to it is in a writable layer, and nothing is copied to begin with.
 *
 * @param files the store's directory, as a layer
 * @param image the image's id
 */
record ContainerStore(SealedLayer files, String image) {
  private static final String DIRECTORY = "/store";

  /** The name of an image that brings none. */
  private static final ImageReference NAME = ImageReference.parse("test");

  private static final History HISTORY =
      new History(Optional.empty(), "@Lower", "", "", OptionalInt.empty());

  /**
   * What is to be in the store.
   *
   * @param file where the base image is
   * @param layers those of the image, and on them those it has more
   * @param ofBase how many of them are the base image's
   */
  record Contents(Optional<Path> file, ImageOptions options, List<Layer> layers, int ofBase) {}

  static ContainerStore of(Contents contents) throws IOException {
    try (UnionFileSystem memory =
        UnionFileSystem.builder().lower(Layer.builder().build()).mount()) {
      String image;
      try (Store store = Store.open(memory.getPath(DIRECTORY), InstantSource.system())) {
        image = fill(store, contents).id().toString();
      }
      return new ContainerStore(memory.toLayer(), image);
    }
  }

  private static StoredImage fill(Store store, Contents contents) throws IOException {
    Optional<StoredImage> base = Optional.empty();
    if (contents.file().isPresent()) {
      base = Optional.of(load(store, contents.file().get(), contents.options()));
    }
    if (base.isPresent() && contents.ofBase() == contents.layers().size()) {
      return base.get();
    }
    Store.Lease lease = store.lease();
    try (lease) {
      return build(store, base, contents);
    }
  }

  private static StoredImage load(Store store, Path file, ImageOptions options) throws IOException {
    List<StoredImage> loaded = store.images().load(file, options, ProgressListener.NONE);
    if (loaded.size() != 1) {
      throw new StoreException(
          "there are " + loaded.size() + " images in it: choose one by its reference");
    }
    StoredImage image = loaded.get(0);
    if (image.names().isEmpty()) {
      store.images().tag(image, NAME);
    }
    return image;
  }

  /** The base with one layer more for each that does not come from it, under its names. */
  private static StoredImage build(Store store, Optional<StoredImage> base, Contents contents)
      throws IOException {
    ImageConfigBuilder config =
        base.map(image -> ImageConfigBuilder.from(image.config()))
            .orElseGet(() -> ImageConfigBuilder.of(Platform.host()));
    List<Descriptor> blobs = new ArrayList<>();
    base.ifPresent(image -> blobs.addAll(image.manifest().layers()));
    for (int i = contents.ofBase(); i < contents.layers().size(); i++) {
      List<Layer> upTo = contents.layers().subList(0, i + 1);
      int last = i;
      Store.NewLayer layer =
          store.writeLayer(
              out -> SquashedLayers.write(upTo, last, out, "@Lower", ProgressListener.NONE));
      blobs.add(layer.blob());
      config.layer(layer.diffId(), HISTORY);
    }
    List<ImageReference> names =
        base.map(StoredImage::names).filter(list -> !list.isEmpty()).orElse(List.of(NAME));
    return store.images().add(config, blobs, Map.of(), names, ProgressListener.NONE);
  }

  /**
   * An engine on a store of its own; all is added to {@code open}.
   *
   * @param mounts says more of how containers are mounted
   */
  ContainerEngine engine(
      Optional<InstantSource> clock, Consumer<UnionFileSystemBuilder> mounts, Closing open)
      throws IOException {
    InstantSource times = clock.orElse(InstantSource.system());
    UnionFileSystem memory = open.add(UnionFileSystem.builder().lower(files).mount());
    Store store = Store.open(memory.getPath(DIRECTORY), times);
    try {
      // The same ids and names in each run.
      ContainerEngine engine = ContainerEngine.open(store, times, new Random(0));
      engine.configureMounts(mounts);
      return open.add(engine);
    } catch (Throwable e) {
      store.close();
      throw e;
    }
  }

  /** A container that runs. */
  Container container(ContainerEngine engine, Optional<String> user) throws IOException {
    ContainerSpec spec = ContainerSpec.of(image);
    Container container = engine.create(user.map(spec::withUser).orElse(spec));
    container.start();
    return container;
  }
}
