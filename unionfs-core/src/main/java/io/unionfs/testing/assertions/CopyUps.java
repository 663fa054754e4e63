package io.unionfs.testing.assertions;

import io.unionfs.nio.UnionFileSystem;
import io.unionfs.trace.TraceEvent;
import io.unionfs.trace.TraceListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Records what is copied up while it happens: each file and directory with the layer it came from
 * and the bytes that were copied, which nothing tells afterwards.
 *
 * <pre>{@code
 * assertThat(CopyUps.during(fs, () -> Files.delete(fs.getPath("/etc/motd"))))
 *     .extracting(TraceEvent.CopiedUp::path)
 *     .containsExactly("/etc"); // a whiteout needs its directory, not the file
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class CopyUps implements TraceListener {
  private final List<TraceEvent.CopiedUp> events = new ArrayList<>(); // guarded by itself

  /** Records nothing until it is a {@link UnionFileSystem#setListener listener}. */
  public CopyUps() {}

  /** What a program does with a filesystem. */
  @FunctionalInterface
  public interface Action {
    void run() throws IOException;
  }

  /**
   * What is copied up in {@code union} while {@code action} runs, by whatever thread, in order. It
   * takes the place of the union's listener, which has none afterwards.
   *
   * @throws IOException that {@code action} throws
   */
  public static List<TraceEvent.CopiedUp> during(UnionFileSystem union, Action action)
      throws IOException {
    CopyUps recorded = new CopyUps();
    union.setListener(recorded);
    try {
      action.run();
    } finally {
      union.setListener(null);
    }
    return recorded.events();
  }

  @Override
  public void on(TraceEvent event) {
    if (Objects.requireNonNull(event) instanceof TraceEvent.CopiedUp copiedUp) {
      synchronized (events) {
        events.add(copiedUp);
      }
    }
  }

  /** What was copied up so far, in order. */
  public List<TraceEvent.CopiedUp> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }
}
