package io.unionfs.container;

import io.unionfs.container.Container.Removal;
import io.unionfs.container.Container.VolumesOf;
import io.unionfs.container.MountSpec.VolumeMount;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Removes one container. */
final class Removing {
  private final ContainerEngine engine;
  private final String id;

  Removing(ContainerEngine engine, String id) {
    this.engine = engine;
    this.id = id;
  }

  void remove(Removal removal, VolumesOf volumes) throws IOException {
    List<Path> leaving;
    Store.Lease all = engine.store().lock(Records.ALL);
    try (all) {
      Store.Lease turn = engine.store().lock(Records.lockOf(id));
      try (turn) {
        leaving = removeAlone(removal, volumes);
      }
    }
    for (Path each : leaving) {
      Trees.delete(each); // which may take long: nobody waits for it
    }
  }

  private List<Path> removeAlone(Removal removal, VolumesOf volumes) throws IOException {
    if (!engine.records().exists(id)) {
      throw Records.missing(id);
    }
    Optional<ContainerRecord> record = record(removal);
    String name = record.map(ContainerRecord::name).orElse(id.substring(0, 12));
    if (removal == Removal.IF_STOPPED) {
      engine.records().state(id).checkRemove(name);
    } else {
      engine.open().forceClosed(id);
    }
    List<Path> leaving = new ArrayList<>();
    Store.Lease alone = engine.open().takeAlone(id, name);
    try (alone) {
      leaving.add(engine.records().remove(id, record.map(ContainerRecord::name).orElse(null)));
    }
    if (volumes == VolumesOf.REMOVED && record.isPresent()) {
      leaving.addAll(engine.volumes().removeUnused(anonymous(record.get())));
    }
    return leaving;
  }

  /** The record; one that is damaged keeps nobody from removing the container by force. */
  private Optional<ContainerRecord> record(Removal removal) throws IOException {
    try {
      return engine.records().find(id);
    } catch (StoreException e) {
      if (removal == Removal.FORCED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static List<String> anonymous(ContainerRecord record) {
    return record.volumes().values().stream()
        .filter(mount -> record.anonymous().contains(mount.target()))
        .map(VolumeMount::volume)
        .toList();
  }
}
