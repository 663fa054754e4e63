package io.unionfs.medium;

/** Failures of a jimfs where every directory is lifted. */
final class FaultsOnJimfsLiftedTest extends FaultContract {
  @Override
  Place place() {
    return Place.onJimfs(Profile.Writing.HELD_BACK).lifting(0);
  }
}
