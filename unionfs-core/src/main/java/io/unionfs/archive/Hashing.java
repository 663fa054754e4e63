package io.unionfs.archive;

import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * Digests of bytes, by the algorithms that a {@link Digest} names. Not safe for use by many
 * threads.
 */
public final class Hashing {
  private static final int BUFFER = 1 << 18;

  private final String algorithm;
  private final MessageDigest computation;

  /** A computation by {@code algorithm}. */
  public Hashing(String algorithm) {
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

  /** The SHA-256 digest of {@code bytes}. */
  public static Digest sha256(byte[] bytes) {
    return of("sha256", bytes);
  }

  /** The digest of {@code bytes} by {@code algorithm}. */
  public static Digest of(String algorithm, byte[] bytes) {
    Hashing hashing = new Hashing(algorithm);
    hashing.add(bytes, 0, bytes.length);
    return hashing.digest();
  }

  /**
   * The digest of a file's bytes.
   *
   * @param progress told the number of bytes read
   */
  public static Digest of(String algorithm, Path file, LongConsumer progress) throws IOException {
    Hashing hashing = new Hashing(algorithm);
    Content content = Content.ofFile(file);
    byte[] buffer = new byte[BUFFER];
    try (Content.Reader reader = content.open()) {
      long position = 0;
      while (position < content.size()) {
        int count = reader.read(ByteBuffer.wrap(buffer), position);
        if (count < 0) {
          throw new IOException(file + ": ends early");
        }
        hashing.add(buffer, 0, count);
        position += count;
        progress.accept(position);
      }
    }
    return hashing.digest();
  }

  /** Adds bytes. */
  public void add(byte[] bytes, int offset, int length) {
    computation.update(bytes, offset, length);
  }

  /** Adds what remains in {@code bytes}, which is then at its end. */
  public void add(ByteBuffer bytes) {
    computation.update(bytes);
  }

  /** The digest of what was added; called once. */
  public Digest digest() {
    return new Digest(algorithm, HexFormat.of().formatHex(computation.digest()));
  }
}
