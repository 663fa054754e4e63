package io.unionfs.trust;

import io.unionfs.layer.Digest;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.ResolvedLayers;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells whether an image's lower layers are exactly a base's. DiffIDs are not believed: each is
 * computed anew of the blob and of what is shown. Of what differs the first layer is looked into,
 * as it stands on the layers below it, which are the same on both sides.
 */
public final class BaseCheck {
  private final int limit;
  private final ProgressListener progress;

  /**
   * @param limit how many files that differ are listed; all are counted
   */
  public BaseCheck(int limit, ProgressListener progress) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit " + limit);
    }
    this.limit = limit;
    this.progress = Objects.requireNonNull(progress);
  }

  /**
   * Checks {@code image}.
   *
   * @throws IOException if something cannot be read; what is wrong with the image's layers is a
   *     verdict
   */
  public BaseReport check(LayeredImage image, Base base) throws IOException {
    BaseReport.Verdict verdict =
        base instanceof Base.Known known
            ? check(image, known)
            : check(image, ((Base.ChainOnly) base).chainId());
    return new BaseReport(image.label(), image.manifest(), base, verdict);
  }

  private BaseReport.Verdict check(LayeredImage image, Digest chainId) throws IOException {
    int k = image.config().chainIds().indexOf(chainId);
    return k < 0 ? new BaseReport.Unknown() : prefix(image, k + 1);
  }

  private BaseReport.Verdict check(LayeredImage image, Base.Known base) throws IOException {
    List<Digest> expected = base.diffIds();
    List<Digest> found = image.config().diffIds();
    int same = 0;
    while (same < Math.min(expected.size(), found.size())
        && expected.get(same).equals(found.get(same))) {
      same++;
    }
    BaseReport.Verdict verdict = prefix(image, same);
    if (verdict instanceof BaseReport.Damaged || same == expected.size()) {
      return verdict;
    }
    if (same == found.size()) {
      return new BaseReport.TooShort(found.size(), expected.size());
    }
    return new BaseReport.Different(
        same, expected.get(same), found.get(same), differences(image, base.image(), same));
  }

  /** Hashes the lower {@code count} layers, whose DiffIDs are right as far as they are believed. */
  private BaseReport.Verdict prefix(LayeredImage image, int count) throws IOException {
    Optional<BaseReport.Damaged> damage = damage(image, 0, count);
    return damage.isPresent()
        ? damage.get()
        : new BaseReport.Trusted(count, image.config().diffIds().size() - count);
  }

  /**
   * The first layer from {@code from} on, counted from 0 at the bottom, that is not what the
   * image's documents say; empty if all are. Each is hashed anew.
   *
   * @throws IOException if something cannot be read
   */
  public Optional<BaseReport.Damaged> damage(LayeredImage image, int from) throws IOException {
    return damage(image, from, image.config().diffIds().size());
  }

  private Optional<BaseReport.Damaged> damage(LayeredImage image, int from, int to)
      throws IOException {
    for (int k = from; k < to; k++) {
      Optional<String> fault = image.fault(k, progress);
      if (fault.isPresent()) {
        Digest diffId = image.config().diffIds().get(k);
        return Optional.of(new BaseReport.Damaged(k, diffId, fault.get()));
      }
    }
    return Optional.empty();
  }

  private BaseReport.Differences differences(LayeredImage image, LayeredImage base, int layer)
      throws IOException {
    try (LayeredImage.Layers found = image.open();
        LayeredImage.Layers expected = base.open()) {
      return LayerComparison.compare(top(found, layer), top(expected, layer), limit);
    }
  }

  private static TreeLayer top(LayeredImage.Layers layers, int layer) throws IOException {
    return ResolvedLayers.of(layers.list().subList(0, layer + 1)).get(layer);
  }
}
