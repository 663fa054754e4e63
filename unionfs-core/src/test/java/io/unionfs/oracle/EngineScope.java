package io.unionfs.oracle;

import io.unionfs.oracle.Flags.OpenFlags;
import io.unionfs.oracle.Flags.XattrFlags;
import java.util.List;

/** What the engine has no words for, and so is not asked of it. */
final class EngineScope {
  private static final int BOTH = XattrFlags.CREATE | XattrFlags.REPLACE;

  private EngineScope() {}

  /** The scenario without the steps that cannot be said. */
  static Scenario within(Scenario scenario) {
    List<Step> steps = scenario.steps().stream().filter(step -> canSay(step.op())).toList();
    return new Scenario(scenario.stack(), scenario.options(), steps);
  }

  private static boolean canSay(Op op) {
    // O_PATH opens nothing; two flags of setxattr(2) that exclude each other always fail.
    if (op instanceof Op.SetXattr set) {
      return !set.flags().has(BOTH);
    }
    OpenFlags flags =
        op instanceof Op.Open open
            ? open.flags()
            : op instanceof Op.OpenFd open ? open.flags() : new OpenFlags(0);
    return !flags.has(OpenFlags.O_PATH);
  }
}
