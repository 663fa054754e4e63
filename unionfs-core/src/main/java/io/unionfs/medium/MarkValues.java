package io.unionfs.medium;

import io.unionfs.layer.Names;
import io.unionfs.layer.Opacity;
import io.unionfs.medium.UpperMetadata.Purity;
import java.io.IOException;
import java.util.Map;

/**
 * {@link OverlayMarks} as values of {@link Marks}, which are xattrs, or as fields of a {@link
 * MetadataText} where there are no xattrs. A mark that is not set is null.
 */
final class MarkValues {
  private static final String OPAQUE = "opaque";
  private static final String IMPURE = "impure";
  private static final String ORIGIN = "origin";
  private static final String REDIRECT = "redirect";
  private static final String SIZE = "size";
  private static final String FURTHER_LINKS = "further-links";
  private static final String UNION_LINKS = "union-links";

  private MarkValues() {}

  static String opaque(UpperMetadata metadata, boolean holdsWhiteouts) {
    if (metadata.opacity() == Opacity.OPAQUE) {
      return Marks.YES;
    }
    return holdsWhiteouts ? Marks.HAS_WHITEOUTS : null;
  }

  static String impure(UpperMetadata metadata) {
    return metadata.purity() == Purity.IMPURE ? Marks.YES : null;
  }

  static String origin(UpperMetadata metadata) {
    return metadata.origin() == 0 ? null : Long.toString(metadata.origin());
  }

  static String metacopy(UpperMetadata metadata) {
    return metadata.isMetacopy() ? "" : null;
  }

  /** Puts what has no xattr of overlayfs's into {@code text}. */
  static void oursInto(MetadataText text, UpperMetadata metadata) {
    if (metadata.isMetacopy()) {
      text.putNumber(SIZE, metadata.marks().metacopy());
    }
    LinkCount links = metadata.marks().links();
    if (!links.equals(LinkCount.SAME)) {
      text.putNumber(
          switch (links.base()) {
            case STORED -> FURTHER_LINKS;
            case NOTHING -> UNION_LINKS;
          },
          links.number());
    }
  }

  /** Puts what has one into {@code text}. */
  static void overlayfssInto(MetadataText text, UpperMetadata metadata, boolean holdsWhiteouts)
      throws IOException {
    String opaque = opaque(metadata, holdsWhiteouts);
    if (opaque != null) {
      text.putString(OPAQUE, opaque);
    }
    String impure = impure(metadata);
    if (impure != null) {
      text.putString(IMPURE, impure);
    }
    if (metadata.origin() != 0) {
      text.putNumber(ORIGIN, metadata.origin());
    }
    if (metadata.redirect() != null) {
      text.putString(REDIRECT, metadata.redirect());
    }
  }

  /** Whether a directory is marked in any way as one that hides or holds whiteouts. */
  static boolean holdsWhiteouts(Map<String, byte[]> xattrs, MetadataText text) throws IOException {
    return xattrs.containsKey(Marks.OPAQUE) || text.string(OPAQUE) != null;
  }

  /**
   * Reads all of them back.
   *
   * @param xattrs the marks that were found as xattrs, by full name
   */
  static OverlayMarks read(Map<String, byte[]> xattrs, MetadataText text) throws IOException {
    String opaque = value(xattrs, Marks.OPAQUE, text.string(OPAQUE));
    String origin = value(xattrs, Marks.ORIGIN, null);
    byte[] redirect = xattrs.get(Marks.REDIRECT);
    return new OverlayMarks(
        Marks.YES.equals(opaque) ? Opacity.OPAQUE : Opacity.TRANSPARENT,
        origin == null ? text.number(ORIGIN, 0) : parseOrigin(origin),
        value(xattrs, Marks.IMPURE, text.string(IMPURE)) == null ? Purity.PURE : Purity.IMPURE,
        redirect == null ? text.string(REDIRECT) : Names.decode(redirect),
        text.number(SIZE, OverlayMarks.OWN_DATA, 0),
        links(text));
  }

  private static LinkCount links(MetadataText text) throws IOException {
    long all = text.number(UNION_LINKS, 0);
    return all != 0
        ? new LinkCount(LinkCount.Base.NOTHING, (int) all)
        : new LinkCount(LinkCount.Base.STORED, (int) text.number(FURTHER_LINKS, 0));
  }

  private static String value(Map<String, byte[]> xattrs, String name, String otherwise) {
    byte[] value = xattrs.get(name);
    return value == null ? otherwise : Marks.text(value);
  }

  private static long parseOrigin(String origin) throws IOException {
    try {
      return Long.parseLong(origin);
    } catch (NumberFormatException e) {
      throw new IOException("damaged " + Marks.ORIGIN + ": " + Names.display(origin), e);
    }
  }
}
