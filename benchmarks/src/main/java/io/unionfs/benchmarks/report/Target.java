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

  /** What can be said of a target. */
  enum Verdict {
    /** Every figure is on the right side of the bound, by more than its error. */
    MET,
    /** A figure is on the wrong side, by more than its error. */
    MISSED,
    /** Neither: an error reaches over the bound, or is not known. */
    NOT_SETTLED,
    /** There is no figure. */
    NOT_MEASURED
  }

  /**
   * How it came out.
   *
   * @param worst the figure that decides: of those that make the verdict, the one furthest on the
   *     wrong side of the bound
   */
  record Outcome(Target target, Verdict verdict, Optional<Figure> worst, int measured) {

    /** {@code met, with 12 % to spare}, {@code missed by 12 %} and so on. */
    String text() {
      if (worst.isEmpty()) {
        return "not measured";
      }
      Ratio value = worst.get().value();
      double excess =
          target.sense == Sense.AT_MOST
              ? value.value() / target.bound - 1
              : target.bound / value.value() - 1;
      String by = Numbers.short3(Math.abs(excess) * 100) + " %";
      String why =
          Double.isNaN(value.error()) ? "there is no error" : "the error is larger than the gap";
      return switch (verdict) {
        case MET -> "met, with " + by + " to spare";
        case MISSED -> "missed by " + by;
        default -> "not settled: " + by + (excess > 0 ? " beyond, " : " to spare, ") + why;
      };
    }
  }

  Outcome judge(Results results) {
    List<Figure> found = figures.apply(results);
    if (found.isEmpty()) {
      return new Outcome(this, Verdict.NOT_MEASURED, Optional.empty(), 0);
    }
    for (Verdict verdict : List.of(Verdict.MISSED, Verdict.NOT_SETTLED, Verdict.MET)) {
      Optional<Figure> worst =
          found.stream().filter(each -> of(each.value()) == verdict).max(byBadness());
      if (worst.isPresent()) {
        return new Outcome(this, verdict, worst, found.size());
      }
    }
    throw new AssertionError("each figure has one of these");
  }

  private Verdict of(Ratio value) {
    if (!value.isApartFrom(bound)) {
      return Verdict.NOT_SETTLED;
    }
    return isMissedBy(value.value()) ? Verdict.MISSED : Verdict.MET;
  }

  private Comparator<Figure> byBadness() {
    Comparator<Figure> byValue = Comparator.comparingDouble(figure -> figure.value().value());
    return sense == Sense.AT_MOST ? byValue : byValue.reversed();
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
                        named(each), new Ratio(each.score() / scale, each.relativeError(), 0)))
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
