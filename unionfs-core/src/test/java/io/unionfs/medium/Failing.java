package io.unionfs.medium;

import io.unionfs.fault.ErrorCode;
import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import java.util.stream.Collectors;

/** Plans that have the calls on the storing filesystem fail, disarmed. */
enum Failing implements ErrorCode {
  EIO,
  ENOSPC;

  /** The {@code n}th call fails with this, counted from 1. */
  FaultPlan call(long n) {
    return disarmed(FaultPlan.builder().on(FaultPoint.Area.STORAGE).call(n).fail(this).build());
  }

  /** The {@code n}th call that changes something fails, and all calls after it. */
  static FaultPlan dead(long n) {
    var changing =
        FaultPoint.Area.STORAGE.points().stream()
            .filter(FaultPoint::changes)
            .collect(Collectors.toSet());
    return disarmed(FaultPlan.builder().on(changing).from(n).fail(EIO).build());
  }

  private static FaultPlan disarmed(FaultPlan plan) {
    plan.disarm();
    return plan;
  }
}
