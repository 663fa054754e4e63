package io.unionfs.oracle;

/** What each remount of a sequence stands for where subjects take snapshots and go back to them. */
final class SnapshotPlan {
  private static final int GOES_BACK = 3;
  private static final int STRIDE = 5;

  private int steps;
  private int taken;

  interface Steps {
    /** The writable layer becomes the topmost lower one, below an empty one. */
    void take();

    /** What was shown at that snapshot, counted from 0, is shown again, below an empty one. */
    void restore(int snapshot);
  }

  /** Two snapshots, then back to some older one, and so on. */
  void next(Steps subject) {
    steps++;
    if (steps % GOES_BACK == 0) {
      subject.restore(steps * STRIDE % taken);
    } else {
      taken++;
      subject.take();
    }
  }
}
