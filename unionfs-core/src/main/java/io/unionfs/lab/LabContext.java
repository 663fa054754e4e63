package io.unionfs.lab;

import io.unionfs.analysis.ImageLayers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an experiment works with. Immutable.
 *
 * @param stopwatch empty where nothing shall be measured
 * @param images those that take the place of synthetic ones; stay the caller's to close
 * @param scratch an empty directory, for what does not fit into memory
 * @param told takes, in a sentence each, what could not be done here, such as asking the kernel
 */
public record LabContext(
    Optional<Stopwatch> stopwatch, List<ImageLayers> images, Path scratch, Consumer<String> told) {
  public LabContext {
    Objects.requireNonNull(stopwatch);
    images = List.copyOf(images);
    Objects.requireNonNull(scratch);
    Objects.requireNonNull(told);
  }

  /** Synthetic images, and nothing measured: the same on every machine. */
  public static LabContext counting(Path scratch) {
    return new LabContext(Optional.empty(), List.of(), scratch, any -> {});
  }

  /** This, with {@code measuring} as its clock. */
  public LabContext with(Stopwatch measuring) {
    return new LabContext(Optional.of(measuring), images, scratch, told);
  }

  /** This, with {@code given} in place of synthetic images. */
  public LabContext with(List<ImageLayers> given) {
    return new LabContext(stopwatch, given, scratch, told);
  }

  LabContext untimed() {
    return new LabContext(Optional.empty(), images, scratch, told);
  }

  boolean isMeasuring() {
    return stopwatch.isPresent();
  }

  /** The image that was given, if one was. */
  Optional<ImageLayers> image() {
    return images.stream().findFirst();
  }

  /** Work that is timed. */
  @FunctionalInterface
  interface Timed {
    void run() throws IOException;
  }

  /** Does {@code work} and says how many nanoseconds it took, divided by {@code times}. */
  Value time(long times, Timed work) throws IOException {
    if (stopwatch.isEmpty()) {
      work.run();
      return Value.NONE;
    }
    long before = stopwatch.get().nanoTime().getAsLong();
    work.run();
    return Value.of((double) (stopwatch.get().nanoTime().getAsLong() - before) / times);
  }
}
