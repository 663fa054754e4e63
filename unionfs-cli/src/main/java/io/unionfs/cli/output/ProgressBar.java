package io.unionfs.cli.output;

import io.unionfs.trace.ProgressListener;
import java.io.Closeable;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A line at a terminal that shows how far something has come, once it has taken a second. It is
 * wiped when it ends. Safe for use by many threads.
 */
public final class ProgressBar implements ProgressListener, Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration STEP = Duration.ofMillis(100);
  private static final int WIDTH = 40;
  private static final String WIPE = "\r\033[K";

  private final PrintStream out;
  private final InstantSource clock;
  private final String doing;
  private final Measure measure;
  private Instant next; // guarded by this
  private State state = State.WAITING; // guarded by this

  /** What is counted. */
  public enum Measure {
    BYTES,
    STEPS
  }

  private enum State {
    WAITING,
    SHOWN,
    CLOSED
  }

  /**
   * A bar that is yet to be seen.
   *
   * @param doing what is done: {@code Loading}
   */
  public ProgressBar(PrintStream out, InstantSource clock, String doing, Measure measure) {
    this.out = out;
    this.clock = clock;
    this.doing = doing;
    this.measure = measure;
    this.next = clock.instant().plus(PATIENCE);
  }

  @Override
  public synchronized void progressed(String what, long done, long total) {
    Instant now = clock.instant();
    if (state == State.CLOSED || now.isBefore(next)) {
      return;
    }
    next = now.plus(STEP);
    state = State.SHOWN;
    out.print(WIPE + line(what, done, total));
    out.flush();
  }

  private String line(String what, long done, long total) {
    String name = Text.shown(Text.shortened(what, 30));
    if (total <= 0) {
      return doing + " " + name + "  " + text(done);
    }
    int filled = (int) (WIDTH * Math.min(done, total) / total);
    return doing
        + " "
        + name
        + " ["
        + "=".repeat(filled)
        + (filled < WIDTH ? ">" + " ".repeat(WIDTH - filled - 1) : "")
        + "]  "
        + text(done)
        + "/"
        + text(total);
  }

  private String text(long amount) {
    return measure == Measure.BYTES ? Units.size(amount) : Long.toString(amount);
  }

  /** Wipes the line, if there is one. */
  @Override
  public synchronized void close() {
    if (state == State.SHOWN) {
      out.print(WIPE);
      out.flush();
    }
    state = State.CLOSED;
  }
}
