package io.unionfs.cli.output;

import io.unionfs.lab.CsvTable;
import io.unionfs.lab.LabReport;
import io.unionfs.lab.Plot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that a report of the laboratory is written to. */
public final class LabFiles {
  /** Which of them. */
  public enum Extent {
    /** CSV, JSON, Markdown, HTML, and plots as SVG and PNG. */
    ALL,
    /** What a repository keeps: CSV, Markdown, and plots as PNG, which are a tenth of SVG. */
    PUBLISHED
  }

  private LabFiles() {}

  /** Writes {@code report} into {@code directory}, which is made if need be; over what is there. */
  public static void write(LabReport report, Path directory, Extent extent) throws IOException {
    Files.createDirectories(directory);
    String name = report.experiment().name();
    String data = name + ".csv";
    Files.writeString(directory.resolve(data), CsvTable.write(report.table()));
    Map<Plot, String> plots =
        plots(report, directory, extent == Extent.ALL ? LabPlots.Format.SVG : LabPlots.Format.PNG);
    List<String> files = new ArrayList<>(plots.values());
    Files.writeString(directory.resolve(name + ".md"), report.markdown(files, data));
    if (extent == Extent.ALL) {
      plots(report, directory, LabPlots.Format.PNG);
      Files.writeString(directory.resolve(name + ".json"), report.json() + "\n");
      Files.writeString(directory.resolve(name + ".html"), LabPage.of(report, plots, data));
    }
  }

  private static Map<Plot, String> plots(LabReport report, Path directory, LabPlots.Format format)
      throws IOException {
    Map<Plot, String> files = new LinkedHashMap<>();
    for (Plot plot : report.experiment().plots()) {
      ByteArrayOutputStream drawn = new ByteArrayOutputStream();
      String file = plot.name() + format.suffix();
      if (LabPlots.draw(plot, report.table(), format, drawn)) {
        Files.write(directory.resolve(file), drawn.toByteArray());
        files.put(plot, file);
      } else {
        // A plot of an earlier run would stand beside figures that are not its own.
        Files.deleteIfExists(directory.resolve(file));
      }
    }
    return files;
  }
}
