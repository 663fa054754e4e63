package io.unionfs.nio;

/** What can be done to a filesystem through the place at which it is mounted in another. */
public enum MountAccess {
  /** What the filesystem itself allows. */
  READ_WRITE,
  /** Nothing can be changed through this place ("Read-only file system"), but elsewhere. */
  READ_ONLY
}
