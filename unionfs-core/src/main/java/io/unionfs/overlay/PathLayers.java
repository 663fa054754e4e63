package io.unionfs.overlay;

import io.unionfs.overlay.Provenance.Says;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What each layer by itself says of one path. Immutable.
 *
 * @param path absolute; symbolic links on the way resolved, as far as there is anything
 * @param entries of the layers that say something, the topmost first
 */
public record PathLayers(String path, List<LayerEntry> entries) {
  public PathLayers {
    Objects.requireNonNull(path);
    entries = List.copyOf(entries);
  }

  /**
   * What one layer says.
   *
   * @param layer its number, from the bottom; {@link io.unionfs.trace.TraceEvent#UPPER} for the
   *     writable one
   */
  public Optional<LayerEntry> entry(int layer) {
    return entries.stream().filter(entry -> entry.layer() == layer).findFirst();
  }

  /** The topmost file that is shown; empty where nothing is. */
  public Optional<LayerEntry.Held> shown() {
    return entries.stream()
        .filter(LayerEntry.Held.class::isInstance)
        .map(LayerEntry.Held.class::cast)
        .filter(held -> held.says() == Says.SHOWN)
        .findFirst();
  }
}
