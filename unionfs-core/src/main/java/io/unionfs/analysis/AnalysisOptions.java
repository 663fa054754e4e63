package io.unionfs.analysis;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How far an image is looked into. Immutable.
 *
 * @param contentLimit how many bytes of each file, from its beginning, are searched for secrets; 0
 *     for none
 * @param leftovers the kinds of leftovers to look for
 * @param files whether every path of every layer is kept
 * @param others images in which the same contents may be
 */
public record AnalysisOptions(
    long contentLimit, Set<Leftover.Kind> leftovers, FileLists files, List<ImageLayers> others) {
  private static final long CONTENT_LIMIT = 1 << 20;

  /** Whether every path of every layer is kept in memory. */
  public enum FileLists {
    KEPT,
    LEFT_OUT
  }

  public AnalysisOptions {
    if (contentLimit < 0) {
      throw new IllegalArgumentException("contentLimit " + contentLimit);
    }
    leftovers =
        leftovers.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(copyOf(leftovers));
    others = List.copyOf(others);
  }

  private static Set<Leftover.Kind> copyOf(Set<Leftover.Kind> kinds) {
    return EnumSet.copyOf(kinds);
  }

  /** The first MiB of each file; all leftovers but Python's bytecode; no lists, no other images. */
  public static AnalysisOptions defaults() {
    return new AnalysisOptions(
        CONTENT_LIMIT,
        EnumSet.complementOf(EnumSet.of(Leftover.Kind.BYTECODE)),
        FileLists.LEFT_OUT,
        List.of());
  }

  /** These options with another limit for what is searched for secrets. */
  public AnalysisOptions withContentLimit(long bytes) {
    return new AnalysisOptions(bytes, leftovers, files, others);
  }

  /** These options with other kinds of leftovers. */
  public AnalysisOptions withLeftovers(Set<Leftover.Kind> kinds) {
    return new AnalysisOptions(contentLimit, kinds, files, others);
  }

  /** These options with lists of files, or without. */
  public AnalysisOptions withFiles(FileLists lists) {
    return new AnalysisOptions(contentLimit, leftovers, lists, others);
  }

  /** These options with images that are compared by their contents. */
  public AnalysisOptions withOthers(List<ImageLayers> images) {
    return new AnalysisOptions(contentLimit, leftovers, files, images);
  }
}
