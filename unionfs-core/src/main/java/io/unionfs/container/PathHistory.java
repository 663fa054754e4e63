package io.unionfs.container;

import io.unionfs.image.History;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Provenance;
import io.unionfs.overlay.Provenance.Says;
import io.unionfs.store.StoredImage;
import io.unionfs.store.StoredImage.LayerInfo;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which layers of a container speak of a path, and how each came to be. Immutable.
 *
 * @param path absolute, symbolic links on the way resolved
 * @param voices the topmost layer first
 */
public record PathHistory(String path, List<Voice> voices) {
  public PathHistory {
    voices = List.copyOf(voices);
  }

  /**
   * One layer.
   *
   * @param number its number from the bottom, 0 first; {@link TraceEvent#UPPER} for the writable
   *     layer
   * @param says what it says of the path
   * @param layer the layer; empty for the writable one
   * @param step the step of the image's history that made it, where it is told
   */
  public record Voice(int number, Says says, Optional<LayerInfo> layer, Optional<History> step) {}

  static PathHistory of(Container container, String path) throws IOException {
    StoredImage image = MountedContainer.image(container.engine(), container.record());
    try (UnionFileSystem files = container.files()) {
      Provenance found = files.provenance(files.getPath(path));
      List<Voice> voices = new ArrayList<>();
      for (Provenance.Voice voice : found.voices()) {
        int number = voice.layer();
        Optional<LayerInfo> layer =
            number >= 0 && number < image.layers().size()
                ? Optional.of(image.layers().get(number))
                : Optional.empty();
        Optional<History> step =
            image.config().history().stream()
                .filter(each -> each.layer().isPresent() && each.layer().getAsInt() == number)
                .findFirst();
        voices.add(new Voice(number, voice.says(), layer, step));
      }
      return new PathHistory(found.path(), voices);
    }
  }
}
