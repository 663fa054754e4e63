package io.unionfs.container;

import io.unionfs.store.StoredImage;
import java.util.List;

/** What {@code docker system df -v} shows. */
public record SpaceReport(
    List<ImageSpace> images,
    List<ContainerSpace> containers,
    List<Volumes.Volume> volumes,
    long imagesSize) {

  /** {@code shared + unique = size}. */
  public record ImageSpace(
      StoredImage image, long size, long shared, long unique, int containers) {}

  /** A container's writable layer. */
  public record ContainerSpace(Container.Details container, long size, int volumes) {}
}
