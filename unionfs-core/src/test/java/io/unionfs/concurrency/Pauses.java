package io.unionfs.concurrency;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Has threads stop in the middle of what they do, so that others get there meanwhile, on few
 * processors too: wherever the engine asks what time it is, and at steps of the storage.
 */
final class Pauses implements InstantSource {
  private static final long NANOS = 20_000;
  private static final int ONE_OF = 4;
  private static final double CHANCE = 0.1;

  private final long seed;
  private final AtomicLong asked = new AtomicLong();

  Pauses(long seed) {
    this.seed = seed;
  }

  @Override
  public Instant instant() {
    long mixed = (seed + asked.getAndIncrement()) * 0x9E3779B97F4A7C15L;
    if (Long.remainderUnsigned(mixed >>> 7, ONE_OF) == 0) {
      LockSupport.parkNanos(NANOS);
    }
    return Instant.EPOCH;
  }

  /** A plan under which storing and reading take their time now and then. */
  FaultPlan plan() {
    return FaultPlan.builder()
        .on(FaultPoint.Area.LOWER)
        .chance(CHANCE, seed)
        .delay(Duration.ofNanos(NANOS))
        .on(FaultPoint.Area.UPPER)
        .chance(CHANCE, seed + 1)
        .delay(Duration.ofNanos(NANOS))
        .on(FaultPoint.Area.COPY_UP)
        .chance(CHANCE, seed + 2)
        .delay(Duration.ofNanos(NANOS))
        .build();
  }
}
