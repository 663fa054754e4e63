package io.unionfs.analysis;

import io.unionfs.image.Descriptor;
import io.unionfs.image.History;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.Manifest;
import io.unionfs.layer.Layer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An image to be analysed: its documents, and its layers opened. They stay the caller's to close.
 *
 * @param name what the image is called in reports
 * @param config its configuration
 * @param manifest its manifest, which says how large the layers' blobs are; empty if there is none
 * @param layers its layers, the bottom one first: as many as the configuration lists
 */
public record ImageLayers(
    String name, ImageConfig config, Optional<Manifest> manifest, List<Layer> layers) {

  public ImageLayers {
    Objects.requireNonNull(name);
    layers = List.copyOf(layers);
    if (layers.size() != config.diffIds().size()) {
      throw new IllegalArgumentException(
          name
              + ": "
              + layers.size()
              + " layers are open, but the configuration lists "
              + config.diffIds().size());
    }
  }

  /** The command that made layer {@code ordinal}, in one line; empty where it is not told. */
  String instruction(int ordinal) {
    for (History step : config.history()) {
      if (step.layer().isPresent() && step.layer().getAsInt() == ordinal) {
        return Redaction.redacted(step.createdBy()).strip().replaceAll("\\s+", " ");
      }
    }
    return "";
  }

  /** The size of layer {@code ordinal} as it travels, perhaps compressed; -1 if not known. */
  long blobSize(int ordinal) {
    List<Descriptor> blobs = manifest.map(Manifest::layers).orElse(List.of());
    return blobs.size() == layers.size() ? blobs.get(ordinal).size() : -1;
  }
}
