package io.unionfs.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * What measures time, and where: measured figures mean nothing without the machine. Immutable.
 *
 * @param nanoTime a clock in nanoseconds, from any beginning
 * @param machine processor, memory, system and Java, in one line
 * @param repeats how often each point is done, of which the median is kept; if more than once, the
 *     first point is done before, until its code is compiled
 */
public record Stopwatch(LongSupplier nanoTime, String machine, int repeats) {
  /** How often {@link #here} repeats. */
  private static final int REPEATS = 5;

  public Stopwatch {
    Objects.requireNonNull(nanoTime);
    Value.of(machine);
    if (repeats < 1) {
      throw new IllegalArgumentException("a point is done once at least");
    }
  }

  /** This machine, and a clock on it; each point is done five times. */
  public static Stopwatch here(LongSupplier nanoTime) {
    return new Stopwatch(nanoTime, machineHere(), REPEATS);
  }

  private static String machineHere() {
    String model = told("/proc/cpuinfo", "model name");
    String memory = told("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "");
    String space =
        memory.isEmpty()
            ? ""
            : String.format(Locale.ROOT, ", %.1f GiB", Long.parseLong(memory) / (double) (1 << 20));
    return (model.isEmpty() ? System.getProperty("os.arch") : model)
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " processors"
        + space
        + "; "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + "; JDK "
        + System.getProperty("java.version")
        + " ("
        + System.getProperty("java.vendor")
        + ")";
  }

  /** What stands behind the first line of {@code file} that begins with {@code key}, or nothing. */
  private static String told(String file, String key) {
    try {
      for (String line : Files.readAllLines(Path.of(file))) {
        if (line.startsWith(key)) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    } catch (IOException e) {
      // There is no such file on other systems.
    }
    return "";
  }
}
