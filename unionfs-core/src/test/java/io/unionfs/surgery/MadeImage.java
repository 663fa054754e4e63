package io.unionfs.surgery;

import io.unionfs.archive.TarWriter;
import io.unionfs.image.Descriptor;
import io.unionfs.image.History;
import io.unionfs.image.ImageConfigBuilder;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Platform;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.overlay.TarOf;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Makes an image in a store, step by step. */
final class MadeImage {
  private interface Step {
    void apply() throws IOException;
  }

  private final Store store;
  private final List<Step> steps = new ArrayList<>();
  private final List<Descriptor> blobs = new ArrayList<>();
  private final Map<String, String> annotations = new LinkedHashMap<>();
  private ImageConfigBuilder config = ImageConfigBuilder.of(new Platform("linux", "amd64", ""));

  private MadeImage(Store store) {
    this.store = store;
  }

  static MadeImage in(Store store) {
    return new MadeImage(store);
  }

  /** On all that {@code base} is. */
  static MadeImage on(Store store, StoredImage base) {
    MadeImage made = new MadeImage(store);
    made.config = ImageConfigBuilder.from(base.config());
    made.blobs.addAll(base.manifest().layers());
    return made;
  }

  MadeImage platform(String architecture) {
    config = ImageConfigBuilder.of(new Platform("linux", architecture, ""));
    return this;
  }

  MadeImage layer(String command, Consumer<LayerBuilder> content) {
    LayerBuilder builder = Layer.builder().time(Instant.EPOCH);
    content.accept(builder);
    return written(command, out -> TarWriter.write(builder.build(), out));
  }

  MadeImage entries(String command, ArchiveEntry... entries) {
    return written(
        command,
        out -> {
          TarWriter tar = new TarWriter(out, command);
          tar.addAll(List.of(entries));
          tar.finish();
        });
  }

  private MadeImage written(String command, Store.LayerWriter writer) {
    steps.add(
        () -> {
          Store.NewLayer layer = store.writeLayer(writer);
          config.layer(layer.diffId(), step(command));
          blobs.add(layer.blob());
        });
    return this;
  }

  MadeImage empty(String command) {
    steps.add(() -> config.emptyLayer(step(command)));
    return this;
  }

  MadeImage change(String instruction) {
    steps.add(() -> config.change(instruction));
    return this;
  }

  MadeImage annotation(String key, String value) {
    annotations.put(key, value);
    return this;
  }

  private static History step(String command) {
    return new History(Optional.of(Instant.EPOCH), command, "", "", OptionalInt.empty());
  }

  StoredImage store(String name) throws IOException {
    Store.Lease lease = store.lease();
    try (lease) {
      for (Step step : steps) {
        step.apply();
      }
      List<ImageReference> names = List.of(ImageReference.parse(name));
      return store.images().add(config, blobs, annotations, names, ProgressListener.NONE);
    }
  }

  /** All that an image shows, path by path. */
  static Map<String, String> shown(Store store, StoredImage image) throws IOException {
    try (Store.OpenLayers opened = store.openLayers(image)) {
      return TarOf.shown(opened.layers());
    }
  }

  /** What each step of an image's history was, with the layer that it made. */
  static List<String> steps(StoredImage image) {
    List<String> words = new ArrayList<>();
    for (History step : image.config().history()) {
      words.add(
          step.createdBy() + (step.layer().isPresent() ? " -> " + step.layer().getAsInt() : ""));
    }
    return words;
  }

  /** Names in the store, with what they stand for, and all files in its directories of blobs. */
  static List<String> everything(Store store) throws IOException {
    List<String> all = new ArrayList<>();
    for (StoredImage image : store.images().list()) {
      all.add(image.id() + " " + image.names());
    }
    try (var files = java.nio.file.Files.walk(store.directory())) {
      files
          .filter(path -> !path.toString().contains("/locks"))
          .map(path -> store.directory().relativize(path).toString())
          .filter(
              path ->
                  path.startsWith("blobs")
                      || path.startsWith("layers")
                      || path.matches("tmp/[^/]+/.+"))
          .sorted()
          .forEach(all::add);
    }
    return all;
  }
}
