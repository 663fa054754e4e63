package io.unionfs.medium;

/** Failures of a jimfs, metadata held back. */
final class FaultsOnJimfsTest extends FaultContract {
  @Override
  Place place() {
    return Place.onJimfs(Profile.Writing.HELD_BACK);
  }
}
