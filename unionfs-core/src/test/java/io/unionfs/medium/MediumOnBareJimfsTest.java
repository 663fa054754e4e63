package io.unionfs.medium;

/** On a filesystem that holds names and data only: all metadata goes to the sidecar. */
final class MediumOnBareJimfsTest extends StoredMediumContract {
  @Override
  Place place() {
    return Place.onJimfs(Profile.Writing.HELD_BACK, 1 << 28, "basic");
  }
}
