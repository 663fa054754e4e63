package io.unionfs.cli.shell;

import org.jline.utils.Signals;

/**
 * Ctrl-C stops the command that runs, not the shell. It is noticed where a command goes on to the
 * next file or line; no thread is interrupted, for that would close channels of the image's files.
 */
public final class Stop {
  private volatile boolean asked;

  /** A command was stopped. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Stops the command that runs. */
  public void ask() {
    asked = true;
  }

  /** Whether what runs is to end. */
  public boolean isAsked() {
    return asked;
  }

  /** Ends the command if it is to be stopped. */
  public void check() {
    if (asked) {
      throw new Stopped();
    }
  }

  /** What is done while Ctrl-C stops it. */
  @FunctionalInterface
  public interface Work {
    int run();
  }

  /** Does {@code work}, which Ctrl-C stops; before and after it, Ctrl-C is what it was. */
  public int during(Work work) {
    asked = false;
    Object before = Signals.register("INT", this::ask);
    try {
      return work.run();
    } finally {
      Signals.unregister("INT", before);
      asked = false;
    }
  }

  /** While it is open Ctrl-C does not end the process; closing has it do what it did. */
  public interface Ignoring extends AutoCloseable {
    @Override
    void close();
  }

  /** Has Ctrl-C do nothing, but where a command runs. */
  public static Ignoring ignoring() {
    Object before = Signals.register("INT", () -> {});
    return () -> Signals.unregister("INT", before);
  }
}
