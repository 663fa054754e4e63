package io.unionfs.medium;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.fault.InjectedFaultException;
import java.io.IOException;

/** Where the medium asks its plan of faults, if it has one. */
final class Faults {
  static final Faults NONE = new Faults(null);

  private final FaultPlan plan;

  private Faults(FaultPlan plan) {
    this.plan = plan;
  }

  /**
   * @param plan null for none
   */
  static Faults of(FaultPlan plan) {
    return plan == null ? NONE : new Faults(plan);
  }

  /** {@code storage}, with the faults of its calls. */
  Storage in(Storage storage) {
    return plan == null ? storage : new FaultyStorage(storage, this);
  }

  void reach(FaultPoint point) throws IOException {
    if (plan != null) {
      try {
        plan.reach(point);
      } catch (InjectedFaultException e) {
        throw Failures.of(e);
      }
    }
  }

  /** Before {@code bytes} bytes are written; null when all of them shall be. */
  Cut reach(FaultPoint point, int bytes) throws IOException {
    if (plan == null) {
      return null;
    }
    try {
      FaultPlan.ShortWrite cut = plan.reach(point, bytes);
      return cut == null ? null : new Cut(cut.bytes(), Failures.of(cut.failure()));
    } catch (InjectedFaultException e) {
      throw Failures.of(e);
    }
  }

  /** So many bytes, and then the failure. */
  record Cut(int bytes, IOException failure) {}
}
