package io.unionfs.hub;

import io.unionfs.image.Manifest;
import io.unionfs.registry.Repository;
import java.io.IOException;

/** Decides whether an image may be pulled. */
@FunctionalInterface
public interface ImageCheck {
  /** Any image may. */
  ImageCheck NONE = (repository, manifest) -> {};

  /**
   * Called before any layer is fetched, and where none has to be.
   *
   * @throws IOException if {@code manifest} of {@code repository} must not be pulled
   */
  void check(Repository repository, Manifest manifest) throws IOException;
}
