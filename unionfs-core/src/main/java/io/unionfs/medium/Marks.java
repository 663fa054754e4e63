package io.unionfs.medium;

import java.nio.charset.StandardCharsets;

/**
 * The xattrs overlayfs keeps its own marks in when it is mounted with {@code userxattr}
 * (Documentation/filesystems/overlayfs.rst), and two of ours in the same name space, which such a
 * mount hides.
 */
final class Marks {
  /** What all marks' names begin with. */
  static final String PREFIX = "user.overlay.";

  /** On a directory: {@link #YES} hides what lies below, {@link #HAS_WHITEOUTS} does not. */
  static final String OPAQUE = PREFIX + "opaque";

  /** On an empty regular file: it is a whiteout. Its value does not matter. */
  static final String WHITEOUT = PREFIX + "whiteout";

  /** On a directory: some child may have an origin. */
  static final String IMPURE = PREFIX + "impure";

  /** On a directory, or a {@link #METACOPY} file: what it is called in the layers below. */
  static final String REDIRECT = PREFIX + "redirect";

  /** On a regular file: its data is in a lower layer. Its value is empty. */
  static final String METACOPY = PREFIX + "metacopy";

  /** The inode number of the file this one was copied up from, as text. */
  static final String ORIGIN = PREFIX + "unionfs.origin";

  /** What the storing filesystem cannot hold by itself: {@link MetadataText}. */
  static final String METADATA = PREFIX + "unionfs.meta";

  /** The value of a mark that is set. */
  static final String YES = "y";

  /**
   * The value of {@link #OPAQUE} without which the kernel shows whiteouts that are regular files
   * when the directory is listed.
   */
  static final String HAS_WHITEOUTS = "x";

  private static final String ESCAPED = PREFIX + "overlay.";

  private Marks() {}

  /** The stored name of an xattr that a program calls {@code name}: no mark. */
  static String escape(String name) {
    return name.startsWith(PREFIX) ? ESCAPED + name.substring(PREFIX.length()) : name;
  }

  /** What a program calls the xattr stored as {@code stored}, or null when it is a mark. */
  static String unescape(String stored) {
    if (!stored.startsWith(PREFIX)) {
      return stored;
    }
    return stored.startsWith(ESCAPED) ? PREFIX + stored.substring(ESCAPED.length()) : null;
  }

  static byte[] bytes(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
