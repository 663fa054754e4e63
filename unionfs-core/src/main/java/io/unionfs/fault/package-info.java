/**
 * Faults on purpose, for tests: a {@link io.unionfs.fault.FaultPlan} says at which steps of a mount
 * something fails, writes short, or takes its time.
 *
 * <p>It knows points ({@link io.unionfs.fault.FaultPoint}), paths as strings, and error codes by
 * name, and nothing of those who ask it. A mount without a plan never asks.
 */
package io.unionfs.fault;
