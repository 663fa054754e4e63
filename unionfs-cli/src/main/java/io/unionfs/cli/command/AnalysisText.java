package io.unionfs.cli.command;

import io.unionfs.analysis.Analysis;
import io.unionfs.analysis.Comparison;
import io.unionfs.analysis.Culprit;
import io.unionfs.analysis.DeadFile;
import io.unionfs.analysis.DiveMetric;
import io.unionfs.analysis.Duplicates;
import io.unionfs.analysis.LayerCost;
import io.unionfs.analysis.Leftover;
import io.unionfs.analysis.Metric;
import io.unionfs.analysis.Payers;
import io.unionfs.analysis.Privileged;
import io.unionfs.analysis.Rule;
import io.unionfs.analysis.Secret;
import io.unionfs.cli.output.Columns;
import io.unionfs.cli.output.Text;
import io.unionfs.cli.output.Units;
import io.unionfs.cli.output.Width;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An analysis as text for people. */
final class AnalysisText {
  private static final int INSTRUCTION = 45;
  private static final int CULPRIT = 60;
  private static final String GAP = " ";

  /** What dive's figures are: {@code docs/analysis.md} has its formulas. */
  private static final String DIVE =
      "       as the tool dive counts: paths in several layers, of all but the lowest";

  private final PrintStream out;
  private final int top;
  private final Width width;

  /**
   * Text on {@code out}.
   *
   * @param top how many rows a table has at most
   * @param width whether instructions are shown whole
   */
  AnalysisText(PrintStream out, int top, Width width) {
    this.out = out;
    this.top = top;
    this.width = width;
  }

  void print(Analysis analysis, Metric.Family family) {
    out.println("Image: " + Text.shown(analysis.name()));
    figures(analysis);
    layers(analysis);
    if (family == Metric.Family.DIVE) {
      inefficient(analysis.dive());
    } else {
      debts(analysis);
      dead(analysis);
    }
    leftovers(analysis.leftovers());
    secrets(analysis.secrets());
    privileged(analysis.privileged());
    duplicates(analysis.duplicates());
  }

  private void figures(Analysis analysis) {
    DiveMetric dive = analysis.dive();
    String share = dive.wastedBytes() == 0 ? "0.00%" : percent(dive.userWastedPercent());
    out.printf(
        "exact: efficiency %s, %s of %s dead, %s%n",
        percent(analysis.efficiency()),
        size(analysis.deadBytes()),
        size(analysis.size()),
        percent(analysis.deadPercent()));
    out.printf(
        "dive:  efficiency %s, %s of %s wasted, %s%n",
        percent(dive.efficiency()), size(dive.wastedBytes()), size(dive.userBytes()), share);
    out.println(DIVE);
  }

  private void layers(Analysis analysis) {
    List<String[]> rows = rows("LAYER", "SIZE", "LIVE", "DEAD", "KILLED", "INSTRUCTION");
    for (LayerCost layer : analysis.layers()) {
      rows.add(
          new String[] {
            Integer.toString(layer.ordinal()),
            size(layer.size()),
            size(layer.live()),
            size(layer.dead()),
            size(layer.killed()),
            cut(layer.instruction(), INSTRUCTION)
          });
    }
    print("", rows, ">>>>><", rows.size());
  }

  private void debts(Analysis analysis) {
    List<String[]> rows = rows("DEAD", "FILES", "PAID BY", "KILLED BY", "BELOW");
    for (Payers.Debt debt : analysis.payers().debts()) {
      rows.add(
          new String[] {
            size(debt.bytes()),
            Long.toString(debt.files()),
            "layer " + debt.payer(),
            "layer " + debt.killer(),
            Text.shown(debt.below())
          });
    }
    print("Who pays", rows, ">><<<", top);
  }

  private void dead(Analysis analysis) {
    List<String[]> rows = rows("DEAD", "PAID BY", "KILLED BY", "HOW", "PATH");
    for (DeadFile file : analysis.payers().files()) {
      rows.add(
          new String[] {
            size(file.bytes()),
            "layer " + file.payer(),
            "layer " + file.killer(),
            file.cause().word(),
            "/" + Text.shown(file.path())
          });
    }
    print("Dead files", rows, "><<<<", top);
  }

  private void inefficient(DiveMetric dive) {
    List<String[]> rows = rows("COUNT", "WASTED", "PATH");
    for (DiveMetric.Inefficiency file : dive.inefficient()) {
      rows.add(
          new String[] {
            Integer.toString(file.count()), size(file.bytes()), Text.shown(file.path())
          });
    }
    print("Inefficient files", rows, ">><", top);
  }

  private void leftovers(List<Leftover> leftovers) {
    List<String[]> rows = rows("LIVE", "DEAD", "FILES", "LAYER", "PLACE", "WHAT");
    for (Leftover each : leftovers) {
      rows.add(
          new String[] {
            size(each.live()),
            size(each.dead()),
            Long.toString(each.files()),
            Integer.toString(each.layer()),
            each.place(),
            each.what()
          });
    }
    print("Leftovers", rows, ">>>><<", top);
  }

  private void secrets(List<Secret> secrets) {
    List<String[]> rows = rows("LAYER", "WHAT", "WHERE", "");
    for (Secret secret : secrets) {
      rows.add(
          new String[] {
            secret.layer() < 0 ? "-" : Integer.toString(secret.layer()),
            secret.kind().words(),
            where(secret),
            secret.removedBy() < 0
                ? ""
                : "removed by layer " + secret.removedBy() + ", but still handed out"
          });
    }
    print("Perhaps secrets", rows, "><<<", top);
  }

