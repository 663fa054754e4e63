package io.unionfs.concurrency;

/**
 * One operation that a thread did, and when, in ticks of a clock that all threads share.
 *
 * @param thread who did it
 * @param invoked before it began
 * @param returned after it had ended
 */
record Call(int thread, Op op, long invoked, long returned, String answer) {
  /** Whether this had ended before {@code other} began: no order may put it behind. */
  boolean isBefore(Call other) {
    return returned < other.invoked;
  }

  @Override
  public String toString() {
    return invoked + "–" + returned + " thread " + thread + ": " + op + " → " + answer;
  }
}
