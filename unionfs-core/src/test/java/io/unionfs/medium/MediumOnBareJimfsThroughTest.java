package io.unionfs.medium;

/** On a filesystem that shows permissions but keeps no mode: all goes to the sidecar at once. */
final class MediumOnBareJimfsThroughTest extends StoredMediumContract {
  @Override
  Place place() {
    return Place.onJimfs(Profile.Writing.THROUGH, 1 << 28, "basic", "posix");
  }
}
