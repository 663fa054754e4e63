package io.unionfs.cli;

/** A command in the container failed; the message is the whole line to show. */
final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  CommandFailure(String message) {
    super(message);
  }
}
