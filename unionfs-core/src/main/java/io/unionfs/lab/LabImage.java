package io.unionfs.lab;

import io.unionfs.analysis.ImageLayers;
import io.unionfs.archive.Hashing;
import io.unionfs.driver.ImageLayer;
import io.unionfs.image.ImageConfig;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * An image that an experiment is done with. Immutable.
 *
 * @param layers the bottom one first
 * @param instructions what made each, in one line; empty where that is not told
 */
record LabImage(List<ImageLayer> layers, List<String> instructions) {
  LabImage {
    layers = List.copyOf(layers);
    instructions = List.copyOf(instructions);
  }

  /** The image that was given, or else a synthetic one, which {@code otherwise} makes of a seed. */
  static LabImage of(Trial trial, LongFunction<LabImage> otherwise) throws LabException {
    Optional<ImageLayers> given = trial.context().image();
    if (given.isEmpty()) {
      return otherwise.apply(trial.seed());
    }
    return of(given.get());
  }

  /** An image that was given. */
  static LabImage of(ImageLayers image) throws LabException {
    if (image.layers().isEmpty()) {
      throw new LabException(image.name() + " has no layers: there is nothing to look at");
    }
    List<ImageLayer> layers = new ArrayList<>();
    for (int i = 0; i < image.layers().size(); i++) {
      layers.add(new ImageLayer(image.config().diffIds().get(i), image.layers().get(i)));
    }
    return new LabImage(layers, List.of());
  }

  /** A digest for a layer that is no archive: of what it is called. */
  static Digest digest(String name) {
    return Hashing.sha256(name.getBytes(StandardCharsets.UTF_8));
  }

  /** The layers themselves. */
  List<Layer> chain() {
    return layers.stream().map(ImageLayer::layer).toList();
  }

  /** This image, with a configuration that tells of its instructions. */
  ImageLayers documents() throws IOException {
    DocumentBuilder config = DocumentBuilder.empty();
    config.put("architecture", "amd64").put("os", "linux");
    config
        .object("rootfs")
        .put("type", "layers")
        .putTexts("diff_ids", layers.stream().map(each -> each.diffId().toString()).toList());
    config.putObjects(
        "history",
        instructions.stream()
            .map(each -> DocumentBuilder.empty().put("created_by", each))
            .toList());
    return new ImageLayers(
        Laboratory.SYNTHETIC, ImageConfig.parse(config.bytes()), Optional.empty(), chain());
  }
}
