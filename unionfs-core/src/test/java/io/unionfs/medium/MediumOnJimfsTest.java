package io.unionfs.medium;

/** In a jimfs, metadata held back. */
final class MediumOnJimfsTest extends StoredMediumContract {
  @Override
  Place place() {
    return Place.onJimfs(Profile.Writing.HELD_BACK);
  }
}
