package io.unionfs.lab;

import io.unionfs.analysis.ImageLayers;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What an experiment works with. Immutable.
 *
 * @param nanoTime a clock in nanoseconds, from any beginning; empty where nothing shall be measured
 * @param image the image that takes the place of synthetic ones; stays the caller's to close
 * @param scratch an empty directory, for what does not fit into memory and what the kernel mounts
 */
public record LabContext(
    Optional<LongSupplier> nanoTime, Optional<ImageLayers> image, Path scratch) {
  public LabContext {
    Objects.requireNonNull(nanoTime);
    Objects.requireNonNull(image);
    Objects.requireNonNull(scratch);
  }

  /** Work that is timed. */
  @FunctionalInterface
  interface Timed {
    void run() throws java.io.IOException;
  }

  /** Does {@code work} and says how many nanoseconds it took, divided by {@code times}. */
  Value time(long times, Timed work) throws java.io.IOException {
    if (nanoTime.isEmpty()) {
      work.run();
      return Value.NONE;
    }
    long before = nanoTime.get().getAsLong();
    work.run();
    return Value.of((double) (nanoTime.get().getAsLong() - before) / times);
  }
}
