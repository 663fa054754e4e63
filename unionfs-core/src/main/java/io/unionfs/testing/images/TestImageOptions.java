package io.unionfs.testing.images;

import java.nio.file.Path;

/**
 * Where the attacks of test images aim, and how large the large ones are. Immutable.
 *
 * @param target an absolute path: a directory of the host that an attack tries to reach. It tries
 *     to make the file {@code escaped} in it, and to read, change or delete the file {@code victim}
 * @param bombBytes what a decompression bomb becomes, in bytes
 * @param entries how many entries {@link HostileImage#MANY_ENTRIES} has
 * @param documentBytes how long a document is that has no end
 */
public record TestImageOptions(String target, long bombBytes, int entries, int documentBytes) {
  /** The directory that is aimed at if no other is chosen. */
  public static final String DEFAULT_TARGET = "/tmp/unionfs-test-image";

  private static final TestImageOptions DEFAULTS =
      new TestImageOptions(DEFAULT_TARGET, 256L << 20, 1_000_001, 8 << 20);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if the target is not absolute, or a size is negative
   */
  public TestImageOptions {
    if (!target.startsWith("/") || target.length() < 2 || target.endsWith("/")) {
      throw new IllegalArgumentException("the target \"" + target + "\" is not an absolute path");
    }
    if (bombBytes < 0 || entries < 0 || documentBytes < 0) {
      throw new IllegalArgumentException("a size is negative");
    }
  }

  /** {@link #DEFAULT_TARGET}; bombs of 256 MiB; 1,000,001 entries; documents of 8 MiB. */
  public static TestImageOptions defaults() {
    return DEFAULTS;
  }

  /** The same with another target, in a directory of the host that a test looks after. */
  public TestImageOptions withTarget(Path directory) {
    return new TestImageOptions(
        directory.toAbsolutePath().normalize().toString(), bombBytes, entries, documentBytes);
  }

  /** The same with bombs of another size. */
  public TestImageOptions withBombBytes(long bytes) {
    return new TestImageOptions(target, bytes, entries, documentBytes);
  }

  /** The same with another number of entries. */
  public TestImageOptions withEntries(int count) {
    return new TestImageOptions(target, bombBytes, count, documentBytes);
  }

  /** The same with longer or shorter documents. */
  public TestImageOptions withDocumentBytes(int bytes) {
    return new TestImageOptions(target, bombBytes, entries, bytes);
  }

  /** The target's path without its first slash, as names in layers are. */
  String inRoot() {
    return target.substring(1);
  }

  /** From 24 directories deep or less to the target. */
  String above() {
    return "../".repeat(24) + inRoot();
  }
}
