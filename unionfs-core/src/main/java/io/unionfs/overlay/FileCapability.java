package io.unionfs.overlay;

import io.unionfs.layer.Attributes;

/** The rights a program file gives to who runs it (capabilities(7), "File capabilities"). */
final class FileCapability {
  /** The xattr that holds them. */
  static final String XATTR = "security.capability";

  /** {@code VFS_CAP_REVISION_2} and {@code _3}, with the sizes of their structures. */
  private static final int REVISION_2 = 2;

  private static final int REVISION_2_BYTES = 20;
  private static final int REVISION_3 = 3;
  private static final int REVISION_3_BYTES = 24;

  private FileCapability() {}

  /** Refuses to set what the kernel could not read back ({@code cap_convert_nscap}). */
  static void checkSet(byte[] value, Caller caller) throws ErrnoException {
    if (value.length == 0) {
      return; // Nobody is asked, and nothing is checked.
    }
    if (!isValid(value)) {
      throw Errno.EINVAL.thrown();
    }
    if (!caller.isRoot()) {
      throw Errno.EPERM.thrown();
    }
  }

  static boolean isValid(byte[] value) {
    int revision = value.length > 3 ? value[3] : 0; // the top byte of a little-endian word
    return (revision == REVISION_2 && value.length == REVISION_2_BYTES)
        || (revision == REVISION_3 && value.length == REVISION_3_BYTES);
  }

  /** After a change of data or owner they are gone ({@code security_inode_killpriv}). */
  static Attributes dropped(Attributes attributes) {
    if (attributes.xattrs().isEmpty()) {
      return attributes;
    }
    byte[] value = attributes.xattrs().get(XATTR);
    return value != null && value.length > 0
        ? attributes.withXattrs(attributes.xattrs().without(XATTR))
        : attributes;
  }
}
