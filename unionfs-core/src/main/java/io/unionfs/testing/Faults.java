package io.unionfs.testing;

import io.unionfs.fault.FaultPlan;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What shall go wrong in a union while the test runs.
 *
 * @param plan disarmed when the union is mounted
 * @param answering who is named if a fault never came; empty if another union answers for the plan
 */
record Faults(Optional<FaultPlan> plan, Optional<String> answering) {
  static final Faults NONE = new Faults(Optional.empty(), Optional.empty());

  static Faults of(FaultRules rules, Element element, ExtensionContext context) {
    if (rules.rules().isEmpty()) {
      return NONE;
    }
    // Constructors of all tests have the context of the class.
    return rules.reach() == FaultRules.Reach.UNION || element.isOfConstructor()
        ? new Faults(Optional.of(rules.plan(element)), Optional.of(element.label()))
        : SharedFaults.of(context).faults(rules, element, context);
  }

  void arm() {
    plan.ifPresent(FaultPlan::arm);
  }

  void disarm() {
    plan.ifPresent(FaultPlan::disarm);
  }

  /**
   * Fails where a fault never came.
   *
   * @throws AssertionError that says which
   */
  void check() {
    if (plan.isEmpty() || answering.isEmpty()) {
      return;
    }
    try {
      plan.get().assertAllFired();
    } catch (AssertionError e) {
      throw new AssertionError(answering.get() + ": " + e.getMessage(), e);
    }
  }
}