  private static String where(Secret secret) {
    String where = Text.shown(secret.where());
    return switch (secret.origin()) {
      case FILE_NAME -> "/" + where;
      case FILE_CONTENT -> "/" + where + " at byte " + secret.offset();
      case ENVIRONMENT -> "variable " + where;
      case CONFIGURATION -> "configuration, " + where;
      case HISTORY -> "history, " + where;
    };
  }

  private void privileged(List<Privileged> files) {
    List<String[]> rows = rows("LAYER", "MODE", "OWNER", "RIGHTS", "PATH");
    for (Privileged file : files) {
      rows.add(
          new String[] {
            Integer.toString(file.layer()),
            String.format("%04o", file.mode()),
            Integer.toUnsignedString(file.uid()) + ":" + Integer.toUnsignedString(file.gid()),
            String.join(",", file.rights().stream().map(Privileged.Right::word).toList()),
            "/" + Text.shown(file.path())
          });
    }
    print("Files with more rights", rows, ">><<<", top);
  }

  private void duplicates(Duplicates duplicates) {
    List<String[]> rows = rows("SAVES", "SIZE", "COPIES", "AMONG THEM");
    for (Duplicates.Group group : duplicates.groups()) {
      Duplicates.Copy first = group.copies().get(0);
      Duplicates.Copy last = group.copies().get(group.copies().size() - 1);
      String elsewhere = last.image().equals(first.image()) ? "" : Text.shown(last.image()) + ":";
      rows.add(
          new String[] {
            size(group.saved()),
            size(group.size()),
            Integer.toString(group.copies().size()),
            "/" + Text.shown(first.path()) + ", " + elsewhere + "/" + Text.shown(last.path())
          });
    }
    print(
        "The same content several times: one copy each would save " + size(duplicates.saved()),
        rows,
        ">>><",
        top);
  }

  void rules(List<Rule.Result> results) {
    if (results.isEmpty()) {
      return;
    }
    out.println();
    for (Rule.Result result : results) {
      boolean passed = result.outcome() == Rule.Outcome.PASSED;
      out.println(
          (passed ? "pass  " : "FAIL  ")
              + Text.shown(result.rule().text())
              + " (it is "
              + figure(
                  result.rule().metric(),
                  result.valueText(),
                  result.value(),
                  result.rule().text().endsWith("%"))
              + ")");
      result.culprits().forEach(this::culprit);
    }
    long failed =
        results.stream().filter(result -> result.outcome() == Rule.Outcome.FAILED).count();
    out.println(
        failed == 0 ? "All rules hold." : failed + " of " + results.size() + " rules fail.");
  }

  void comparison(Comparison comparison) {
    out.println();
    out.println(
        (comparison.isRegression() ? "REGRESSION" : "ok")
            + " against "
            + Text.shown(comparison.old()));
    for (Comparison.Figure figure : comparison.figures()) {
      if (figure.trend() != Comparison.Trend.SAME) {
        out.println(
            "  "
                + figure.trend().name().toLowerCase(Locale.ROOT)
                + ": "
                + figure.metric().word()
                + " "
                + figure(figure.metric(), figure.beforeText(), figure.before(), false)
                + " -> "
                + figure(figure.metric(), figure.nowText(), figure.now(), false));
        figure.culprits().forEach(this::culprit);
      }
    }
  }

  private void culprit(Culprit culprit) {
    StringBuilder line = new StringBuilder("        ");
    if (culprit.layer() >= 0) {
      line.append("layer ").append(culprit.layer()).append(": ");
    }
    if (culprit.bytes() > 0) {
      line.append(size(culprit.bytes())).append(' ');
    }
    line.append(cut(culprit.what(), CULPRIT));
    if (!culprit.why().isEmpty()) {
      line.append(", ").append(Text.shown(culprit.why()));
    }
    out.println(line);
  }

  private void print(String title, List<String[]> rows, String alignment, int most) {
    if (rows.size() == 1) {
      return;
    }
    out.println();
    if (!title.isEmpty()) {
      out.println(title);
    }
    List<String[]> shown = rows.subList(0, Math.min(rows.size(), most + 1));
    for (int i = 1; i < alignment.length(); i++) {
      if (alignment.startsWith("><", i - 1)) {
        // Text after a number to its right stands apart from it.
        for (String[] row : shown) {
          row[i] = GAP + row[i];
        }
      }
    }
    Columns.print(out, shown, alignment);
    if (rows.size() > most + 1) {
      out.println("  … and " + (rows.size() - most - 1) + " more");
    }
  }

  private static List<String[]> rows(String... head) {
    List<String[]> rows = new ArrayList<>();
    rows.add(head);
    return rows;
  }

  private String cut(String text, int length) {
    String shown = Text.shown(text);
    return width == Width.FULL ? shown : Text.shortened(shown, length);
  }

  /** A figure in the form in which a rule or a person speaks of it. */
  private static String figure(Metric metric, String text, double value, boolean inPercent) {
    if (!Double.isFinite(value)) {
      return text;
    }
    return switch (metric.unit()) {
      case COUNT -> text;
      case BYTES -> value < 1000 ? text : text + ", " + size((long) value);
      case RATIO -> inPercent ? digits(value * 100, 4) + "%" : digits(value, 6);
    };
  }

  private static String digits(double number, int most) {
    BigDecimal rounded = new BigDecimal(number).setScale(most, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private static String size(long bytes) {
    return Units.size(bytes);
  }

  private static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.2f%%", share * 100) : "-";
  }
}
