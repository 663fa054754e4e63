package io.unionfs.oracle;

import io.unionfs.oracle.MountOptions.Index;
import io.unionfs.oracle.MountOptions.Marks;
import io.unionfs.oracle.MountOptions.Metacopy;
import io.unionfs.oracle.MountOptions.RedirectDir;
import io.unionfs.oracle.MountOptions.Xino;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What of the kernel's the engine has today. Everything that is left out is left out here. */
final class EngineScope {
  private static final Set<Class<? extends Op>> NO_CALL =
      Set.of(
          // OpenFile.sync() answers OK where fsync(2) says EBADF or EINVAL.
          Op.FsyncFd.class,
          Op.SetXattrFd.class,
          Op.GetXattrFd.class,
          Op.ListXattrFd.class,
          Op.ReaddirFd.class,
          Op.Statfs.class);

  /** Names whose values are checked, or which get too long when they are escaped. */
  private static final Predicate<String> NO_XATTR =
      name ->
          name.equals(LayerGenerator.CAPABILITY)
              || (name.startsWith("trusted.overlay.") && name.length() > 247);

  private EngineScope() {}

  /** Whether the engine can be mounted so. */
  static boolean supports(MountOptions options) {
    return options.redirectDir() != RedirectDir.ON
        && options.index() == Index.OFF
        && options.metacopy() == Metacopy.OFF
        && options.xino() != Xino.ON
        && options.marks() == Marks.TRUSTED;
  }

  private static boolean supports(Scenario scenario) {
    return supports(scenario.options())
        && !scenario.stack().leads()
        && !holdsCapability(scenario.stack())
        && scenario.steps().stream()
            .allMatch(s -> !(s.op() instanceof Op.RemountWith r) || supports(r.options()));
  }

  /** chown(2) takes the capabilities of a file away, which the engine does not. */
  private static boolean holdsCapability(Stack stack) {
    return stack.lowers().stream()
        .flatMap(layer -> layer.entries().stream())
        .map(LayerEntry::ownMeta)
        .anyMatch(m -> m != null && m.xattrs().containsKey(LayerGenerator.CAPABILITY));
  }

  /**
   * A scenario without the steps that the engine has no call for; null if it cannot be mounted so.
   */
  static Scenario within(Scenario scenario) {
    if (!supports(scenario)) {
      return null;
    }
    return withCalls(scenario);
  }

  /** A scenario without the steps that the engine has no call for. */
  static Scenario withCalls(Scenario scenario) {
    List<Step> steps = scenario.steps().stream().filter(s -> !lacks(s.op())).toList();
    return new Scenario(scenario.stack(), scenario.options(), steps);
  }

  private static boolean lacks(Op op) {
    return NO_CALL.contains(op.getClass())
        || (op instanceof Op.SetXattr set && NO_XATTR.test(set.name()))
        || (op instanceof Op.GetXattr get && NO_XATTR.test(get.name()))
        || (op instanceof Op.RemoveXattr remove && NO_XATTR.test(remove.name()));
  }

  static IllegalStateException outside(Record what) {
    return new IllegalStateException("the engine has no " + Text.keyword(what.getClass()));
  }
}
