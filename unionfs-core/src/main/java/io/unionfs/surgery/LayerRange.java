package io.unionfs.surgery;

import io.unionfs.layer.Digest;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import java.util.List;

/**
 * Layers of an image that lie on one another.
 *
 * @param first the lowest, counted from 0 at the bottom
 * @param last the topmost, which is in the range
 */
public record LayerRange(int first, int last) {
  /**
   * A range from one number to another.
   *
   * @throws IllegalArgumentException if the first is negative or greater than the last
   */
  public LayerRange {
    if (first < 0 || first > last) {
      throw new IllegalArgumentException("layers " + first + " to " + last + ": there are none");
    }
  }

  /** All layers of {@code image}. */
  public static LayerRange all(StoredImage image) throws StoreException {
    return from(image, 0, image.layers().size() - 1);
  }

  /**
   * Layers {@code first} to {@code last} of {@code image}.
   *
   * @throws StoreException if it has not so many
   */
  public static LayerRange from(StoredImage image, int first, int last) throws StoreException {
    int count = image.layers().size();
    if (count == 0) {
      throw new StoreException("image " + name(image) + " has no layers");
    }
    if (first < 0 || last >= count || first > last) {
      throw new StoreException(
          "image "
              + name(image)
              + " has no layers "
              + first
              + " to "
              + last
              + "; its layers are 0 to "
              + (count - 1));
    }
    return new LayerRange(first, last);
  }

  /**
   * The topmost {@code count} layers of {@code image}.
   *
   * @throws StoreException if it has not so many
   */
  public static LayerRange last(StoredImage image, int count) throws StoreException {
    int all = image.layers().size();
    if (count < 1 || count > all) {
      throw new StoreException(
          "image " + name(image) + " has " + all + " layers, of which " + count + " are no range");
    }
    return new LayerRange(all - count, all - 1);
  }

  /**
   * The layers of {@code image} above those of {@code base}.
   *
   * @throws StoreException if {@code base} is no base of it, or all of it
   */
  public static LayerRange above(StoredImage image, StoredImage base) throws StoreException {
    checkBase(image, base);
    if (base.layers().size() == image.layers().size()) {
      throw new StoreException(
          "image " + name(image) + " has no layers above those of " + name(base));
    }
    return new LayerRange(base.layers().size(), image.layers().size() - 1);
  }

  /** The number of layers. */
  public int size() {
    return last - first + 1;
  }

  /** Checks that the layers of {@code base} are the lowest of {@code image}. */
  static void checkBase(StoredImage image, StoredImage base) throws StoreException {
    List<Digest> own = image.config().diffIds();
    List<Digest> below = base.config().diffIds();
    String claim = name(base) + " is no base of " + name(image) + ": ";
    if (below.size() > own.size()) {
      throw new StoreException(
          claim + "it has " + below.size() + " layers, and the image " + own.size());
    }
    for (int i = 0; i < below.size(); i++) {
      if (!below.get(i).equals(own.get(i))) {
        throw new StoreException(
            claim
                + "layer "
                + i
                + " is "
                + below.get(i).abbreviated()
                + ", and the image's "
                + own.get(i).abbreviated());
      }
    }
  }

  /** What an image is called in messages. */
  static String name(StoredImage image) {
    return image.names().isEmpty() ? image.id().abbreviated() : image.names().get(0).familiar();
  }
}
