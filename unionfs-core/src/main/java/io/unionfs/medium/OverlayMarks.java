package io.unionfs.medium;

import io.unionfs.layer.Opacity;
import io.unionfs.medium.UpperMetadata.Purity;
import java.util.Objects;

/**
 * What a writable layer says of a file to the union above it: the {@code overlay.*} marks of
 * overlayfs (Documentation/filesystems/overlayfs.rst).
 *
 * @param opacity of a directory: whether it hides what lies below; else transparent
 * @param origin what tells the file it was copied up from, 0 for none
 * @param purity whether a directory may hold files that have an origin
 * @param redirect what a directory, or a file whose data is below, was called there: a name, or a
 *     path from the root; null when it was not renamed
 * @param metacopy the size in bytes of a regular file whose data is in a lower layer, or {@link
 *     #OWN_DATA}
 * @param links of a file kept in the index, how many names the union shows
 */
public record OverlayMarks(
    Opacity opacity, long origin, Purity purity, String redirect, long metacopy, LinkCount links) {
  /** {@link #metacopy} of a file that holds its data itself. */
  public static final long OWN_DATA = -1;

  /** Of a new file. */
  public static final OverlayMarks NONE =
      new OverlayMarks(Opacity.TRANSPARENT, 0, Purity.PURE, null, OWN_DATA, LinkCount.SAME);

  public OverlayMarks {
    Objects.requireNonNull(opacity);
    Objects.requireNonNull(purity);
    Objects.requireNonNull(links);
  }

  OverlayMarks with(Opacity newOpacity) {
    if (newOpacity == opacity) {
      return this;
    }
    return new OverlayMarks(newOpacity, origin, purity, redirect, metacopy, links);
  }

  OverlayMarks with(Purity newPurity) {
    return new OverlayMarks(opacity, origin, newPurity, redirect, metacopy, links);
  }

  OverlayMarks withRedirect(String newRedirect) {
    return new OverlayMarks(opacity, origin, purity, newRedirect, metacopy, links);
  }

  OverlayMarks withMetacopy(long newMetacopy) {
    return new OverlayMarks(opacity, origin, purity, redirect, newMetacopy, links);
  }

  OverlayMarks withLinks(LinkCount newLinks) {
    return new OverlayMarks(opacity, origin, purity, redirect, metacopy, newLinks);
  }

  /** These with another origin. */
  public OverlayMarks withOrigin(long newOrigin) {
    return new OverlayMarks(opacity, newOrigin, purity, redirect, metacopy, links);
  }

  /** The marks of a file copied up from {@code origin}, 0 for one that is not to be recognised. */
  public static OverlayMarks copiedFrom(long origin) {
    return new OverlayMarks(
        Opacity.TRANSPARENT, origin, Purity.PURE, null, OWN_DATA, LinkCount.SAME);
  }
}
