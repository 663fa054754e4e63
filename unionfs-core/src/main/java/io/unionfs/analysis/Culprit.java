package io.unionfs.analysis;

import io.unionfs.analysis.Privileged.Right;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Something that makes a figure worse.
 *
 * @param layer the ordinal of the layer that has it; -1 for none
 * @param what a path, a place, an instruction; secrets left out
 * @param why in a word or two: {@code deleted by layer 3}
 * @param bytes how much it weighs; 0 where that is not in bytes
 */
public record Culprit(int layer, String what, String why, long bytes) {
  private static final int MOST = 5;

  /** What weighs most in {@code metric} of {@code analysis}, the worst first. */
  static List<Culprit> of(Metric metric, Analysis analysis) {
    return all(metric, analysis).limit(MOST).toList();
  }

  /** All that makes up {@code metric}, the worst first. */
  static Stream<Culprit> all(Metric metric, Analysis analysis) {
    return switch (metric) {
      case EFFICIENCY, DEAD_BYTES, DEAD_PERCENT ->
          analysis.payers().debts().stream().map(Culprit::of);
      case DIVE_EFFICIENCY, DIVE_WASTED_BYTES, DIVE_WASTED_PERCENT ->
          analysis.dive().inefficient().stream()
              .map(
                  path ->
                      new Culprit(-1, path.path(), "in " + path.count() + " places", path.bytes()));
      case SIZE, LIVE_BYTES, LAYERS, FILES ->
          analysis.layers().stream()
              .sorted((a, b) -> Long.compare(b.size(), a.size()))
              .map(layer -> new Culprit(layer.ordinal(), layer.instruction(), "", layer.size()));
      case SETUID -> privileged(analysis, Set.of(Right.SETUID, Right.SETGID));
      case CAPABILITIES -> privileged(analysis, Set.of(Right.CAPABILITIES));
      case WORLD_WRITABLE -> privileged(analysis, Set.of(Right.WORLD_WRITABLE));
      case SECRETS ->
          analysis.secrets().stream()
              .map(secret -> new Culprit(secret.layer(), secret.where(), secret.kind().words(), 0));
      case LEFTOVERS, LEFTOVER_BYTES ->
          analysis.leftovers().stream()
              .map(each -> new Culprit(each.layer(), each.place(), each.what(), each.bytes()));
      case DUPLICATES, DUPLICATE_BYTES ->
          analysis.duplicates().groups().stream()
              .map(
                  group ->
                      new Culprit(
                          group.copies().get(0).layer(),
                          "/" + group.copies().get(0).path(),
                          group.copies().size() + " times",
                          group.saved()));
    };
  }

  /** What one layer wrote and another killed. */
  static Culprit of(Payers.Debt debt) {
    return new Culprit(
        debt.payer(),
        debt.below(),
        (debt.files() == 1 ? "one file" : debt.files() + " files")
            + ", killed by layer "
            + debt.killer(),
        debt.bytes());
  }

  private static Stream<Culprit> privileged(Analysis analysis, Set<Right> rights) {
    return analysis.privileged().stream()
        .filter(file -> rights.stream().anyMatch(file.rights()::contains))
        .map(
            file ->
                new Culprit(
                    file.layer(), "/" + file.path(), String.format("mode %04o", file.mode()), 0));
  }
}
