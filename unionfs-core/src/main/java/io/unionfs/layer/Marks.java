package io.unionfs.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * How one {@link DirectoryFormat} writes down whiteouts and opaque directories. Reading only; every
 * rule about marks in a directory tree stands in the two kinds below.
 */
sealed interface Marks {
  /** What a name in a directory stands for. */
  sealed interface Meaning {
    /** A file of this name. */
    record Plain(String name) implements Meaning {}

    /** Hides this name. */
    record Whiteout(String name) implements Meaning {}

    /** The format's own; not shown. */
    enum Hidden implements Meaning {
      HIDDEN
    }
  }

  /** What {@code name} stands for before the file is looked at. */
  Meaning meaning(String layer, String name) throws LayerException;

  /** Whether the file is a whiteout for its own name. */
  boolean isWhiteout(FileStat stat, Xattrs xattrs);

  /** Whether the directory hides what lies below. */
  Opacity opacity(Path directory, Xattrs xattrs) throws IOException;

  /** The attributes that users see. */
  Xattrs visible(Xattrs xattrs);

  /** The attributes that are ours ({@code overlay.unionfs.*}). */
  Xattrs kept(Xattrs xattrs);

  /** What a directory, or a file whose data is below, is called there; null for its own name. */
  String redirect(Xattrs xattrs);

  /** Whether the regular file's data is in a layer below. */
  boolean isMetacopy(Xattrs xattrs);

  static Marks of(DirectoryFormat format) {
    return switch (format) {
      case USERXATTR -> new ByXattr("user.overlay.");
      case OVERLAY -> new ByXattr("trusted.overlay.");
      case OCI -> new ByName(false);
      case AUFS -> new ByName(true);
    };
  }

  /**
   * As overlayfs marks, under {@code prefix}. Seen on Linux 6.18: an empty file with {@code
   * overlay.whiteout} hides its name also where its directory lacks {@code opaque=x}; only its
   * listing then shows the name, which we do not.
   */
  record ByXattr(String prefix) implements Marks {
    private static final String ESCAPE = "overlay.";
    private static final String KEPT = "unionfs.";

    @Override
    public Meaning meaning(String layer, String name) {
      return new Meaning.Plain(name);
    }

    @Override
    public boolean isWhiteout(FileStat stat, Xattrs xattrs) {
      return stat.isWhiteoutDevice()
          || (stat.type() == FileType.REGULAR
              && stat.size() == 0
              && xattrs.has(prefix + "whiteout"));
    }

    @Override
    public Opacity opacity(Path directory, Xattrs xattrs) {
      byte[] value = xattrs.get(prefix + "opaque");
      return value != null && value.length == 1 && value[0] == 'y'
          ? Opacity.OPAQUE
          : Opacity.TRANSPARENT;
    }

    @Override
    public Xattrs visible(Xattrs xattrs) {
      Xattrs visible = xattrs;
      for (String name : xattrs.names()) {
        if (name.startsWith(prefix)) {
          visible = visible.without(name);
        }
      }
      String escaped = prefix + ESCAPE;
      for (String name : xattrs.names()) {
        if (name.startsWith(escaped)) {
          visible = visible.with(prefix + name.substring(escaped.length()), xattrs.get(name));
        }
      }
      return visible;
    }

    @Override
    public Xattrs kept(Xattrs xattrs) {
      Xattrs kept = Xattrs.NONE;
      for (String name : xattrs.names()) {
        if (name.startsWith(prefix + KEPT)) {
          kept = kept.with(name, xattrs.get(name));
        }
      }
      return kept;
    }

    @Override
    public String redirect(Xattrs xattrs) {
      byte[] value = xattrs.get(prefix + "redirect");
      return value == null ? null : Names.decode(value);
    }

    @Override
    public boolean isMetacopy(Xattrs xattrs) {
      return xattrs.has(prefix + "metacopy");
    }
  }

  /** As OCI and AUFS mark, by names. Their extended attributes are all data. */
  record ByName(boolean aufs) implements Marks {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final String AUFS = ".wh..wh.";

    @Override
    public Meaning meaning(String layer, String name) throws LayerException {
      if (!name.startsWith(WHITEOUT)) {
        return new Meaning.Plain(name);
      }
      if (name.equals(OPAQUE) || (aufs && name.startsWith(AUFS))) {
        return Meaning.Hidden.HIDDEN;
      }
      String hidden = name.substring(WHITEOUT.length());
      if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
        throw LayerException.of(layer, name, "is a whiteout that names no file");
      }
      return new Meaning.Whiteout(hidden);
    }

    @Override
    public boolean isWhiteout(FileStat stat, Xattrs xattrs) {
      return false;
    }

    @Override
    public Opacity opacity(Path directory, Xattrs xattrs) {
      return Files.exists(directory.resolve(OPAQUE), LinkOption.NOFOLLOW_LINKS)
          ? Opacity.OPAQUE
          : Opacity.TRANSPARENT;
    }

    @Override
    public Xattrs visible(Xattrs xattrs) {
      return xattrs;
    }

    @Override
    public Xattrs kept(Xattrs xattrs) {
      return Xattrs.NONE;
    }

    @Override
    public String redirect(Xattrs xattrs) {
      return null;
    }

    @Override
    public boolean isMetacopy(Xattrs xattrs) {
      return false;
    }
  }
}
