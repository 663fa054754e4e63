package io.unionfs.scale;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;

/** Measures by the JVM's own counters, and prints what came out. */
final class Figures {
  /** Stands between a figure's name and its value. */
  static final String IS = " = ";

  private static final int MAX_ROUNDS = 10;
  private static final long PAUSE_MILLIS = 100;
  private static final long NOISE = 1 << 12;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Figures() {}

  /** Something whose time is taken. */
  interface Work {
    void run() throws Exception;
  }

  /** The bytes of the heap that are in use after garbage collection. */
  static long heap() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    // Until no more goes: what cleaners and reference queues hold goes in later rounds.
    for (int round = 0; round < MAX_ROUNDS; round++) {
      System.gc();
      Thread.sleep(PAUSE_MILLIS);
      long now = runtime.totalMemory() - runtime.freeMemory();
      if (round > 2 && now > used - NOISE) {
        break;
      }
      used = Math.min(used, now);
    }
    return used;
  }

  /**
   * The nanoseconds that this thread computes in {@code work}. Waiting does not count, nor does
   * another thread that collects garbage, so that a busy machine shows the same.
   */
  static long cpuNanos(Work work) throws Exception {
    long before = THREADS.getCurrentThreadCpuTime();
    work.run();
    return THREADS.getCurrentThreadCpuTime() - before;
  }

  /** How many file descriptors the process has. */
  static long descriptors() {
    return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
        .getOpenFileDescriptorCount();
  }

  static void print(String name, double value, String unit) {
    System.out.printf(Locale.ROOT, "%s%s%.1f %s%n", name, IS, value, unit);
  }
}
