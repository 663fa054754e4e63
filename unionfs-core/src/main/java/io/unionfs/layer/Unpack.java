package io.unionfs.layer;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a compressed archive is decompressed to, and how far.
 *
 * @param directory the directory that gets the decompressed archive, or null for the heap
 * @param limit the largest uncompressed size in bytes; more is refused as a decompression bomb
 */
public record Unpack(Path directory, long limit) {
  /** The default limit for archives decompressed to memory: a quarter of the maximum heap. */
  public static long defaultMemoryLimit() {
    return Runtime.getRuntime().maxMemory() / 4;
  }

  /** The default limit for archives decompressed to a directory: 64 GiB. */
  public static final long DEFAULT_DISK_LIMIT = 64L << 30;

  /** To the heap, up to {@link #defaultMemoryLimit}. */
  public static Unpack toMemory() {
    return new Unpack(null, defaultMemoryLimit());
  }

  /** To a file in {@code directory}, up to {@link #DEFAULT_DISK_LIMIT}. */
  public static Unpack to(Path directory) {
    return new Unpack(Objects.requireNonNull(directory), DEFAULT_DISK_LIMIT);
  }

  /** The same place with another limit in bytes. */
  public Unpack withLimit(long bytes) {
    return new Unpack(directory, bytes);
  }
}
