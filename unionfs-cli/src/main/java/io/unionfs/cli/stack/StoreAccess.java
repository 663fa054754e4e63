package io.unionfs.cli.stack;

import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageReference;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.util.Collection;

/** What a shell needs of a store: it is opened when it is first needed. */
public interface StoreAccess {
  /**
   * Adds an image under a name; returns its id.
   *
   * @param progress is told of bytes; what it throws ends the work, and the store is as it was
   */
  String add(ImageContent image, ImageReference name, ProgressListener progress) throws IOException;

  /** The names of the images in it; none where they cannot be read. */
  Collection<String> names();
}
