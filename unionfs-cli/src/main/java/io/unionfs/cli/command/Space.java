package io.unionfs.cli.command;

import io.unionfs.container.SpaceReport;
import io.unionfs.container.SpaceReport.ContainerSpace;
import io.unionfs.container.Volumes.Volume;

/** What everything in a store takes together. */
final class Space {
  private Space() {}

  static long of(SpaceReport report) {
    return report.imagesSize()
        + report.containers().stream().mapToLong(ContainerSpace::size).sum()
        + report.volumes().stream().mapToLong(Volume::size).sum();
  }
}
