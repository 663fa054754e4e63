package io.unionfs.surgery;

import io.unionfs.image.History;
import io.unionfs.image.ImageConfig;
import java.util.List;
import java.util.OptionalInt;

/** The steps of an image's history; where it is not told, one for each layer. */
final class Steps {
  private Steps() {}

  /** How many there are. */
  static int count(ImageConfig config) {
    return config.history().isEmpty() ? config.diffIds().size() : config.history().size();
  }

  /** The layer that a step made. */
  static OptionalInt layer(ImageConfig config, int step) {
    return config.history().isEmpty() ? OptionalInt.of(step) : config.history().get(step).layer();
  }

  /** The step that made {@code layer}. */
  static int of(ImageConfig config, int layer) {
    int step = 0;
    while (!layer(config, step).equals(OptionalInt.of(layer))) {
      step++;
    }
    return step;
  }

  /**
   * The first step that is the image's own and not its base's. Where the base's history is not the
   * beginning of the image's, that is the first one behind the base's last layer.
   */
  static int above(ImageConfig image, ImageConfig base) {
    List<History> below = base.history();
    if (!below.isEmpty()
        && below.size() <= image.history().size()
        && image.history().subList(0, below.size()).equals(below)) {
      return below.size();
    }
    return base.diffIds().isEmpty() ? 0 : of(image, base.diffIds().size() - 1) + 1;
  }
}
