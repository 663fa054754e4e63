package io.unionfs.analysis;

import io.unionfs.analysis.Privileged.Right;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** A figure of an image that rules speak of and images are compared by. */
public enum Metric {
  EFFICIENCY("exact.efficiency", Unit.RATIO, Better.MORE, Analysis::efficiency),
  DEAD_BYTES("deadBytes", Unit.BYTES, Better.LESS, Analysis::deadBytes),
  DEAD_PERCENT("deadPercent", Unit.RATIO, Better.LESS, Analysis::deadPercent),
  DIVE_EFFICIENCY("dive.efficiency", Unit.RATIO, Better.MORE, a -> a.dive().efficiency()),
  DIVE_WASTED_BYTES("dive.wastedBytes", Unit.BYTES, Better.LESS, a -> a.dive().wastedBytes()),
  DIVE_WASTED_PERCENT("dive.wastedPercent", Unit.RATIO, Better.LESS, Metric::diveWastedPercent),
  SIZE("size", Unit.BYTES, Better.LESS, Analysis::size),
  LIVE_BYTES("liveBytes", Unit.BYTES, Better.NEITHER, Analysis::liveBytes),
  LAYERS("layers", Unit.COUNT, Better.NEITHER, a -> a.layers().size()),
  FILES(
      "files",
      Unit.COUNT,
      Better.NEITHER,
      a -> a.layers().stream().mapToLong(LayerCost::files).sum()),
  SETUID("setuid", Unit.COUNT, Better.LESS, a -> count(a, Right.SETUID, Right.SETGID)),
  CAPABILITIES("capabilities", Unit.COUNT, Better.LESS, a -> count(a, Right.CAPABILITIES)),
  WORLD_WRITABLE("worldWritable", Unit.COUNT, Better.LESS, a -> count(a, Right.WORLD_WRITABLE)),
  SECRETS("secrets", Unit.COUNT, Better.LESS, a -> a.secrets().size()),
  LEFTOVERS("leftovers", Unit.COUNT, Better.NEITHER, a -> a.leftovers().size()),
  LEFTOVER_BYTES(
      "leftoverBytes",
      Unit.BYTES,
      Better.LESS,
      a -> a.leftovers().stream().mapToLong(Leftover::bytes).sum()),
  DUPLICATES("duplicates", Unit.COUNT, Better.NEITHER, a -> a.duplicates().groups().size()),
  DUPLICATE_BYTES("duplicateBytes", Unit.BYTES, Better.NEITHER, a -> a.duplicates().saved());

  /** What a figure counts. */
  public enum Unit {
    BYTES,
    COUNT,
    /** From 0 to 1. */
    RATIO
  }

  /** In which direction a figure is better. */
  enum Better {
    MORE,
    LESS,
    /** It tells nothing about quality by itself. */
    NEITHER
  }

  /** By which way to count {@code efficiency}, {@code wastedBytes}, {@code wastedPercent} are. */
  public enum Family {
    /** Dead bytes: what layers hold and nothing shows. */
    EXACT,
    /** dive's formulas. */
    DIVE
  }

  private final String word;
  private final Unit unit;
  private final Better better;
  private final ToDoubleFunction<Analysis> value;

  Metric(String word, Unit unit, Better better, ToDoubleFunction<Analysis> value) {
    this.word = word;
    this.unit = unit;
    this.better = better;
    this.value = value;
  }

  /** What it is called in rules and JSON. */
  public String word() {
    return word;
  }

  /** What it counts. */
  public Unit unit() {
    return unit;
  }

  Better better() {
    return better;
  }

  /**
   * The bytes of which a share is one, and which decide whether it is worse: it rises too when what
   * it is a share of shrinks. Others stand for themselves.
   */
  Metric amount() {
    return switch (this) {
      case EFFICIENCY, DEAD_PERCENT -> DEAD_BYTES;
      case DIVE_EFFICIENCY, DIVE_WASTED_PERCENT -> DIVE_WASTED_BYTES;
      default -> this;
    };
  }

  /** The figure of {@code analysis}; infinite for dive's share of nothing. */
  public double of(Analysis analysis) {
    return value.applyAsDouble(analysis);
  }

  /** The metric that {@code word} means where figures of {@code family} are meant. */
  static Optional<Metric> named(String word, Family family) {
    boolean dive = family == Family.DIVE;
    return switch (word) {
      case "efficiency" -> Optional.of(dive ? DIVE_EFFICIENCY : EFFICIENCY);
      case "wastedBytes" -> Optional.of(dive ? DIVE_WASTED_BYTES : DEAD_BYTES);
      case "wastedPercent" -> Optional.of(dive ? DIVE_WASTED_PERCENT : DEAD_PERCENT);
      case "exact.wastedBytes" -> Optional.of(DEAD_BYTES);
      case "exact.wastedPercent" -> Optional.of(DEAD_PERCENT);
      default -> Arrays.stream(values()).filter(each -> each.word.equals(word)).findAny();
    };
  }

  /** A figure as text for people and messages, exact: {@code 0.75}, {@code 7000}. */
  String text(double figure) {
    if (!Double.isFinite(figure)) {
      return "infinite";
    }
    return unit == Unit.RATIO
        ? BigDecimal.valueOf(figure).stripTrailingZeros().toPlainString()
        : Long.toString((long) figure);
  }

  /** Nothing of nothing is nothing, as dive shows it; something of nothing is infinite. */
  private static double diveWastedPercent(Analysis analysis) {
    double percent = analysis.dive().userWastedPercent();
    return Double.isNaN(percent) ? 0 : percent;
  }

  private static long count(Analysis analysis, Right... rights) {
    return analysis.privileged().stream()
        .filter(file -> Arrays.stream(rights).anyMatch(file.rights()::contains))
        .count();
  }
}
