package io.unionfs.benchmarks.report;

import io.unionfs.benchmarks.report.Tables.Table;
import io.unionfs.benchmarks.report.Target.Outcome;
import java.util.List;

/** A report as one page of HTML, with the plots beside it in files. */
final class Html {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>unionfs benchmarks</title>
      <style>
      body { font: 15px/1.45 sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em; }
      table { border-collapse: collapse; margin: 1em 0; }
      th, td { border: 1px solid #bbb; padding: .2em .6em; text-align: left; }
      td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
      tr.met td { background: #e9f7e9; }
      tr.missed td { background: #fbe9e7; }
      tr.unsettled td { background: #fdf6dc; }
      img { max-width: 100%; }
      </style>
      </head>
      <body>
      <h1>unionfs benchmarks</h1>
      <p>Errors are half the width of the 99.9&nbsp;% confidence interval. A target is met or missed
      only where the error leaves its bound out; with one fork, errors know nothing of how JVMs
      differ.</p>
      """;

  private final StringBuilder text = new StringBuilder(HEAD);

  private Html() {}

  static String of(Setting setting, Results results, List<Outcome> outcomes, Charts.Made charts) {
    Html page = new Html();
    page.write(setting, results, outcomes, charts);
    return page.text.toString();
  }

  private void write(Setting setting, Results results, List<Outcome> outcomes, Charts.Made charts) {
    text.append("<ul>\n");
    for (Setting.Fact fact : setting.facts()) {
      item(fact.name() + ": " + fact.value());
    }
    text.append("</ul>\n<h2>Targets</h2>\n");
    table(
        Tables.targets(outcomes),
        outcomes.stream()
            .map(
                each ->
                    switch (each.verdict()) {
                      case MET -> "met";
                      case MISSED -> "missed";
                      case NOT_SETTLED -> "unsettled";
                      case NOT_MEASURED -> "";
                    })
            .toList());
    Table beside = Tables.beside(results);
    if (!beside.rows().isEmpty()) {
      text.append("<h2>Beside the targets</h2>\n");
      table(beside, List.of());
    }
    text.append("<h2>Figures</h2>\n");
    for (String benchmark : results.benchmarks()) {
      text.append("<h3>").append(escaped(benchmark)).append("</h3>\n");
      table(Tables.benchmark(results, benchmark), List.of());
      String chart = charts.files().get(benchmark);
      if (chart != null) {
        text.append("<p><img src=\"").append(chart).append("\" alt=\"");
        text.append(escaped(benchmark)).append(" on each subject\"></p>\n");
      }
    }
    for (String problem : charts.problems()) {
      text.append("<p>").append(escaped(problem)).append("</p>\n");
    }
    if (!setting.notMeasured().isEmpty()) {
      text.append("<h2>Not measured</h2>\n<ul>\n");
      setting.notMeasured().forEach(this::item);
      text.append("</ul>\n");
    }
    text.append("</body>\n</html>\n");
  }

  private void item(String words) {
    // What is between backquotes is typed, as in Markdown.
    String item = escaped(words).replaceAll("`([^`]+)`", "<code>$1</code>");
    text.append("<li>").append(item).append("</li>\n");
  }

  private void table(Table table, List<String> classes) {
    text.append("<table>\n<tr>");
    table.head().forEach(cell -> text.append("<th>").append(escaped(cell)).append("</th>"));
    text.append("</tr>\n");
    for (int i = 0; i < table.rows().size(); i++) {
      String kind = i < classes.size() ? classes.get(i) : "";
      text.append(kind.isEmpty() ? "<tr>" : "<tr class=\"" + kind + "\">");
      List<String> row = table.rows().get(i);
      for (int k = 0; k < row.size(); k++) {
        text.append(k < table.words() ? "<td>" : "<td class=\"number\">");
        text.append(escaped(row.get(k))).append("</td>");
      }
      text.append("</tr>\n");
    }
    text.append("</table>\n");
  }

  private static String escaped(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
