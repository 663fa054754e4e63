package io.unionfs.registry;

import io.unionfs.registry.RegistryException.Kind;
import java.io.IOException;
import java.time.Duration;

/** The attempts at one thing, and the pauses between them. Of one thread. */
final class Attempts {
  private static final long FIRST_PAUSE = 500;
  private static final long LONGEST_PAUSE = 30_000;
  private static final Duration LONGEST_WISH = Duration.ofMinutes(2);

  private final Settings settings;
  private final String where;
  private int failed;

  /**
   * None was made yet.
   *
   * @param where registry and thing, for messages
   */
  Attempts(Settings settings, String where) {
    this.settings = settings;
    this.where = where;
  }

  /** Something was gained: what failed before counts no more. */
  void advanced() {
    failed = 0;
  }

  /**
   * Waits before the next attempt.
   *
   * @throws RegistryException UNAVAILABLE if there is to be none
   */
  void failed(WireException failure) throws IOException {
    failed++;
    boolean mayPass =
        switch (failure.reason()) {
          case CUT, BUSY, UNREACHABLE -> true;
          case UNKNOWN_HOST, TLS -> false;
        };
    if (!mayPass) {
      throw unavailable(failure, "");
    }
    if (failed >= settings.attempts()) {
      throw unavailable(failure, failed == 1 ? "" : "; tried " + failed + " times");
    }
    Duration wish = failure.after();
    if (wish != null && wish.compareTo(LONGEST_WISH) > 0) {
      throw unavailable(failure, "; it asks to come again in " + wish.toSeconds() + " seconds");
    }
    try {
      settings.sleeper().sleep(wish == null ? pause() : wish);
    } catch (InterruptedException e) {
      throw Interrupts.of(e);
    }
  }

  /** Doubled each time; half of it by chance, so that many clients do not come at once. */
  private Duration pause() {
    long whole = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(failed - 1, 20));
    double share;
    synchronized (settings.random()) {
      share = settings.random().nextDouble();
    }
    return Duration.ofMillis(whole / 2 + (long) (whole / 2 * share));
  }

  private RegistryException unavailable(WireException failure, String end) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String message = where + ": " + failure.getMessage() + end;
    return new RegistryException(Kind.UNAVAILABLE, message, cause);
  }
}
