package io.unionfs.oracle;

import io.unionfs.oracle.MountOptions.Index;
import io.unionfs.oracle.MountOptions.Marks;
import io.unionfs.oracle.MountOptions.Metacopy;
import io.unionfs.oracle.MountOptions.RedirectDir;
import io.unionfs.oracle.MountOptions.Xino;
import java.util.List;
import java.util.Set;

/** What of the kernel's the engine has today. Everything that is left out is left out here. */
final class EngineScope {
  private static final Set<Class<? extends Op>> NO_CALL =
      Set.of(
          Op.SetXattrFd.class,
          Op.GetXattrFd.class,
          Op.ListXattrFd.class,
          Op.ReaddirFd.class,
          Op.Statfs.class);

  private EngineScope() {}

  /** Whether the engine can be mounted so. */
  static boolean supports(MountOptions options) {
    return options.redirectDir() != RedirectDir.ON
        && options.index() == Index.OFF
        && options.metacopy() == Metacopy.OFF
        && options.xino() != Xino.ON
        && options.marks() == Marks.TRUSTED;
  }

  /** Whether the engine can be given all of it but single steps. */
  static boolean supports(Scenario scenario) {
    return supports(scenario.options())
        && !scenario.stack().leads()
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
