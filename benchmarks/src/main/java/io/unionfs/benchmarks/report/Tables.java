package io.unionfs.benchmarks.report;

import io.unionfs.benchmarks.report.Target.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tables of a report, as text in rows; Markdown and HTML show the same ones. */
final class Tables {
  private Tables() {}

  /** A table; the first columns hold words, the others numbers. */
  record Table(List<String> head, int words, List<List<String>> rows) {}

  /** Each target with what was measured against it. */
  static Table targets(List<Outcome> outcomes) {
    List<List<String>> rows = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      Target target = outcome.target();
      rows.add(
          List.of(
              target.operation(),
              target.boundText() + " " + target.wanted(),
              outcome.text(),
              outcome.worst().map(Target.Figure::what).orElse(""),
              outcome.worst().map(worst -> plusMinus(worst.value())).orElse("")));
    }
    return new Table(List.of("operation", "target", "outcome", "worst case", "measured"), 4, rows);
  }

  /** What is told beside them; empty where nothing of it was measured. */
  static Table beside(Results results) {
    List<List<String>> rows = new ArrayList<>();
    for (Beside each : Beside.all()) {
      for (Target.Figure figure : each.figures().apply(results)) {
        rows.add(List.of(each.operation(), figure.what(), plusMinus(figure.value()), each.unit()));
      }
    }
    return new Table(List.of("operation", "subject", "measured", "unit"), 2, rows);
  }

  static String plusMinus(Ratio ratio) {
    return Double.isNaN(ratio.error()) || ratio.error() == 0
        ? Numbers.short3(ratio.value())
        : Numbers.short3(ratio.value()) + " ± " + Numbers.short3(ratio.error());
  }

  /** One benchmark on all subjects. */
  static Table benchmark(Results results, String benchmark) {
    List<List<String>> rows = new ArrayList<>();
    for (Measured each : results.of(benchmark)) {
      Optional<Ratio> ratio = results.toBaseline(each);
      rows.add(
          List.of(
              each.subject().isEmpty() ? "—" : each.subject(),
              Numbers.quantity(each.score(), each.unit()),
              Numbers.quantity(each.error(), each.unit()),
              ratio.map(r -> Numbers.short3(r.value())).orElse(""),
              ratio.map(r -> Numbers.short3(r.error())).orElse(""),
              Numbers.quantity(each.least(), each.unit()),
              each.allocated().isPresent() ? Numbers.short3(each.allocated().getAsDouble()) : "",
              each.forks() + " / " + each.samples()));
    }
    return new Table(
        List.of(
            "subject",
            "per operation",
            "±",
            "ratio to jimfs",
            "±",
            "least",
            "bytes allocated",
            "forks / samples"),
        1,
        rows);
  }
}
