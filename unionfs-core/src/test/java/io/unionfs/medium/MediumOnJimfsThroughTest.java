package io.unionfs.medium;

/** In a jimfs, as if it outlived the process: with the journal. */
final class MediumOnJimfsThroughTest extends StoredMediumContract {
  @Override
  Place place() {
    return Place.onJimfs(Profile.Writing.THROUGH);
  }
}
