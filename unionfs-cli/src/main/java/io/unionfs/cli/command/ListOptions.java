package io.unionfs.cli.command;

import io.unionfs.cli.output.Listing;
import io.unionfs.cli.output.Width;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/** How a list is shown. */
final class ListOptions {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = {
        "table, json (a line for each), or a template such as '{{.ID}} {{.Size}}', also behind"
            + " 'table '."
      })
  private String format;

  @Option(
      names = {"-q", "--quiet"},
      description = "Only ids or names.")
  private boolean quiet;

  @Option(names = "--no-trunc", description = "Ids and commands in full.")
  private boolean full;

  Width width() {
    return full ? Width.FULL : Width.SHORT;
  }

  /** Prints {@code list}, or only {@code key} of each row. */
  void print(Listing list, String key, PrintStream out) {
    if (quiet && format.equals("table")) {
      list.printOnly(out, key);
    } else {
      list.print(out, format);
    }
  }
}
