package io.unionfs.cli.session;

import java.time.Instant;
import java.time.InstantSource;

/** The clock of a session: it begins at the same time always, and moves a second each line. */
public final class SessionClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-01-01T12:00:00Z");

  /** A line was typed. */
  public void tick() {
    now = now.plusSeconds(1);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
