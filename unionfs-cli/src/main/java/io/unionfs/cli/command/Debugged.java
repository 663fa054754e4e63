package io.unionfs.cli.command;

/** Knows whether stack traces are to be shown. */
@FunctionalInterface
public interface Debugged {
  /** Whether {@code --debug} was given. */
  boolean isDebugged();
}
