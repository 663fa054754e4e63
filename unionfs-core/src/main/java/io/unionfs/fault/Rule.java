package io.unionfs.fault;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** One rule of a plan and its count, which the plan's monitor guards. */
final class Rule {
  private final Set<FaultPoint> points;

  /** Null for all paths, and for steps that are about none. */
  private final PathPattern paths;

  private final Calls calls;
  private final Effect effect;
  private SplittableRandom random;
  private long count;
  private long fired;

  Rule(Set<FaultPoint> points, PathPattern paths, Calls calls, Effect effect) {
    this.points = points;
    this.paths = paths;
    this.calls = calls;
    this.effect = effect;
    reset();
  }

  void reset() {
    count = 0;
    fired = 0;
    random = new SplittableRandom(calls.seedOrZero());
  }

  /** A new rule that says the same, and has counted nothing. */
  Rule fresh() {
    return new Rule(points, paths, calls, effect);
  }

  /** Whether a call matches; to be asked without the plan's monitor, for a predicate may wait. */
  boolean matches(FaultPoint point, List<String> about) {
    return points.contains(point) && (paths == null || about.stream().anyMatch(paths::matches));
  }

  /** Counts a call that matches; whether the rule fires at it. */
  boolean firesNow() {
    boolean fires = calls.fires(++count, random);
    if (fires) {
      fired++;
    }
    return fires;
  }

  Effect effect() {
    return effect;
  }

  long count() {
    return count;
  }

  boolean hasFired() {
    return fired > 0;
  }

  @Override
  public String toString() {
    String where = points.size() > 4 ? points.size() + " points" : points.toString();
    return "on " + where + (paths == null ? "" : " of " + paths) + ", " + calls + ": " + effect;
  }
}
