package io.unionfs.testing;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPlanBuilder;
import io.unionfs.fault.FaultPlanBuilder.RuleBuilder;
import io.unionfs.fault.FaultPoint;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What annotations say of faults.
 *
 * @param rules those of the nearest place that has any, perhaps none
 */
record FaultRules(List<FaultAt> rules, Reach reach) {
  /** Whose calls are counted together, and where a fault may come. */
  enum Reach {
    /** That of the element on which they stand. */
    UNION,
    /** All of the test or class that they describe. */
    ALL_UNIONS
  }

  static FaultRules of(Places places) {
    return new FaultRules(
        places.nearestAll(FaultAt.class),
        places.isNearest(FaultAt.class) ? Reach.UNION : Reach.ALL_UNIONS);
  }

  /** Their plan, not yet armed. */
  FaultPlan plan(Element element) {
    FaultPlanBuilder builder = FaultPlan.builder();
    for (FaultAt fault : rules) {
      try {
        add(builder, fault);
      } catch (IllegalArgumentException e) {
        throw element.failure("@FaultAt: " + e.getMessage(), e);
      }
    }
    FaultPlan plan = builder.build();
    plan.disarm();
    return plan;
  }

  private static void add(FaultPlanBuilder plan, FaultAt fault) {
    Set<FaultPoint> points = EnumSet.noneOf(FaultPoint.class);
    points.addAll(List.of(fault.value()));
    for (FaultPoint.Area area : fault.area()) {
      points.addAll(area.points());
    }
    if (points.isEmpty()) {
      throw new IllegalArgumentException("no point is named, nor an area");
    }
    RuleBuilder rule = plan.on(points);
    if (!fault.path().isEmpty()) {
      rule.path(fault.path());
    }
    if (fault.call() != 0 && fault.from() != 0) {
      throw new IllegalArgumentException("call and from exclude each other: leave one out");
    }
    if (fault.call() != 0) {
      rule.call(fault.call());
    } else if (fault.from() != 0) {
      rule.from(fault.from());
    }
    if (fault.delayMillis() != 0 && fault.writeShort() != -1) {
      throw new IllegalArgumentException("delayMillis and writeShort are two faults: make it two");
    }
    if (fault.delayMillis() != 0) {
      rule.delay(Duration.ofMillis(fault.delayMillis()));
    } else if (fault.writeShort() != -1) {
      rule.writeShort(fault.writeShort(), fault.fail());
    } else {
      rule.fail(fault.fail());
    }
  }
}
