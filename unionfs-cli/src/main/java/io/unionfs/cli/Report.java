package io.unionfs.cli;

import io.unionfs.layer.Names;
import io.unionfs.overlay.Change;
import io.unionfs.overlay.Provenance;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a run changed, and which layer each file it touched came from. */
final class Report {
  private Report() {}

  static void print(Shell shell, PrintStream out) throws IOException {
    Container container = shell.container();
    List<Change> changes = container.files().changes();
    out.println();
    out.println(changes.isEmpty() ? "Nothing changed." : "Changes");
    for (Change change : changes) {
      out.println("  " + change.kind().letter() + " " + Names.display(change.path()));
    }
    List<String[]> rows = new ArrayList<>();
    for (Map.Entry<String, Provenance> touched : shell.touched().entrySet()) {
      Provenance from = touched.getValue();
      rows.add(
          new String[] {
            "  " + Names.display(touched.getKey()),
            from == null ? "was not there" : "from " + container.label(origin(from))
          });
    }
    if (!rows.isEmpty()) {
      out.println("Touched");
      Columns.print(out, rows, "<<");
    }
    out.flush();
  }

  /** The topmost lower layer that shows it: a directory that was copied up comes from there. */
  private static int origin(Provenance from) {
    return from.voices().stream()
        .filter(voice -> voice.layer() >= 0 && voice.says() == Provenance.Says.SHOWN)
        .mapToInt(Provenance.Voice::layer)
        .findFirst()
        .orElse(from.provider());
  }
}
