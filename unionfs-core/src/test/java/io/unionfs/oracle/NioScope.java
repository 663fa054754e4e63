package io.unionfs.oracle;

import io.unionfs.oracle.LayerEntry.Directory;
import io.unionfs.oracle.LayerEntry.OpaqueDirectory;
import java.util.ArrayList;
import java.util.List;

/**
 * Scenarios in which the union means to answer as the default provider does on the kernel's mount.
 *
 * <p>They are without whiteouts in directories that are not merged: the kernel lists those, which
 * Java programs see and the union does not show (a deviation). At the level of system calls the
 * oracle leaves such names out of listings; a program that walks or moves a directory trips over
 * them.
 */
final class NioScope {
  private NioScope() {}

  static Scenario within(Scenario scenario) {
    List<LayerSpec> layers = new ArrayList<>();
    for (LayerSpec layer : scenario.stack().lowers()) {
      List<LayerEntry> kept =
          layer.entries().stream()
              .filter(
                  entry -> !entry.isWhiteout() || isMerged(layers, layer.entries(), entry.parent()))
              .toList();
      layers.add(new LayerSpec(kept));
    }
    List<Step> steps = scenario.steps().stream().filter(NioScope::isWithin).toList();
    return new Scenario(scenario.stack().withLowers(layers), scenario.options(), steps);
  }

  /**
   * After 17 the default provider passes O_NOFOLLOW where the mode of a new file belongs, and so
   * changes the permissions of what a link leads to though it is told not to follow it.
   */
  private static boolean isWithin(Step step) {
    return Runtime.version().feature() == 17
        || !(step.op() instanceof NioOp.SetPermissions set && set.follow() == Op.Follow.NOFOLLOW);
  }

  /** Whether {@code path} is surely merged with a directory below, by being one all the way. */
  private static boolean isMerged(List<LayerSpec> below, List<LayerEntry> own, String path) {
    boolean somewhere = false;
    for (LayerSpec layer : below) {
      for (String at = path; at != null; at = parent(at)) {
        LayerEntry entry = at(layer.entries(), at);
        if (entry != null && !(entry instanceof Directory)) {
          return false;
        }
        somewhere |= entry != null && at.equals(path);
      }
    }
    for (String at = path; at != null; at = parent(at)) {
      if (at(own, at) instanceof OpaqueDirectory) {
        return false;
      }
    }
    return somewhere;
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return path.isEmpty() ? null : slash < 0 ? "" : path.substring(0, slash);
  }

  private static LayerEntry at(List<LayerEntry> entries, String path) {
    return entries.stream().filter(e -> e.path().equals(path)).findFirst().orElse(null);
  }
}
