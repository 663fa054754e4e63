package io.unionfs.oracle;

import io.unionfs.oracle.LayerEntry.Directory;
import io.unionfs.oracle.LayerEntry.Meta;
import io.unionfs.oracle.LayerEntry.MetacopyFile;
import io.unionfs.oracle.LayerEntry.OpaqueDirectory;
import io.unionfs.oracle.LayerEntry.RedirectDirectory;
import io.unionfs.oracle.LayerEntry.RegularFile;
import io.unionfs.oracle.LayerEntry.SymbolicLink;
import io.unionfs.oracle.LayerEntry.Whiteout;
import io.unionfs.oracle.LayerEntry.XattrWhiteout;
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
    for (int i = scenario.stack().dataOnly().size() - 1; i >= 0; i--) {
      List<LayerSpec> dataOnly = new ArrayList<>(small.stack().dataOnly());
      dataOnly.remove(i);
      small = better(small, withStack(small, small.stack().withDataOnly(dataOnly)));
    }
    for (int i = scenario.stack().lowers().size() - 1; i >= 0; i--) {
      List<LayerSpec> lowers = new ArrayList<>(small.stack().lowers());
      lowers.remove(i);
      // Without an upper the kernel wants two layers at least.
      int least = scenario.options().upper() == MountOptions.Upper.NONE ? 2 : 1;
      if (lowers.size() >= least) {
        small = better(small, withStack(small, small.stack().withLowers(lowers)));
      }
    }
    return small;
  }

  private Scenario dropEntries(Scenario scenario) {
    Scenario small = scenario;
    for (int i = 0; i < layers(scenario).size(); i++) {
      List<LayerEntry> entries = layers(scenario).get(i).entries();
      // Children go before their parents.
      for (int e = entries.size() - 1; e > 0; e--) {
        LayerSpec less = layers(small).get(i).without(Set.of(entries.get(e).path()));
        small = better(small, withLayer(small, i, less));
      }
    }
    return small;
  }

  /** Root instead of other callers, usual options, plain metadata instead of random. */
  private Scenario simplify(Scenario scenario) {
    Scenario small = scenario;
    for (int i = 0; i < small.steps().size(); i++) {
      Op op = small.steps().get(i).op();
      small = better(small, withStep(small, i, Step.root(op)));
      if (op instanceof Op.RemountWith) {
        small = better(small, withStep(small, i, Step.root(new Op.Remount())));
      }
    }
    if (small.steps().stream().noneMatch(step -> step.op() instanceof Op.RemountWith)) {
      small = simplifyOptions(small);
    }
    for (int i = 0; i < layers(small).size(); i++) {
      int size = layers(small).get(i).entries().size();
      for (int e = 0; e < size; e++) {
        List<LayerEntry> entries = new ArrayList<>(layers(small).get(i).entries());
        entries.set(e, plain(entries.get(e)));
        small = better(small, withLayer(small, i, new LayerSpec(entries)));
      }
    }
    return small;
  }

  private Scenario simplifyOptions(Scenario scenario) {
    for (MountOptions simpler : scenario.options().simpler()) {
      Scenario small = better(scenario, withOptions(scenario, simpler));
      if (small != scenario) {
        return simplifyOptions(small);
      }
    }
    return scenario;
  }

  private Scenario better(Scenario now, Scenario candidate) {
    return !candidate.equals(now) && differs(candidate) ? candidate : now;
  }

  private static LayerEntry plain(LayerEntry entry) {
    Meta file = Meta.of(0644);
    if (entry instanceof Directory d) {
      return new Directory(d.path(), Meta.of(0755));
    }
    if (entry instanceof OpaqueDirectory d) {
      return new OpaqueDirectory(d.path(), Meta.of(0755));
    }
    if (entry instanceof RedirectDirectory d) {
      return new RedirectDirectory(d.path(), d.redirect(), Meta.of(0755));
    }
    if (entry instanceof RegularFile f) {
      return new RegularFile(f.path(), Content.of("x"), file);
    }
    if (entry instanceof MetacopyFile f) {
      return new MetacopyFile(f.path(), f.size(), f.redirect(), file);
    }
    if (entry instanceof SymbolicLink l) {
      return new SymbolicLink(l.path(), l.target(), Meta.of(0777));
    }
    return entry instanceof XattrWhiteout w ? new Whiteout(w.path()) : entry;
  }

  private static Scenario withSteps(Scenario s, List<Step> steps) {
    return new Scenario(s.stack(), s.options(), steps);
  }

  private static Scenario withStep(Scenario s, int index, Step step) {
    List<Step> steps = new ArrayList<>(s.steps());
    steps.set(index, step);
    return withSteps(s, steps);
  }

  private static Scenario withOptions(Scenario s, MountOptions options) {
    return new Scenario(s.stack(), options, s.steps());
  }

  private static Scenario withStack(Scenario s, Stack stack) {
    return new Scenario(stack, s.options(), s.steps());
  }

  /** The lower layers, then the data-only ones. */
  private static List<LayerSpec> layers(Scenario s) {
    List<LayerSpec> layers = new ArrayList<>(s.stack().lowers());
    layers.addAll(s.stack().dataOnly());
    return layers;
  }

  private static Scenario withLayer(Scenario s, int index, LayerSpec layer) {
    List<LayerSpec> layers = layers(s);
    layers.set(index, layer);
    int lowers = s.stack().lowers().size();
    return withStack(
        s, new Stack(layers.subList(0, lowers), layers.subList(lowers, layers.size())));
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
