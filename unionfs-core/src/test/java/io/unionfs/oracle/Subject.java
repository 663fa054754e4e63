package io.unionfs.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A mounted union that answers operations: the kernel's, or the one under test. */
public interface Subject extends AutoCloseable {
  /**
   * Runs one operation; {@link Op.Remount} calls {@link #remount()}. Throws only for its own bugs.
   */
  Outcome run(Op op, Caller caller);

  /** The tree a root process sees. */
  TreeDump mergedTree();

  /** The writable layer as it is stored, with marks in place of the forms they are stored in. */
  TreeDump upperTree();

  /** Closes all slots, unmounts, mounts again over the same layers. */
  void remount();

  /** The same with other options, which the same layers can be mounted with. */
  void remount(MountOptions next);

  @Override
  void close();

  /** Makes a fresh mount over a stack. The upper root is as {@link Stack} says. */
  @FunctionalInterface
  interface Factory {
    Subject open(Stack stack, MountOptions options);
  }

  /** Both trees at one moment. */
  record Dump(TreeDump merged, TreeDump upper) {}

  /**
   * Everything a subject said to a sequence.
   *
   * @param dumps trees by the number of steps done before
   */
  record Recording(List<Outcome> outcomes, SortedMap<Integer, Dump> dumps) {}

  /**
   * Runs a whole sequence, with dumps after every so many steps and at the end. What a subject
   * throws is its answer.
   */
  default Recording play(List<Step> steps, int dumpEvery) {
    List<Outcome> outcomes = new ArrayList<>(steps.size());
    SortedMap<Integer, Dump> dumps = new TreeMap<>();
    for (Step step : steps) {
      try {
        outcomes.add(run(step.op(), step.caller()));
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        outcomes.add(Outcome.thrown(e));
      }
      int done = outcomes.size();
      if (done % dumpEvery == 0 || done == steps.size()) {
        dumps.put(done, dump());
      }
    }
    return new Recording(outcomes, dumps);
  }

  private Dump dump() {
    try {
      return new Dump(mergedTree(), upperTree());
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      TreeDump thrown = TreeDump.thrown(e);
      return new Dump(thrown, thrown);
    }
  }
}
