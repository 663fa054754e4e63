package io.unionfs.container;

import io.unionfs.container.Container.Status;
import io.unionfs.store.StoreException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What changes in a container's life, and how it may change: Docker's states, with Docker's words
 * where a change is refused. Immutable; every change gives a new one.
 *
 * <pre>
 *   created ─start─► running ◄─pause/unpause─► paused
 *                    ▲     │                     │
 *        start,      │     │ stop, kill, exited  │ stop, kill, exited
 *        restart     │     ▼                     │
 *                    └── exited ◄────────────────┘
 * </pre>
 *
 * @param exitCode of the last run; 0 while it runs
 * @param restartCount how often a restart policy has started it again
 */
record ContainerState(
    Status status,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    int exitCode,
    int restartCount) {
  /** What a process has as its exit code that SIGKILL ended. */
  static final int KILLED = 137;

  /** As it is made. */
  static final ContainerState CREATED =
      new ContainerState(Status.CREATED, Optional.empty(), Optional.empty(), 0, 0);

  ContainerState {
    Objects.requireNonNull(status);
  }

  /** Whether it was started and has not ended. */
  boolean isAlive() {
    return status == Status.RUNNING || status == Status.PAUSED;
  }

  ContainerState start(String name, Instant now) throws StoreException {
    return switch (status) {
      case CREATED, EXITED -> running(now);
      case RUNNING -> this;
      case PAUSED ->
          throw new StoreException("cannot start a paused container, try unpause instead");
    };
  }

  /**
   * Ends it; does nothing to one that is not running.
   *
   * @param exitCode by which signal it ends
   */
  ContainerState stop(int exitCode, Instant now) {
    return isAlive() ? ended(exitCode, now) : this;
  }

  ContainerState kill(String name, Instant now) throws StoreException {
    if (!isAlive()) {
      throw new StoreException("Cannot kill container: " + name + ": " + notRunning(name));
    }
    return ended(KILLED, now);
  }

  /** Its command has ended by itself. */
  ContainerState exited(String name, int exitCode, Instant now) throws StoreException {
    if (!isAlive()) {
      throw new StoreException(notRunning(name));
    }
    return ended(exitCode, now);
  }

  ContainerState restart(int exitCode, Instant now) {
    return stop(exitCode, now).running(now);
  }

  ContainerState pause(String name) throws StoreException {
    return switch (status) {
      case RUNNING -> with(Status.PAUSED);
      case PAUSED -> throw new StoreException("Container " + name + " is already paused");
      case CREATED, EXITED -> throw new StoreException(notRunning(name));
    };
  }

  ContainerState unpause(String name) throws StoreException {
    if (status != Status.PAUSED) {
      throw new StoreException("Container " + name + " is not paused");
    }
    return with(Status.RUNNING);
  }

  /** Refuses to run something in it, unless it is running. */
  void checkExec(String name) throws StoreException {
    switch (status) {
      case RUNNING -> {}
      case PAUSED ->
          throw new StoreException(
              "Container " + name + " is paused, unpause the container before exec");
      case CREATED, EXITED -> throw new StoreException(notRunning(name));
    }
  }

  /** Refuses to remove it while it is alive. */
  void checkRemove(String name) throws StoreException {
    String first =
        switch (status) {
          case RUNNING -> "Stop";
          case PAUSED -> "Unpause and then stop";
          case CREATED, EXITED -> null;
        };
    if (first != null) {
      throw new StoreException(
          "You cannot remove a "
              + status.word()
              + " container "
              + name
              + ". "
              + first
              + " the container before attempting removal or force remove");
    }
  }

  private ContainerState with(Status other) {
    return new ContainerState(other, startedAt, finishedAt, exitCode, restartCount);
  }

  private ContainerState running(Instant now) {
    return new ContainerState(Status.RUNNING, Optional.of(now), finishedAt, 0, restartCount);
  }

  private ContainerState ended(int code, Instant now) {
    return new ContainerState(Status.EXITED, startedAt, Optional.of(now), code, restartCount);
  }

  private static String notRunning(String name) {
    return "Container " + name + " is not running";
  }
}
