package io.unionfs.benchmarks.report;

import io.unionfs.benchmarks.report.Tables.Table;
import io.unionfs.benchmarks.report.Target.Outcome;
import java.util.List;

/** A report in Markdown. */
final class Markdown {
  private final StringBuilder text = new StringBuilder();

  private Markdown() {}

  static String of(Setting setting, Results results, List<Outcome> outcomes, Charts.Made charts) {
    Markdown report = new Markdown();
    report.write(setting, results, outcomes, charts);
    return report.text.toString();
  }

  /** A table by itself. */
  static String of(Table table) {
    Markdown text = new Markdown();
    text.table(table);
    return text.text.toString();
  }

  private void write(Setting setting, Results results, List<Outcome> outcomes, Charts.Made charts) {
    line("# Benchmarks");
    line("");
    line(
        setting
            .home()
            .map(
                home ->
                    "Written by `unionfs bench`. [README.md]("
                        + home
                        + "README.md) says what is measured, and how;\n[targets.md]("
                        + home
                        + TargetsPage.FILE
                        + ") has the targets on each JDK.")
            .orElse(
                "Written by `unionfs bench`. docs/benchmarks/README.md of its sources says what is"
                    + " measured, and how."));
    line("Errors are half the width of the 99.9 % confidence interval. A target is met or missed");
    line("only where the error leaves its bound out; with one fork, errors know nothing of how");
    line("JVMs differ.");
    line("");
    for (Setting.Fact fact : setting.facts()) {
      line("- " + fact.name() + ": " + fact.value());
    }
    line("");
    line("## Targets");
    line("");
    table(Tables.targets(outcomes));
    Table beside = Tables.beside(results);
    if (!beside.rows().isEmpty()) {
      line("");
      line("## Beside the targets");
      line("");
      table(beside);
    }
    line("");
    line("## Figures");
    for (String benchmark : results.benchmarks()) {
      line("");
      line("### " + benchmark);
      line("");
      table(Tables.benchmark(results, benchmark));
      String chart = charts.files().get(benchmark);
      if (chart != null) {
        line("");
        line("![" + benchmark + "](" + chart + ")");
      }
    }
    for (String problem : charts.problems()) {
      line("");
      line(problem);
    }
    if (!setting.notMeasured().isEmpty()) {
      line("");
      line("## Not measured");
      line("");
      setting.notMeasured().forEach(reason -> line("- " + reason));
    }
  }

  private void table(Table table) {
    row(table.head());
    StringBuilder rule = new StringBuilder("|");
    for (int i = 0; i < table.head().size(); i++) {
      rule.append(i < table.words() ? "---|" : "---:|");
    }
    line(rule.toString());
    table.rows().forEach(this::row);
  }

  private void row(List<String> cells) {
    StringBuilder row = new StringBuilder("|");
    cells.forEach(cell -> row.append(' ').append(cell.replace("|", "\\|")).append(" |"));
    line(row.toString());
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
