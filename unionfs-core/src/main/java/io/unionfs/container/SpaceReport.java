package io.unionfs.container;

import io.unionfs.store.StoredImage;
import java.util.List;

/**
 * What {@code docker system df -v} shows. Immutable. All sizes are the bytes of regular files,
 * those with several names once.
 *
 * @param images all images, the newest first
 * @param containers all containers, the newest first
 * @param volumes all volumes, by name
 * @param imagesSize the bytes of all layers of all images, each layer once
 */
public record SpaceReport(
    List<ImageSpace> images,
    List<ContainerSpace> containers,
    List<Volumes.Volume> volumes,
    long imagesSize) {
  public SpaceReport {
    images = List.copyOf(images);
    containers = List.copyOf(containers);
    volumes = List.copyOf(volumes);
  }

  /**
   * An image; {@code shared + unique = size}.
   *
   * @param shared the bytes of the layers that other images have too
   * @param containers how many were made of it
   */
  public record ImageSpace(
      StoredImage image, long size, long shared, long unique, int containers) {}

  /**
   * A container.
   *
   * @param size the bytes written in it
   * @param volumes how many it names
   */
  public record ContainerSpace(Container.Details container, long size, int volumes) {}

  /** A line of {@code docker system df}. */
  public record Summary(int total, int active, long size, long reclaimable) {}

  /**
   * The images. As Docker has it, what images that containers were made of share is reclaimable.
   */
  public Summary imageSummary() {
    List<ImageSpace> active = images.stream().filter(image -> image.containers() > 0).toList();
    long used = active.stream().mapToLong(ImageSpace::unique).sum();
    return new Summary(images.size(), active.size(), imagesSize, imagesSize - used);
  }

  /** The containers; those that do not run are reclaimable. */
  public Summary containerSummary() {
    long size = containers.stream().mapToLong(ContainerSpace::size).sum();
    List<ContainerSpace> active = containers.stream().filter(SpaceReport::isActive).toList();
    long used = active.stream().mapToLong(ContainerSpace::size).sum();
    return new Summary(containers.size(), active.size(), size, size - used);
  }

  private static boolean isActive(ContainerSpace each) {
    return switch (each.container().status()) {
      case RUNNING, PAUSED -> true;
      case CREATED, EXITED -> false;
    };
  }

  /** The volumes; those that no container names are reclaimable. */
  public Summary volumeSummary() {
    long size = volumes.stream().mapToLong(Volumes.Volume::size).sum();
    List<Volumes.Volume> active = volumes.stream().filter(each -> each.links() > 0).toList();
    long used = active.stream().mapToLong(Volumes.Volume::size).sum();
    return new Summary(volumes.size(), active.size(), size, size - used);
  }
}
