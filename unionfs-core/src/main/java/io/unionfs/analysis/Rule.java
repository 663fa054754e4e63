package io.unionfs.analysis;

import io.unionfs.analysis.Metric.Family;
import io.unionfs.layer.Names;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence about an image that holds or does not: {@code efficiency>=0.95}, {@code
 * deadBytes<20MB}, {@code secrets==0}. Immutable.
 */
public final class Rule {
  private static final int LONGEST = 200;
  private static final Pattern FORM =
      Pattern.compile("\\s*([A-Za-z.]{1,40})\\s*(>=|<=|==|!=|=|>|<)\\s*(\\S.*?)\\s*");

  private final String text;
  private final Metric metric;
  private final Relation relation;
  private final BigDecimal threshold;

  private enum Relation {
    AT_LEAST,
    AT_MOST,
    MORE,
    LESS,
    EQUAL,
    OTHER;

    static Relation of(String sign) {
      return switch (sign) {
        case ">=" -> AT_LEAST;
        case "<=" -> AT_MOST;
        case ">" -> MORE;
        case "<" -> LESS;
        case "!=" -> OTHER;
        default -> EQUAL;
      };
    }

    boolean holds(int comparison) {
      return switch (this) {
        case AT_LEAST -> comparison >= 0;
        case AT_MOST -> comparison <= 0;
        case MORE -> comparison > 0;
        case LESS -> comparison < 0;
        case EQUAL -> comparison == 0;
        case OTHER -> comparison != 0;
      };
    }
  }

  /** Whether a rule holds. */
  public enum Outcome {
    PASSED,
    FAILED
  }

  /**
   * What came of a rule.
   *
   * @param rule the rule
   * @param outcome whether it holds
   * @param value the image's figure, exact; infinite for dive's share of nothing
   * @param culprits if it failed, what weighs most
   */
  public record Result(Rule rule, Outcome outcome, double value, List<Culprit> culprits) {
    /** The figure as text: {@code 0.75}, {@code 7000}. */
    public String valueText() {
      return rule.metric().text(value);
    }
  }

  private Rule(String text, Metric metric, Relation relation, BigDecimal threshold) {
    this.text = text;
    this.metric = metric;
    this.relation = relation;
    this.threshold = threshold;
  }

  /**
   * Reads {@code METRIC OP NUMBER}: operators {@code >= <= > < == = !=}; bytes with a unit ({@code
   * 20MB}, {@code 20MiB}), shares as {@code 0.05} or {@code 5%}.
   *
   * @param family what {@code efficiency}, {@code wastedBytes} and {@code wastedPercent} mean
   * @throws IllegalArgumentException if it is no rule; the message is one line
   */
  public static Rule parse(String text, Family family) {
    Matcher matcher = FORM.matcher(text);
    if (text.length() > LONGEST || !matcher.matches()) {
      throw new IllegalArgumentException(
          "\""
              + Names.display(text)
              + "\" is no rule: expected METRIC OP NUMBER, such as efficiency>=0.95");
    }
    Metric metric =
        Metric.named(matcher.group(1), family)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no metric \"" + matcher.group(1) + "\"; there are " + metrics()));
    BigDecimal threshold;
    try {
      threshold =
          switch (metric.unit()) {
            case BYTES -> Quantity.bytes(matcher.group(3));
            case COUNT -> Quantity.count(matcher.group(3));
            case RATIO -> Quantity.ratio(matcher.group(3));
          };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "rule \"" + Names.display(text.strip()) + "\": " + e.getMessage(), e);
    }
    return new Rule(text.strip(), metric, Relation.of(matcher.group(2)), threshold);
  }

  /** A rule that dive's key {@code text} states: at least for MORE, at most for LESS. */
  static Rule ofDive(String text, Metric metric, BigDecimal threshold) {
    Relation relation =
        metric.better() == Metric.Better.MORE ? Relation.AT_LEAST : Relation.AT_MOST;
    return new Rule(text, metric, relation, threshold);
  }

  private static String metrics() {
    StringBuilder all = new StringBuilder("efficiency, wastedBytes, wastedPercent");
    for (Metric each : Metric.values()) {
      all.append(", ").append(each.word());
    }
    return all.toString();
  }

  /** The rule as it was given. */
  public String text() {
    return text;
  }

  /** What it is about. */
  public Metric metric() {
    return metric;
  }

  /** Holds the rule against an image. */
  public Result check(Analysis analysis) {
    double value = metric.of(analysis);
    int comparison =
        Double.isInfinite(value) ? 1 : new BigDecimal(value).compareTo(exact(threshold));
    Outcome outcome = relation.holds(comparison) ? Outcome.PASSED : Outcome.FAILED;
    List<Culprit> culprits = outcome == Outcome.PASSED ? List.of() : Culprit.of(metric, analysis);
    return new Result(this, outcome, value, culprits);
  }

  /** A share is compared as the binary fraction nearest to it, as the figure itself is one. */
  private BigDecimal exact(BigDecimal number) {
    return metric.unit() == Metric.Unit.RATIO ? new BigDecimal(number.doubleValue()) : number;
  }

  @Override
  public String toString() {
    return text;
  }
}
