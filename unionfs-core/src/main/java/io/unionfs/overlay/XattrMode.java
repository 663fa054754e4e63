package io.unionfs.overlay;

/** Whether setxattr(2) may make an attribute, replace one, or both. */
public enum XattrMode {
  /** Both. */
  SET,
  /** It must not be there, or EEXIST ({@code XATTR_CREATE}). */
  CREATE,
  /** It must be there, or ENODATA ({@code XATTR_REPLACE}). */
  REPLACE,
  /** Both flags, which exclude each other: EEXIST or ENODATA. */
  CREATE_AND_REPLACE
}
