package io.unionfs.medium;

/** In a jimfs where every directory is lifted. */
final class MediumOnJimfsLiftedTest extends StoredMediumContract {
  @Override
  Place place() {
    return Place.onJimfs(Profile.Writing.HELD_BACK).lifting(0);
  }
}
