package io.unionfs.cli.shell;

/** A command in the container failed; the message is the whole line to show. */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public CommandFailure(String message) {
    super(message);
  }
}
