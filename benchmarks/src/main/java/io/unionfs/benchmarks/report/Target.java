package io.unionfs.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One bound that the project has set itself.
 *
 * @param operation what is done
 * @param wanted the bound in words
 * @param sense on which side of the bound the figure is to be
 * @param figures what was measured against it; none where it was not
 */
record Target(
    String operation,
    String wanted,
    Sense sense,
    double bound,
    Function<Results, List<Figure>> figures) {

  /** On which side of the bound the figure is to be. */
  enum Sense {
    AT_MOST("≤"),
    AT_LEAST("≥");

    private final String sign;

    Sense(String sign) {
      this.sign = sign;
    }
  }

  /** A figure, and of what. */
  record Figure(String what, Ratio value) {}

  /**
   * How it came out.
   *
   * @param worst the figure that is furthest from the bound on the wrong side, or nearest to it
   */
  record Outcome(Target target, Optional<Figure> worst, int measured) {

    boolean isMet() {
      return worst.isPresent() && !target.isMissedBy(worst.get().value().value());
    }

    /** {@code met}, {@code missed by 12 %} or {@code not measured}. */
    String verdict() {
      if (worst.isEmpty()) {
        return "not measured";
      }
      double value = worst.get().value().value();
      double excess =
          target.sense == Sense.AT_MOST ? value / target.bound - 1 : target.bound / value - 1;
      String by = Numbers.short3(Math.abs(excess) * 100) + " %";
      String verdict = isMet() ? "met, with " + by + " to spare" : "missed by " + by;
      boolean isSure = Math.abs(value - target.bound) > worst.get().value().error();
      return isSure ? verdict : verdict + "; the error is larger than that";
    }
  }

  Outcome judge(Results results) {
    List<Figure> found = figures.apply(results);
    Comparator<Figure> byValue = Comparator.comparingDouble(figure -> figure.value().value());
    Optional<Figure> worst =
        sense == Sense.AT_MOST ? found.stream().max(byValue) : found.stream().min(byValue);
    return new Outcome(this, worst, found.size());
  }

  private boolean isMissedBy(double value) {
    return sense == Sense.AT_MOST ? value > bound : value < bound;
  }

  /** The bound with its sign. */
  String boundText() {
    return sense.sign + " " + Numbers.short3(bound);
  }

  // ---- the kinds of figures ----

  /** {@code benchmark} on each subject that {@code pattern} matches, over that on {@code to}. */
  static Function<Results, List<Figure>> ratio(String benchmark, String pattern, String to) {
    return ratio(benchmark, pattern, benchmark, to);
  }

  /** The same, over another benchmark. */
  static Function<Results, List<Figure>> ratio(
      String benchmark, String pattern, String other, String to) {
    return results -> {
      List<Figure> figures = new ArrayList<>();
      for (Measured above : results.matching(benchmark, pattern)) {
        results
            .of(other, to)
            .ifPresent(below -> figures.add(new Figure(named(above), Ratio.of(above, below))));
      }
      return figures;
    };
  }

  /** How many times slower {@code slow} is than each subject that {@code pattern} matches. */
  static Function<Results, List<Figure>> speedup(String benchmark, String pattern, String slow) {
    return results -> {
      List<Figure> figures = new ArrayList<>();
      for (Measured fast : results.matching(benchmark, pattern)) {
        results
            .of(benchmark, slow)
            .ifPresent(peer -> figures.add(new Figure(named(fast), Ratio.of(peer, fast))));
      }
      return figures;
    };
  }

  /** The figures themselves, divided by {@code scale}. */
  static Function<Results, List<Figure>> value(String benchmark, String pattern, double scale) {
    return results ->
        results.matching(benchmark, pattern).stream()
            .map(
                each ->
                    new Figure(
                        named(each),
                        new Ratio(
                            each.score() / scale, each.relativeError() * each.score() / scale)))
            .toList();
  }

  /** All of several kinds. */
  @SafeVarargs
  static Function<Results, List<Figure>> all(Function<Results, List<Figure>>... kinds) {
    return results -> {
      List<Figure> figures = new ArrayList<>();
      for (Function<Results, List<Figure>> kind : kinds) {
        figures.addAll(kind.apply(results));
      }
      return figures;
    };
  }

  private static String named(Measured measured) {
    return measured.subject().isEmpty()
        ? measured.benchmark()
        : measured.benchmark() + ", " + measured.subject();
  }
}
