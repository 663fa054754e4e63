package io.unionfs.overlay;

import java.time.Instant;
import java.util.Objects;

/** What utimensat(2) does to one of a file's times. */
public sealed interface TimeChange {
  /** Nothing ({@code UTIME_OMIT}). */
  enum Omit implements TimeChange {
    OMIT
  }

  /** Sets it to the mount's clock ({@code UTIME_NOW}). */
  enum Now implements TimeChange {
    NOW
  }

  /** Sets it to {@code time}. */
  record To(Instant time) implements TimeChange {
    public To {
      Objects.requireNonNull(time);
    }
  }
}
