package io.unionfs.fault;

import java.io.IOException;

/** A failure that a {@link FaultPlan} asked for. */
public final class InjectedFaultException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient ErrorCode code;

  /** {@code code}, at {@code point}. */
  InjectedFaultException(FaultPoint point, ErrorCode code) {
    super(code.name() + " injected at " + point);
    this.code = code;
  }

  /** The error code that was asked for; null after serialization. */
  public ErrorCode code() {
    return code;
  }
}
