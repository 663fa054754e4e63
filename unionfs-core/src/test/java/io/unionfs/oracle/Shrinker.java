package io.unionfs.oracle;

import io.unionfs.oracle.LayerEntry.Directory;
import io.unionfs.oracle.LayerEntry.Meta;
import io.unionfs.oracle.LayerEntry.OpaqueDirectory;
import io.unionfs.oracle.LayerEntry.RegularFile;
import io.unionfs.oracle.LayerEntry.SymbolicLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Delta debugging: drops steps, layers and entries for as long as some difference remains. */
final class Shrinker {
  private static final int MAX_ROUNDS = 4;
  private final Function<Scenario, Optional<Divergence>> compare;

  Shrinker(Function<Scenario, Optional<Divergence>> compare) {
    this.compare = compare;
  }

  Scenario shrink(Scenario scenario) {
    Optional<Divergence> first = compare.apply(scenario);
    if (first.isEmpty()) {
      // Nothing to shrink, or it does not happen every time.
      return scenario;
    }
    Scenario small = withSteps(scenario, scenario.steps().subList(0, first.get().steps()));
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Scenario before = small;
      small = dropSteps(small);
      small = dropLayers(small);
      small = dropEntries(small);
      small = simplify(small);
      if (small.equals(before)) {
        break;
      }
    }
    return small;
  }

  private boolean differs(Scenario scenario) {
    return compare.apply(scenario).isPresent();
  }

  private Scenario dropSteps(Scenario s) {
    return withSteps(s, minimise(s.steps(), steps -> differs(withSteps(s, steps))));
  }

  private Scenario dropLayers(Scenario scenario) {
    Scenario small = scenario;
    for (int i = scenario.stack().lowers().size() - 1; i >= 0; i--) {
      List<LayerSpec> lowers = new ArrayList<>(small.stack().lowers());
      lowers.remove(i);
      Scenario candidate = withLowers(small, lowers);
      // Without an upper the kernel wants two layers at least.
      int least = scenario.options().upper() == MountOptions.Upper.NONE ? 2 : 1;
      if (lowers.size() >= least && differs(candidate)) {
        small = candidate;
      }
    }
    return small;
  }

  private Scenario dropEntries(Scenario scenario) {
    Scenario small = scenario;
    for (int i = 0; i < scenario.stack().lowers().size(); i++) {
      List<LayerEntry> entries = scenario.stack().lowers().get(i).entries();
      // Children go before their parents.
      for (int e = entries.size() - 1; e > 0; e--) {
        LayerSpec less = small.stack().lowers().get(i).without(Set.of(entries.get(e).path()));
        Scenario candidate = withLayer(small, i, less);
        if (!candidate.equals(small) && differs(candidate)) {
          small = candidate;
        }
      }
    }
    return small;
  }

  /** Root instead of other callers, plain metadata instead of random. */
  private Scenario simplify(Scenario scenario) {
    Scenario small = scenario;
    for (int i = 0; i < small.steps().size(); i++) {
      List<Step> steps = new ArrayList<>(small.steps());
      steps.set(i, Step.root(steps.get(i).op()));
      Scenario candidate = withSteps(small, steps);
      if (!candidate.equals(small) && differs(candidate)) {
        small = candidate;
      }
    }
    for (int i = 0; i < small.stack().lowers().size(); i++) {
      int size = small.stack().lowers().get(i).entries().size();
      for (int e = 0; e < size; e++) {
        List<LayerEntry> entries = new ArrayList<>(small.stack().lowers().get(i).entries());
        entries.set(e, plain(entries.get(e)));
        Scenario candidate = withLayer(small, i, new LayerSpec(entries));
        if (!candidate.equals(small) && differs(candidate)) {
          small = candidate;
        }
      }
    }
    return small;
  }

  private static LayerEntry plain(LayerEntry entry) {
    if (entry instanceof Directory d) {
      return new Directory(d.path(), Meta.of(0755));
    }
    if (entry instanceof OpaqueDirectory d) {
      return new OpaqueDirectory(d.path(), Meta.of(0755));
    }
    if (entry instanceof RegularFile f) {
      return new RegularFile(f.path(), Content.of("x"), Meta.of(0644));
    }
    if (entry instanceof SymbolicLink l) {
      return new SymbolicLink(l.path(), l.target(), Meta.of(0777));
    }
    return entry;
  }

  private static Scenario withSteps(Scenario s, List<Step> steps) {
    return new Scenario(s.stack(), s.options(), steps);
  }

  private static Scenario withLowers(Scenario s, List<LayerSpec> lowers) {
    return new Scenario(new Stack(lowers), s.options(), s.steps());
  }

  private static Scenario withLayer(Scenario s, int index, LayerSpec layer) {
    List<LayerSpec> lowers = new ArrayList<>(s.stack().lowers());
    lowers.set(index, layer);
    return withLowers(s, lowers);
  }

  /** Removes ever smaller runs of elements while the rest still fails. */
  static <T> List<T> minimise(List<T> failing, Predicate<List<T>> fails) {
    List<T> best = failing;
    for (int chunk = Math.max(1, best.size() / 2); chunk >= 1; chunk /= 2) {
      int at = 0;
      while (at < best.size()) {
        List<T> candidate = new ArrayList<>(best.subList(0, at));
        candidate.addAll(best.subList(Math.min(at + chunk, best.size()), best.size()));
        if (!candidate.isEmpty() && fails.test(candidate)) {
          best = candidate;
        } else {
          at += chunk;
        }
      }
    }
    return best;
  }
}
