package io.unionfs.fault;

import java.time.Duration;

/** What a rule does when it fires. */
sealed interface Effect {
  /** Nothing is done, and the step fails. */
  record Fail(ErrorCode code) implements Effect {
    @Override
    public String toString() {
      return "fail with " + code.name();
    }
  }

  /** The first bytes are written, and no more. */
  record WriteShort(int bytes, ErrorCode then) implements Effect {
    @Override
    public String toString() {
      return "write " + bytes + " bytes, then fail with " + then.name();
    }
  }

  /** The step is done after a while. */
  record Delay(Duration time) implements Effect {
    @Override
    public String toString() {
      return "delay by " + time;
    }
  }
}
