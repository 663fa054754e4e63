package io.unionfs.benchmarks.command;

import java.time.Duration;
import java.util.Locale;

/** How thorough a run is. */
enum Profile {
  /**
   * Ends within five minutes: few subjects, short iterations, as many forks as there is time for.
   */
  QUICK(2, Duration.ofSeconds(270), Duration.ofSeconds(20)),
  /** What is run when nothing is said: all operations, fewer subjects; in some thirty minutes. */
  STANDARD(3, Duration.ofMinutes(30), Duration.ofMinutes(5)),
  /** Every subject, and files of 1 GiB. */
  FULL(5, null, Duration.ofMinutes(10));

  private final int forks;
  private final Duration limit;
  private final Duration patience;

  Profile(int forks, Duration limit, Duration patience) {
    this.forks = forks;
    this.limit = limit;
    this.patience = patience;
  }

  /** How many JVMs each benchmark is run in on each subject, if there is time. */
  int forks() {
    return forks;
  }

  /** When no more is begun; null for never. */
  Duration limit() {
    return limit;
  }

  /** How long an iteration may take. */
  Duration patience() {
    return patience;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
