package io.unionfs.trust;

import io.unionfs.layer.Digest;
import java.util.List;

/**
 * What {@link BaseCheck} found.
 *
 * @param image what the image is called
 * @param manifest the digest of its manifest
 * @param base what its lower layers must be
 * @param verdict whether they are
 */
public record BaseReport(String image, Digest manifest, Base base, Verdict verdict) {
  /** Whether an image stands on a base. */
  public sealed interface Verdict {}

  /**
   * It does.
   *
   * @param layers how many layers are the base's
   * @param above how many the image has above them
   */
  public record Trusted(int layers, int above) implements Verdict {}

  /**
   * A layer of the image is not what the image's documents say.
   *
   * @param layer which, counted from 0 at the bottom
   * @param what what is wrong with it
   */
  public record Damaged(int layer, Digest diffId, String what) implements Verdict {}

  /**
   * A layer is another than the base's; those below it are the base's.
   *
   * @param layer which, counted from 0 at the bottom
   * @param expected the DiffID of the base's layer
   * @param found the DiffID of the image's
   * @param differences in which files; none where only the archives differ
   */
  public record Different(int layer, Digest expected, Digest found, Differences differences)
      implements Verdict {}

  /**
   * The image's layers are the base's, but not all of these are there.
   *
   * @param layers how many the image has
   * @param expected how many the base has
   */
  public record TooShort(int layers, int expected) implements Verdict {}

  /** The base is not at hand, and no ChainID of the image is that digest. */
  public record Unknown() implements Verdict {}

  /**
   * The files in which two layers differ.
   *
   * @param listed the first of them by path
   * @param total how many there are
   */
  public record Differences(List<FileDifference> listed, long total) {
    public Differences {
      listed = List.copyOf(listed);
    }
  }

  /** Whether the image stands on the base. */
  public boolean isTrusted() {
    return verdict instanceof Trusted;
  }
}
