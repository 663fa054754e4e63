package io.unionfs.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes a {@link FaultPlan}, rule by rule. Each begins with {@code on} and ends with what is to
 * happen. Not safe for use by many threads.
 */
public final class FaultPlanBuilder {
  private final List<Rule> rules = new ArrayList<>();

  FaultPlanBuilder() {}

  /** Begins a rule for any of {@code points}. */
  public RuleBuilder on(FaultPoint first, FaultPoint... more) {
    return new RuleBuilder(this, EnumSet.of(first, more));
  }

  /** Begins a rule for any of {@code points}. */
  public RuleBuilder on(Collection<FaultPoint> points) {
    return new RuleBuilder(this, EnumSet.copyOf(points));
  }

  /** Begins a rule for all points of {@code area}. */
  public RuleBuilder on(FaultPoint.Area area) {
    return on(area.points());
  }

  /** The plan, armed. */
  public FaultPlan build() {
    return new FaultPlan(rules);
  }

  /** One rule. Without further words it fires at the first call, whatever the path. */
  public static final class RuleBuilder {
    private final FaultPlanBuilder plan;
    private final Set<FaultPoint> points;
    private PathPattern paths;
    private Calls calls = new Calls.Nth(1);

    private RuleBuilder(FaultPlanBuilder plan, Set<FaultPoint> points) {
      this.plan = plan;
      this.points = points;
    }

    /**
     * Only for steps about a path of the union that matches {@code pattern}: {@code glob:} or
     * {@code regex:}, as {@link java.nio.file.FileSystem#getPathMatcher} has them.
     *
     * @throws IllegalArgumentException if it is neither, or malformed
     */
    public RuleBuilder path(String pattern) {
      paths = PathPattern.parse(pattern);
      return this;
    }

    /**
     * Only for steps about a path of the union that {@code test} accepts.
     *
     * <p>It is asked at every step at one of the rule's points, by many threads at once, while the
     * mount's locks are held: it must not use the mount, and not wait for another thread that does.
     * It may ask the plan. When it throws an exception, or an {@code AssertionError}, the step
     * fails with EIO, and {@link FaultPlan#assertAllFired} tells.
     */
    public RuleBuilder path(Predicate<String> test) {
      paths = new PathPattern("paths by a predicate", Objects.requireNonNull(test));
      return this;
    }

    /** Only at the {@code n}th call that matches, counted from 1. */
    public RuleBuilder call(long n) {
      calls = new Calls.Nth(positive(n));
      return this;
    }

    /** At the {@code n}th call that matches, counted from 1, and at all after it. */
    public RuleBuilder from(long n) {
      calls = new Calls.From(positive(n));
      return this;
    }

    /** At every call that matches. */
    public RuleBuilder always() {
      return from(1);
    }

    /**
     * At each call that matches with {@code probability}, 0 to 1; the same calls with the same
     * {@code seed}, if they come in the same order.
     */
    public RuleBuilder chance(double probability, long seed) {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException(probability + " is no probability");
      }
      calls = new Calls.Chance(probability, seed);
      return this;
    }

    /** The step is not done, and fails with {@code code}. */
    public FaultPlanBuilder fail(ErrorCode code) {
      return add(new Effect.Fail(Objects.requireNonNull(code)));
    }

    /**
     * Only the first {@code bytes} bytes are written, where more were to be. A write says that it
     * wrote so many, or fails with {@code then} when that is none; a copy-up fails.
     *
     * @throws IllegalArgumentException if {@code bytes} is negative, or no data is written at one
     *     of the points
     */
    public FaultPlanBuilder writeShort(int bytes, ErrorCode then) {
      for (FaultPoint point : points) {
        if (!point.writesData()) {
          throw new IllegalArgumentException("no data is written at " + point);
        }
      }
      if (bytes < 0) {
        throw new IllegalArgumentException(bytes + " bytes cannot be written");
      }
      return add(new Effect.WriteShort(bytes, Objects.requireNonNull(then)));
    }

    /** The step is done after {@code time}, or at once when its thread is interrupted. */
    public FaultPlanBuilder delay(Duration time) {
      if (time.isNegative()) {
        throw new IllegalArgumentException(time + " is negative");
      }
      return add(new Effect.Delay(time));
    }

    private FaultPlanBuilder add(Effect effect) {
      plan.rules.add(new Rule(Set.copyOf(points), paths, calls, effect));
      return plan;
    }

    private static long positive(long n) {
      if (n < 1) {
        throw new IllegalArgumentException("calls are counted from 1, not " + n);
      }
      return n;
    }
  }
}
