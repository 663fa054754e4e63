package io.unionfs.medium;

/** What a file is on the storing filesystem, whatever it stands for. */
enum Form {
  REGULAR,
  DIRECTORY,
  SYMLINK,
  /** Made by someone else: Java makes none. */
  SPECIAL
}
