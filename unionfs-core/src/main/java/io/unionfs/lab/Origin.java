package io.unionfs.lab;

import java.util.Locale;

/** Where the values of a column come from. */
public enum Origin {
  /** Set before: a parameter, the seed, or what the row is about. */
  GIVEN,
  /** Counted one by one while it was done: bytes, mounts, files. The same on every machine. */
  COUNTED,
  /** Derived from what was counted, by a rule that the experiment states. */
  MODELLED,
  /** Taken with a clock, on the machine and under the load of that moment. */
  MEASURED;

  /** The word for it in reports and CSV: {@code counted}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
