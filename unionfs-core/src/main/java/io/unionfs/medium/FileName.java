package io.unionfs.medium;

import io.unionfs.layer.Names;

/** What the name of a file in a directory may be. */
final class FileName {
  private FileName() {}

  /** The name, if it is one. Whatever the caller did: no name leads out of its directory. */
  static String checked(String name) {
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException("\"" + Names.display(name) + "\" is no name of a file");
    }
    return name;
  }
}
