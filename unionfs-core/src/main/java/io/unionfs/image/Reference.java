package io.unionfs.image;

import io.unionfs.layer.Digest;

/** Names of images, which Docker lets be written in several ways. */
final class Reference {
  private Reference() {}

  /** Whether two names mean the same: {@code app} and {@code docker.io/library/app:latest}. */
  static boolean same(String one, String other) {
    return canonical(one).equals(canonical(other));
  }

  /** The name as people write it, without Docker's own prefixes. */
  static String familiar(String name) {
    String rest = without("docker.io/", name);
    return without("library/", rest);
  }

  private static String canonical(String name) {
    String rest = familiar(without("index.", name));
    boolean tagged = rest.lastIndexOf(':') > rest.lastIndexOf('/') || rest.indexOf('@') >= 0;
    return tagged ? rest : rest + ":latest";
  }

  private static String without(String prefix, String name) {
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  /** Whether {@code text} is a digest and no name. */
  static boolean isDigest(String text) {
    try {
      Digest.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
