package io.unionfs.fault;

import java.util.List;

/**
 * A fault that came.
 *
 * @param rule the number of its rule in the plan, from 0
 * @param point where
 * @param paths the paths of the union that the step was about, if any
 * @param call which of the calls that match the rule it was, from 1
 */
public record FiredFault(int rule, FaultPoint point, List<String> paths, long call) {
  /** Keeps a copy of {@code paths}. */
  public FiredFault {
    paths = List.copyOf(paths);
  }
}
