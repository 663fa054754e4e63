package io.unionfs.testing;

import io.unionfs.fault.FaultPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The fault plans that several unions of a test, or of a class, have together. Safe for use by many
 * threads.
 */
final class SharedFaults {
  private static final String KEY = "faults";

  private final Map<List<FaultAt>, FaultPlan> plans = new HashMap<>(); // guarded by this

  private SharedFaults() {}

  /** Those of {@code context}. */
  static SharedFaults of(ExtensionContext context) {
    return Contexts.get(context, KEY, SharedFaults.class, SharedFaults::new);
  }

  /** The first union that has such rules answers for them. */
  synchronized Faults faults(FaultRules rules, Element element, ExtensionContext context) {
    FaultPlan known = plans.get(rules.rules());
    if (known != null) {
      known.disarm(); // while it is mounted
      return new Faults(Optional.of(known), Optional.empty());
    }
    FaultPlan made = rules.plan(element);
    plans.put(rules.rules(), made);
    return new Faults(Optional.of(made), Optional.of(Element.testName(context)));
  }
}
