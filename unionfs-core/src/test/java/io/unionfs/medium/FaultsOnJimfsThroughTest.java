package io.unionfs.medium;

/** Failures of storage that outlives the process, all metadata in xattrs. */
final class FaultsOnJimfsThroughTest extends FaultContract {
  @Override
  Place place() {
    return Place.onJimfs(Profile.Writing.THROUGH);
  }
}
