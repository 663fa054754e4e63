package io.unionfs.testing;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPlanBuilder;
import io.unionfs.fault.FaultPlanBuilder.RuleBuilder;
import io.unionfs.fault.FaultPoint;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.Quota;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What annotations say of the union of an element.
 *
 * @param image what lies at the bottom
 * @param lowers what lies on that, the bottom one first
 * @param options as {@code mount -o} takes them
 * @param faults the rules of a plan, perhaps none
 */
record Description(
    Optional<Image> image,
    List<Lower> lowers,
    Optional<String> options,
    Optional<Quota> quota,
    Optional<InstantSource> clock,
    Optional<String> user,
    List<FaultAt> faults) {

  static Description of(Element element) {
    Places places = element.places();
    return new Description(
        places.nearest(Image.class),
        places.nearestAll(Lower.class),
        places.nearest(MountOptions.class).map(MountOptions::value),
        places.nearest(WithQuota.class).map(each -> quota(element, each)),
        places.nearest(FixedClock.class).map(each -> clock(element, each)),
        places.nearest(AsUser.class).map(AsUser::value),
        places.nearestAll(FaultAt.class));
  }

  private static Quota quota(Element element, WithQuota asked) {
    try {
      return new Quota(asked.bytes(), asked.inodes());
    } catch (IllegalArgumentException e) {
      throw element.failure("@WithQuota: " + e.getMessage(), e);
    }
  }

  private static InstantSource clock(Element element, FixedClock asked) {
    try {
      return Clock.fixed(Instant.parse(asked.value()), ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw element.failure(
          "@FixedClock(\"" + asked.value() + "\") is no time: write it as 2024-02-29T12:00:00Z", e);
    }
  }

  /** Adds the options, the quota and the clock. */
  void configure(Element element, UnionFileSystemBuilder builder) {
    quota.ifPresent(builder::quota);
    clock.ifPresent(builder::clock);
    options.ifPresent(
        text -> {
          try {
            builder.options(text);
          } catch (IllegalArgumentException e) {
            throw element.failure("@MountOptions(\"" + text + "\"): " + e.getMessage(), e);
          }
        });
  }

  /** The plan of the faults, not yet armed; null where there are none. */
  FaultPlan plan(Element element) {
    if (faults.isEmpty()) {
      return null;
    }
    FaultPlanBuilder builder = FaultPlan.builder();
    for (FaultAt fault : faults) {
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
