package io.unionfs.cli.output;

import io.unionfs.lab.Column;
import io.unionfs.lab.LabReport;
import io.unionfs.lab.Plot;
import io.unionfs.lab.Published;
import io.unionfs.lab.Value;
import java.util.List;
import java.util.Map;

/** A report of the laboratory as one page of HTML, with its plots beside it in files. */
final class LabPage {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>unionfs lab: %1$s</title>
      <style>
      body { font: 15px/1.45 sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em; }
      table { border-collapse: collapse; margin: 1em 0; }
      th, td { border: 1px solid #bbb; padding: .2em .6em; text-align: left; }
      td.number { text-align: right; font-variant-numeric: tabular-nums; }
      img { max-width: 100%%; }
      </style>
      </head>
      <body>
      <h1>%1$s</h1>
      """;

  private final StringBuilder text = new StringBuilder();

  private LabPage() {}

  /**
   * The page.
   *
   * @param plots those that were drawn, and their files, relative to the page
   * @param data the file with all rows, relative to the page
   */
  static String of(LabReport report, Map<Plot, String> plots, String data) {
    LabPage page = new LabPage();
    page.write(report, plots, data);
    return page.text.toString();
  }

  private void write(LabReport report, Map<Plot, String> plots, String data) {
    text.append(String.format(HEAD, escaped(report.experiment().name())));
    text.append("<p><strong>").append(escaped(report.experiment().question()));
    text.append("</strong></p>\n");
    report.reading().forEach(this::paragraph);
    plots.forEach(
        (plot, file) ->
            text.append("<p><img src=\"")
                .append(escaped(file))
                .append("\" alt=\"")
                .append(escaped(plot.title()))
                .append("\"></p>\n"));
    List<Published> published = report.published();
    if (!published.isEmpty()) {
      text.append("<h2>Published figures beside ours</h2>\n<table>\n");
      row("th", List.of("what", "published", "ours", "source"));
      for (Published each : published) {
        String ours = each.ours().isEmpty() ? "not in this run" : each.ours();
        row("td", List.of(each.what(), each.figure(), ours, each.source()));
      }
      text.append("</table>\n");
    }
    text.append("<h2>How it is done</h2>\n");
    report.experiment().method().forEach(this::paragraph);
    report.notes().forEach(this::paragraph);
    text.append("<h2>Figures</h2>\n<table>\n");
    List<Column> columns = report.columns();
    row("th", columns.stream().map(LabReport::head).toList());
    for (List<Value> row : report.shownRows()) {
      text.append("<tr>");
      for (Column column : columns) {
        Value value = row.get(report.table().columns().indexOf(column));
        boolean isWord = value instanceof Value.Word;
        text.append(isWord ? "<td>" : "<td class=\"number\">");
        text.append(escaped(value.text())).append("</td>");
      }
      text.append("</tr>\n");
    }
    text.append("</table>\n<p>").append(report.extent()).append("; all are in <a href=\"");
    text.append(data).append("\">").append(data).append("</a>.</p>\n</body>\n</html>\n");
  }

  private void paragraph(String words) {
    text.append("<p>");
    // What is between backquotes is a name, as in Markdown.
    text.append(escaped(words).replaceAll("`([^`]+)`", "<code>$1</code>")).append("</p>\n");
  }

  private void row(String tag, List<String> cells) {
    text.append("<tr>");
    for (String cell : cells) {
      text.append('<').append(tag).append('>').append(escaped(cell));
      text.append("</").append(tag).append('>');
    }
    text.append("</tr>\n");
  }

  private static String escaped(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
