package io.unionfs.cli.command;

import io.unionfs.analysis.ImageLayers;
import io.unionfs.image.Image;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageOptions;
import io.unionfs.image.Manifest;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Unpack;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Images whose layers are open while this is; of a store, or of files. */
final class AnalyzedImages implements Closeable {
  private final Verb verb;
  private final ImageOptions options;
  private final Deque<Closeable> open = new ArrayDeque<>();

  AnalyzedImages(Verb verb, ImageOptions options) {
    this.verb = verb;
    this.options = options;
  }

  /** The image that {@code text} names: what can be a path is one. */
  ImageLayers named(String text) throws IOException {
    return ImageArgument.isFile(text) ? file(Path.of(text)) : stored(text);
  }

  /** The image in a file or directory; what is compressed is unpacked beside, not to memory. */
  ImageLayers file(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    TemporaryDirectory unpacked = TemporaryDirectory.make();
    open.push(unpacked);
    Image image = Image.open(file, options.withUnpack(Unpack.to(unpacked.path())));
    open.push(image);
    Optional<Manifest> manifest =
        image.manifestDigest().isPresent() ? Optional.of(image.manifest()) : Optional.empty();
    List<Layer> layers = List.copyOf(image.layers());
    return new ImageLayers(file.toString(), image.config(), manifest, layers);
  }

  private ImageLayers stored(String name) throws IOException {
    StoredImage image = verb.images().get(name);
    Store.OpenLayers layers = verb.store().openLayers(image);
    open.push(layers);
    ImageConfig config = image.config();
    // A store shows an image of nothing as one empty layer.
    List<Layer> own = layers.layers().subList(0, config.diffIds().size());
    return new ImageLayers(name, config, Optional.of(image.manifest()), own);
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
