package io.unionfs.overlay;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Opacity;
import io.unionfs.overlay.Provenance.Says;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one layer, by itself, says of a path: a file, a whiteout, or something on the way there that
 * decides of all that is below. Immutable.
 *
 * @see Mount#layersOf
 */
public sealed interface LayerEntry {
  /** The layer's number, from the bottom; {@link io.unionfs.trace.TraceEvent#UPPER} for the top. */
  int layer();

  /** The path in the layer that this is about: the one asked for, or a directory on the way. */
  String path();

  /**
   * The layer holds a file at the path.
   *
   * @param path where in the layer: another path than the one asked for where a redirect leads
   *     there
   * @param says whether the file is shown, provides data alone, or is hidden by a layer above
   * @param stat its attributes in this layer
   * @param opacity whether a directory hides what lies below
   * @param target of a symbolic link
   * @param redirect what a directory is called in the layers below, where that is marked
   * @param copiedFrom in the writable layer, the number of the layer that the file was copied up
   *     from; empty for what is new, and for what is not known to be a copy, such as the copy of
   *     one name of several ({@code index=off})
   */
  record Held(
      int layer,
      String path,
      Says says,
      Stat stat,
      Opacity opacity,
      Optional<String> target,
      Optional<String> redirect,
      OptionalInt copiedFrom)
      implements LayerEntry {
    public Held {
      Objects.requireNonNull(path);
      Objects.requireNonNull(says);
      Objects.requireNonNull(stat);
      Objects.requireNonNull(opacity);
      Objects.requireNonNull(target);
      Objects.requireNonNull(redirect);
      Objects.requireNonNull(copiedFrom);
    }
  }

  /** The layer holds a whiteout, at the path or, hiding it as well, at a directory above it. */
  record Whiteout(int layer, String path) implements LayerEntry {}

  /** The layer says nothing of the path, but a directory above it is opaque there. */
  record OpaqueAbove(int layer, String path) implements LayerEntry {}

  /** Where the path needs a directory, the layer holds a file of another type. */
  record NoDirectory(int layer, String path, FileType type) implements LayerEntry {}
}
