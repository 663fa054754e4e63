package io.unionfs.cli;

import io.unionfs.cli.command.Context;
import io.unionfs.cli.command.UnionfsCommand;

/** The {@code unionfs} program. */
public final class Main {
  private Main() {}

  /** Runs the command and exits with its status. */
  public static void main(String[] args) {
    Context context = Context.standard();
    int code = UnionfsCommand.execute(context, args);
    context.streams().out().flush();
    context.streams().err().flush();
    System.exit(code);
  }
}
