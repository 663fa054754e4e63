package io.unionfs.cli.stack;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that can be put back while commands are done again. */
final class StackClock implements InstantSource {
  private final InstantSource real;
  private volatile Instant held;

  StackClock(InstantSource real) {
    this.real = real;
  }

  /** It shows {@code time} from now on; null for the real one. */
  void hold(Instant time) {
    held = time;
  }

  @Override
  public Instant instant() {
    Instant now = held;
    return now == null ? real.instant() : now;
  }
}
