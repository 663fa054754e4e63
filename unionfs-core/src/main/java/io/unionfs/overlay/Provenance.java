package io.unionfs.overlay;

import java.util.List;

/**
 * Which layers speak of one path.
 *
 * @param path the absolute path, symbolic links on the way resolved
 * @param provider the number of the layer that provides the file, {@link
 *     io.unionfs.trace.TraceEvent#UPPER} for the writable one, {@link #NOBODY} where no file is
 *     shown but some layer speaks of the path all the same
 * @param voices all layers that say something of the path, the topmost first
 */
public record Provenance(String path, int provider, List<Voice> voices) {
  /** The provider of what is not there. */
  public static final int NOBODY = -2;

  public Provenance {
    voices = List.copyOf(voices);
  }

  /** What a layer says of a path. */
  public enum Says {
    /**
     * It holds the file shown, or, of a merged directory, a part of it; where a redirect led there,
     * under another name.
     */
    SHOWN,
    /** It holds the data of the file shown, the writable layer the rest (metacopy). */
    DATA,
    /** It holds a file there that a layer above hides. */
    HIDDEN,
    /** It holds a whiteout there. */
    WHITEOUT
  }

  /**
   * One layer and what it says.
   *
   * @param layer its number, from the bottom; {@link io.unionfs.trace.TraceEvent#UPPER} for the
   *     writable one
   */
  public record Voice(int layer, Says says) {}

  /** The layers whose file at the path is hidden, the topmost first. */
  public List<Integer> hidden() {
    return voices.stream().filter(v -> v.says() == Says.HIDDEN).map(Voice::layer).toList();
  }
}
