package io.unionfs.store;

import io.unionfs.layer.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of bytes, by the algorithms that a {@link Digest} names. */
final class Hashing {
  private final String algorithm;
  private final MessageDigest computation;

  Hashing(String algorithm) {
    this.algorithm = algorithm;
    String name =
        switch (algorithm) {
          case "sha256" -> "SHA-256";
          case "sha384" -> "SHA-384";
          case "sha512" -> "SHA-512";
          default -> throw new IllegalArgumentException(algorithm);
        };
    try {
      computation = MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform lacks " + name, e);
    }
  }

  static Digest of(String algorithm, byte[] bytes) {
    Hashing hashing = new Hashing(algorithm);
    hashing.add(bytes, 0, bytes.length);
    return hashing.digest();
  }

  void add(byte[] bytes, int offset, int length) {
    computation.update(bytes, offset, length);
  }

  /** The digest of what was added; called once. */
  Digest digest() {
    return new Digest(algorithm, HexFormat.of().formatHex(computation.digest()));
  }
}
