package io.unionfs.fault;

import java.util.SplittableRandom;

/** At which of the calls that match it a rule fires. */
sealed interface Calls {
  /** At one, counted from 1. */
  record Nth(long call) implements Calls {
    @Override
    public String toString() {
      return "call " + call;
    }
  }

  /** At one and all after it. */
  record From(long call) implements Calls {
    @Override
    public String toString() {
      return call == 1 ? "always" : "from call " + call;
    }
  }

  /** At each with a probability. */
  record Chance(double probability, long seed) implements Calls {
    @Override
    public String toString() {
      return "chance " + probability + ", seed " + seed;
    }
  }

  /** Whether it fires at {@code call}; {@code random} is the rule's own. */
  default boolean fires(long call, SplittableRandom random) {
    if (this instanceof Nth nth) {
      return call == nth.call;
    }
    if (this instanceof From from) {
      return call >= from.call;
    }
    return random.nextDouble() < ((Chance) this).probability;
  }

  /** What the rule's random numbers begin with. */
  default long seedOrZero() {
    return this instanceof Chance chance ? chance.seed : 0;
  }
}
