package io.unionfs.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs the same scenario over two subjects and compares every answer, and every few steps both
 * trees. What differs is shrunk to a scenario that can be pasted into a test.
 */
public final class Differential {
  private static final int DUMP_EVERY = 10;
  private static final int MOST_TRIES = 50;

  private final Subject.Factory expected;
  private final Subject.Factory actual;
  private final List<Divergence.Deviation> allowed;

  public Differential(Subject.Factory expected, Subject.Factory actual) {
    this(expected, actual, List.of());
  }

  private Differential(
      Subject.Factory expected, Subject.Factory actual, List<Divergence.Deviation> allowed) {
    this.expected = expected;
    this.actual = actual;
    this.allowed = allowed;
  }

  public Differential allowing(Divergence.Deviation deviation) {
    List<Divergence.Deviation> all = new ArrayList<>(allowed);
    all.add(deviation);
    return new Differential(expected, actual, List.copyOf(all));
  }

  /** Empty if both say the same. */
  public Optional<Divergence> compare(Scenario scenario) {
    return compare(scenario, DUMP_EVERY);
  }

  /**
   * Compares the scenario of a seed; a failure names the seed.
   *
   * @return how many steps were compared
   */
  public int check(long seed, Scenario scenario) {
    return check("seed " + seed + " (-Dunionfs.seed=" + seed + ")\n", scenario);
  }

  /** Throws an AssertionError that holds the smallest scenario found, if the two differ. */
  public void check(Scenario scenario) {
    check("", scenario);
  }

  private int check(String head, Scenario scenario) {
    Divergence.Result result = result(scenario, DUMP_EVERY);
    Optional<Divergence> first = result.divergence();
    if (first.isEmpty()) {
      return result.compared();
    }
    Scenario small = shrink(scenario);
    Divergence divergence = compare(small, 1).or(() -> compare(small)).orElse(first.get());
    throw new AssertionError(
        head
            + divergence.what()
            + "\nReproduce with Differential.check(Scenario.parse(\"\"\"\n"
            + small.toString().replace("\\", "\\\\")
            + "\"\"\"))");
  }

  /** A scenario of which nothing can be left out without losing all difference. */
  public Scenario shrink(Scenario scenario) {
    // Dumps look at inodes, and so may hide what depends on who was looked at first.
    int dumpEvery = compare(scenario, 1).isPresent() ? 1 : DUMP_EVERY;
    return new Shrinker(candidate -> compare(candidate, dumpEvery)).shrink(scenario);
  }

  private Optional<Divergence> compare(Scenario scenario, int dumpEvery) {
    return result(scenario, dumpEvery).divergence();
  }

  private Divergence.Result result(Scenario scenario, int dumpEvery) {
    Subject.Recording given = play(actual, scenario, dumpEvery);
    for (int tries = 1; ; tries++) {
      Subject.Recording right = play(expected, scenario, dumpEvery);
      Divergence.Result found = Divergence.find(scenario.steps(), right, given, allowed);
      if (found.divergence().isEmpty() || tries == MOST_TRIES || !wasDisturbed(right)) {
        return found;
      }
    }
  }

  /**
   * Whether somebody renamed something, anywhere on the machine, while the kernel looked data up
   * through {@code ..}: then it says EAGAIN ({@code LOOKUP_BENEATH}, {@code handle_dots} in
   * fs/namei.c), which is never an answer of overlayfs's own.
   */
  private static boolean wasDisturbed(Subject.Recording right) {
    return right.toString().contains("EAGAIN");
  }

  private static Subject.Recording play(Subject.Factory factory, Scenario scenario, int dumpEvery) {
    try (Subject subject = factory.open(scenario.stack(), scenario.options())) {
      return subject.play(scenario.steps(), dumpEvery);
    }
  }
}
