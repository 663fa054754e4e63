package io.unionfs.cli.shell;

import io.unionfs.cli.output.Columns;
import io.unionfs.layer.Names;
import io.unionfs.overlay.Change;
import io.unionfs.overlay.Provenance;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a run changed, and which layer each file it touched came from. */
public final class Report {
  private Report() {}

  public static void print(Shell shell, PrintStream out) throws IOException {
    LabelledMount container = shell.container();
    List<Change> changes = container.files().changes();
    out.println();
    out.println(changes.isEmpty() ? "Nothing changed." : "Changes");
    for (Change change : changes) {
      out.println("  " + change.kind().letter() + " " + Names.display(change.path()));
    }
    List<String[]> rows = new ArrayList<>();
    for (Path touched : shell.touched()) {
      Provenance from = container.provenanceBefore(touched);
      rows.add(
          new String[] {
            "  " + Names.display(touched.toString()),
            from == null || from.provider() == Provenance.NOBODY
                ? "was not there"
                : "from " + container.label(from.provider())
          });
    }
    if (!rows.isEmpty()) {
      out.println("Touched");
      Columns.print(out, rows, "<<");
    }
    out.flush();
  }
}
