package io.unionfs.cli.stack;

import io.unionfs.image.ImageContent;
import java.io.IOException;
import java.util.Collection;

/** What a shell needs of a store: it is opened when it is first needed. */
public interface StoreAccess {
  /**
   * Adds an image under a name; returns its id.
   *
   * @throws IllegalArgumentException if it is no name
   */
  String add(ImageContent image, String name) throws IOException;

  /** The names of the images in it; none where they cannot be read. */
  Collection<String> names();
}
