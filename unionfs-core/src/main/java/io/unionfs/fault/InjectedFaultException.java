package io.unionfs.fault;

import java.io.IOException;

/** A failure that a {@link FaultPlan} asked for, or that of a predicate in it. */
public final class InjectedFaultException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient ErrorCode code;

  /** {@code code}, at {@code point}. */
  InjectedFaultException(FaultPoint point, ErrorCode code) {
    super(code.name() + " injected at " + point);
    this.code = code;
  }

  /** A rule could not be asked whether it fires at {@code point}. */
  InjectedFaultException(FaultPoint point, Throwable predicate) {
    super("the predicate of a rule failed at " + point, predicate);
    this.code = null;
  }

  /**
   * The error code that was asked for; null after serialization, and where a rule's predicate threw
   * the {@linkplain #getCause cause}.
   */
  public ErrorCode code() {
    return code;
  }
}
