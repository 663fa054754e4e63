package io.unionfs.medium;

/** Failures of storage that outlives the process, all metadata in the sidecar. */
final class FaultsOnBareJimfsTest extends FaultContract {
  @Override
  Place place() {
    return Place.onJimfs(Profile.Writing.THROUGH, 1 << 28, "basic");
  }
}
