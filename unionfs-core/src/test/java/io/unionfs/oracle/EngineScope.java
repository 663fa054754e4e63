package io.unionfs.oracle;

import java.util.List;
import java.util.Set;

/** What of the kernel's the engine has today. Everything that is left out is left out here. */
final class EngineScope {
  private static final Set<Class<? extends Op>> NO_CALL = Set.of();

  private EngineScope() {}

  /** Whether the engine can be mounted so. */
  static boolean supports(MountOptions options) {
    return true;
  }

  /** Whether the engine can be given all of it but single steps. */
  static boolean supports(Scenario scenario) {
    return supports(scenario.options())
        && scenario.steps().stream()
            .allMatch(s -> !(s.op() instanceof Op.RemountWith r) || supports(r.options()));
  }

  /** A scenario without the steps that the engine has no call for. */
  static Scenario within(Scenario scenario) {
    List<Step> steps =
        scenario.steps().stream().filter(s -> !NO_CALL.contains(s.op().getClass())).toList();
    return new Scenario(scenario.stack(), scenario.options(), steps);
  }

  static IllegalStateException outside(Record what) {
    return new IllegalStateException("the engine has no " + Text.keyword(what.getClass()));
  }
}
