package io.unionfs.image;

import io.unionfs.layer.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of bytes, by the algorithms a descriptor may name. */
final class BlobDigest {
  private BlobDigest() {}

  /** The SHA-256 digest of {@code bytes}. */
  static Digest sha256(byte[] bytes) {
    return of("sha256", bytes);
  }

  /** The digest of {@code bytes} by {@code algorithm}, as {@link Digest} names it. */
  static Digest of(String algorithm, byte[] bytes) {
    return finish(algorithm, start(algorithm, bytes));
  }

  /** A computation by {@code algorithm}. */
  static MessageDigest start(String algorithm) {
    String name =
        switch (algorithm) {
          case "sha256" -> "SHA-256";
          case "sha384" -> "SHA-384";
          case "sha512" -> "SHA-512";
          default -> throw new IllegalArgumentException(algorithm);
        };
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform lacks " + name, e);
    }
  }

  private static MessageDigest start(String algorithm, byte[] bytes) {
    MessageDigest computation = start(algorithm);
    computation.update(bytes);
    return computation;
  }

  /** The result of a computation by {@code algorithm}, which begins anew. */
  static Digest finish(String algorithm, MessageDigest computation) {
    return new Digest(algorithm, HexFormat.of().formatHex(computation.digest()));
  }
}
