package io.unionfs.analysis;

import io.unionfs.layer.Digest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An image held against an older one: whether it is worse, in which figures, and what made it so.
 *
 * @param old the older image's name
 * @param figures every figure that can be better or worse, in the order of {@link Metric}
 */
public record Comparison(String old, List<Figure> figures) {
  private static final int MOST = 5;
  private static final Set<Metric> DEAD =
      Set.of(Metric.EFFICIENCY, Metric.DEAD_BYTES, Metric.DEAD_PERCENT);

  public Comparison {
    figures = List.copyOf(figures);
  }

  /** How a figure changed. */
  public enum Trend {
    BETTER,
    SAME,
    /**
     * Worse, but no more than is tolerated; or a share that rose though there are no more bytes.
     */
    TOLERATED,
    WORSE
  }

  /**
   * A figure of both images.
   *
   * @param metric which
   * @param before the older image's
   * @param now this image's
   * @param trend how it changed
   * @param culprits where it is worse, what is new in it, the worst first
   */
  public record Figure(
      Metric metric, double before, double now, Trend trend, List<Culprit> culprits) {
    public Figure {
      culprits = List.copyOf(culprits);
    }

    /** The older figure as text. */
    public String beforeText() {
      return metric.text(before);
    }

    /** This image's figure as text. */
    public String nowText() {
      return metric.text(now);
    }
  }

  /**
   * How much worse a figure may be.
   *
   * @param share of the older image's size, for figures in bytes; as it is, for shares
   * @param bytes for figures in bytes, beside {@code share}
   */
  public record Tolerance(double share, long bytes) {
    /** None. */
    public static final Tolerance NONE = new Tolerance(0, 0);

    /**
     * Reads {@code 5%} or {@code 1MB}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Tolerance parse(String text) {
      if (Quantity.isPercentage(text)) {
        return new Tolerance(Quantity.ratio(text).doubleValue(), 0);
      }
      BigDecimal bytes = Quantity.bytes(text);
      return new Tolerance(0, bytes.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue());
    }

    boolean covers(Metric metric, long oldSize, double worseBy) {
      return switch (metric.unit()) {
        // A secret more is never to be tolerated.
        case COUNT -> false;
        case RATIO -> worseBy <= share;
        case BYTES -> worseBy <= bytes || worseBy <= share * oldSize;
      };
    }
  }

  /** Holds {@code now} against {@code before}. */
  public static Comparison of(Analysis before, Analysis now, Tolerance tolerance) {
    List<Figure> figures = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      if (metric.better() != Metric.Better.NEITHER) {
        figures.add(figure(metric, before, now, tolerance));
      }
    }
    return new Comparison(before.name(), figures);
  }

  /** Whether a figure is worse than is tolerated. */
  public boolean isRegression() {
    return figures.stream().anyMatch(figure -> figure.trend() == Trend.WORSE);
  }

  private static Figure figure(Metric metric, Analysis before, Analysis now, Tolerance tolerance) {
    double old = metric.of(before);
    double current = metric.of(now);
    int order = Double.compare(current, old);
    double worseBy = metric.better() == Metric.Better.LESS ? current - old : old - current;
    Trend trend;
    if (order == 0) {
      trend = Trend.SAME;
    } else if (worseBy < 0) {
      trend = Trend.BETTER;
    } else if (metric.amount() != metric && isNoMore(metric.amount(), before, now)) {
      trend = Trend.TOLERATED;
    } else {
      trend = tolerance.covers(metric, before.size(), worseBy) ? Trend.TOLERATED : Trend.WORSE;
    }
    boolean worse = trend == Trend.WORSE || trend == Trend.TOLERATED;
    return new Figure(metric, old, current, trend, worse ? news(metric, before, now) : List.of());
  }

  private static boolean isNoMore(Metric amount, Analysis before, Analysis now) {
    return amount.of(now) <= amount.of(before);
  }

  /** What of {@code now} weighs in {@code metric} and did not before. */
  private static List<Culprit> news(Metric metric, Analysis before, Analysis now) {
    if (metric == Metric.SIZE) {
      Set<Digest> known = new HashSet<>();
      before.layers().forEach(layer -> known.add(layer.diffId()));
      return Culprit.all(metric, now)
          .filter(culprit -> !known.contains(now.layers().get(culprit.layer()).diffId()))
          .limit(MOST)
          .toList();
    }
    if (DEAD.contains(metric)) {
      return newDebts(before, now);
    }
    Map<List<String>, Long> known = new HashMap<>();
    Culprit.all(metric, before)
        .forEach(each -> known.merge(key(each), Math.max(1, each.bytes()), Long::sum));
    List<Culprit> news = new ArrayList<>();
    Culprit.all(metric, now)
        .forEach(
            each -> {
              long weight = Math.max(1, each.bytes());
              long rest = known.merge(key(each), -weight, Long::sum);
              if (rest < 0) {
                news.add(each);
              }
            });
    return news.subList(0, Math.min(MOST, news.size()));
  }

  /** Files that are dead now and were not, by who wrote and who killed them. */
  private static List<Culprit> newDebts(Analysis before, Analysis now) {
    Map<List<Object>, Integer> known = new HashMap<>();
    for (DeadFile file : before.payers().files()) {
      known.merge(List.of(file.path(), file.bytes()), 1, Integer::sum);
    }
    List<DeadFile> dead = new ArrayList<>();
    for (DeadFile file : now.payers().files()) {
      if (known.merge(List.of(file.path(), file.bytes()), -1, Integer::sum) < 0) {
        dead.add(file);
      }
    }
    List<String> instructions = now.layers().stream().map(LayerCost::instruction).toList();
    return new Payers(dead, instructions).debts().stream().map(Culprit::of).limit(MOST).toList();
  }

  /** The same thing in two images may be in layers of other numbers. */
  private static List<String> key(Culprit culprit) {
    return List.of(culprit.what(), culprit.why());
  }
}
