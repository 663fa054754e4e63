package io.unionfs.image;

import io.unionfs.layer.Content;
import java.io.IOException;

/**
 * An image's manifest, and the blobs that it names, wherever they are kept: in a file that was
 * opened, in a store, in a registry. What writes images takes this. Safe for use by many threads.
 */
public interface ImageContent {
  /**
   * The manifest; its bytes are those that its digest was made of. Where an image has none, it is
   * made, for which blobs may have to be read.
   *
   * @throws IOException if they cannot be read
   */
  Manifest manifest() throws IOException;

  /** The configuration; its bytes are those of the blob that {@link Manifest#config} names. */
  ImageConfig config();

  /**
   * The bytes of the blob of a layer, as they are kept: perhaps compressed. They are checked
   * against the descriptor by whoever keeps or copies them.
   *
   * @param layer one of {@link Manifest#layers}
   * @throws ImageException if the blob is not there
   * @throws IOException if it cannot be read
   */
  Content blob(Descriptor layer) throws IOException;
}
