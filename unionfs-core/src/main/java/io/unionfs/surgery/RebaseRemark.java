package io.unionfs.surgery;

import io.unionfs.layer.FileType;
import java.util.Optional;

/**
 * Something in an image's own layers, or its configuration, that means another thing on a new base
 * than it did on the old one. Paths begin at the root; layers are counted from 0 at the bottom of
 * the image that was put on another base.
 */
public sealed interface RebaseRemark {

  /** A whiteout removed a file of the old base; the new one has none there. */
  record HidesNothing(int layer, String path) implements RebaseRemark {}

  /**
   * What the layer says in the directory {@code path} is another directory on the new base, by a
   * symbolic link.
   *
   * @param before the directory it was on the old base
   * @param after the directory it is on the new one
   */
  record ResolvesElsewhere(int layer, String path, String before, String after)
      implements RebaseRemark {}

  /**
   * The layer hides a file of the new base which is not the one of the old base that it was made to
   * hide: one that was changed meanwhile, or that was not there.
   *
   * @param before what the old base has there, empty for nothing
   * @param after what the new base has there
   */
  record HidesOther(int layer, String path, Optional<FileType> before, FileType after)
      implements RebaseRemark {}

  /**
   * A hard link of the layer names a file of the base, which is another in the new one, and so what
   * the link shows.
   */
  record LinksToOther(int layer, String path, String target) implements RebaseRemark {}

  /**
   * A setting that the image has from its old base, where the new base has another. The image's
   * stays.
   *
   * @param before what it says now
   * @param after what the new base says; empty for nothing
   */
  record KeepsSetting(String name, String before, Optional<String> after) implements RebaseRemark {}
}
