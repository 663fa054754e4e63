package io.unionfs.cli.output;

import io.unionfs.trace.ProgressListener;
import java.io.Closeable;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines at the bottom of a terminal, one for each thing that is under way, once it has taken a
 * second. They are wiped when they end. Safe for use by many threads.
 */
public final class ProgressBars implements ProgressListener, Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration STEP = Duration.ofMillis(100);

  /** What has not moved for so long has ended, or waits. */
  private static final Duration STILL = Duration.ofSeconds(5);

  private static final int MOST = 8;
  private static final int WIDTH = 30;
  private static final String WIPE = "\r\033[K";
  private static final String UP = "\033[1A";

  private final PrintStream out;
  private final InstantSource clock;
  private final String doing;
  private final Map<String, Moment> moments = new LinkedHashMap<>(); // guarded by this
  private Instant next; // guarded by this
  private int drawn; // guarded by this
  private boolean closed; // guarded by this

  private record Moment(long done, long total, Instant when) {}

  /**
   * Bars that are yet to be seen.
   *
   * @param doing what is done: {@code Downloading}
   */
  public ProgressBars(PrintStream out, InstantSource clock, String doing) {
    this.out = out;
    this.clock = clock;
    this.doing = doing;
    this.next = clock.instant().plus(PATIENCE);
  }

  @Override
  public synchronized void progressed(String what, long done, long total) {
    Instant now = clock.instant();
    if (total > 0 && done >= total) {
      moments.remove(what);
    } else {
      moments.put(what, new Moment(done, total, now));
    }
    if (closed || now.isBefore(next)) {
      return;
    }
    next = now.plus(STEP);
    moments.values().removeIf(moment -> moment.when().plus(STILL).isBefore(now));
    wipe();
    List<String> lines =
        moments.entrySet().stream()
            .limit(MOST)
            .map(each -> line(each.getKey(), each.getValue()))
            .toList();
    out.print(String.join("\n", lines));
    out.flush();
    drawn = lines.size();
  }

  /** Prints what stays, above the bars. */
  public synchronized void above(Runnable print) {
    wipe();
    out.flush();
    print.run();
  }

  private void wipe() {
    if (drawn > 0) {
      out.print(WIPE + (UP + WIPE).repeat(drawn - 1));
      drawn = 0;
    }
  }

  private String line(String what, Moment moment) {
    String name = Text.shown(Text.shortened(what, WIDTH));
    String begin = name.indexOf(':') < 0 ? name + ": " + doing : name;
    if (moment.total() <= 0) {
      return begin + "  " + Units.size(moment.done());
    }
    int filled = (int) (WIDTH * Math.min(moment.done(), moment.total()) / moment.total());
    return begin
        + " ["
        + "=".repeat(filled)
        + (filled < WIDTH ? ">" + " ".repeat(WIDTH - filled - 1) : "")
        + "]  "
        + Units.size(moment.done())
        + "/"
        + Units.size(moment.total());
  }

  /** Wipes the lines, if there are any. */
  @Override
  public synchronized void close() {
    wipe();
    out.flush();
    closed = true;
  }
}
