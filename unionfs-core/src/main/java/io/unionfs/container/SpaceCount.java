package io.unionfs.container;

import io.unionfs.container.SpaceReport.ContainerSpace;
import io.unionfs.container.SpaceReport.ImageSpace;
import io.unionfs.layer.Digest;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import io.unionfs.store.StoredImage.LayerInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts what a store holds. As for Docker a layer is one with those below it: the same changes on
 * another base are another layer.
 */
final class SpaceCount {
  private final ContainerEngine engine;

  SpaceCount(ContainerEngine engine) {
    this.engine = engine;
  }

  SpaceReport report() throws IOException {
    List<StoredImage> images = engine.store().images().list();
    List<ContainerSpace> containers = containers();
    Map<Digest, Long> layers = new HashMap<>();
    Map<Digest, Integer> owners = new HashMap<>();
    for (StoredImage image : images) {
      for (LayerInfo layer : image.layers()) {
        layers.put(layer.chainId(), layer.size());
      }
      image.layers().stream()
          .map(LayerInfo::chainId)
          .distinct()
          .forEach(chain -> owners.merge(chain, 1, Integer::sum));
    }
    List<ImageSpace> spaces = new ArrayList<>();
    for (StoredImage image : images) {
      spaces.add(space(image, owners, containers));
    }
    long all = layers.values().stream().mapToLong(Long::longValue).sum();
    return new SpaceReport(spaces, containers, engine.volumes().list(), all);
  }

  private static ImageSpace space(
      StoredImage image, Map<Digest, Integer> owners, List<ContainerSpace> containers) {
    long shared = 0;
    for (LayerInfo layer : image.layers()) {
      shared += owners.get(layer.chainId()) > 1 ? layer.size() : 0;
    }
    long users =
        containers.stream()
            .filter(each -> each.container().manifest().equals(image.manifest().digest()))
            .count();
    long size = image.size();
    return new ImageSpace(image, size, shared, size - shared, (int) users);
  }

  private List<ContainerSpace> containers() throws IOException {
    List<ContainerSpace> spaces = new ArrayList<>();
    for (Container container : engine.list()) {
      Container.Details details;
      try {
        details = container.details();
      } catch (StoreException e) {
        continue; // removed meanwhile, or damaged
      }
      Set<String> volumes = new HashSet<>();
      for (MountSpec mount : details.mounts()) {
        if (mount instanceof MountSpec.VolumeMount volume) {
          volumes.add(volume.volume());
        }
      }
      long size = Trees.size(engine.records().upper(container.id()));
      spaces.add(new ContainerSpace(details, size, volumes.size()));
    }
    return spaces;
  }
}
