package io.unionfs.container;

import io.unionfs.container.MountSpec.Access;
import io.unionfs.container.MountSpec.TmpfsMount;
import io.unionfs.container.MountSpec.VolumeMount;
import io.unionfs.image.ImageConfig;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes the record of a container from what was asked for and what the image says, merged as Docker
 * merges them.
 */
final class NewRecord {
  private final ContainerSpec spec;
  private final ImageConfig image;

  NewRecord(ContainerSpec spec, ImageConfig image) {
    this.spec = spec;
    this.image = image;
  }

  /**
   * The record.
   *
   * @param volumes makes up names for volumes
   * @throws IllegalArgumentException if what was asked for cannot be; the message is one line
   */
  byte[] json(
      String id,
      String name,
      Instant now,
      Digest imageId,
      Digest manifest,
      Supplier<String> volumes) {
    List<String> entrypoint = entrypoint();
    List<String> cmd = cmd();
    List<String> words = new ArrayList<>(entrypoint);
    words.addAll(cmd);
    DocumentBuilder record =
        DocumentBuilder.empty()
            .put("Id", id)
            .put("Created", now)
            .put("Path", words.isEmpty() ? "" : words.get(0))
            .putTexts("Args", words.isEmpty() ? List.of() : words.subList(1, words.size()))
            .put("Image", imageId.toString())
            .put("Manifest", manifest.toString())
            .put("Name", "/" + ContainerNames.checkContainer(name));
    putConfig(record.object("Config"), id.substring(0, 12), entrypoint, cmd);
    putMounts(record, volumes);
    return record.bytes();
  }

  private void putConfig(
      DocumentBuilder config, String hostname, List<String> entrypoint, List<String> cmd) {
    config
        .put("Hostname", hostname)
        .put("User", spec.user() == null ? image.user() : spec.user())
        .putTexts("Env", env())
        .putTexts("Cmd", cmd)
        .put("Image", spec.image());
    DocumentBuilder volumes = config.object("Volumes");
    anonymous().forEach(volumes::object);
    config
        .put("WorkingDir", workingDir())
        .putTexts("Entrypoint", entrypoint)
        .putTextMap("Labels", labels());
    if (!image.stopSignal().isEmpty()) {
      config.put("StopSignal", image.stopSignal());
    }
    config.put("StopSignalNumber", image.stopSignalNumber());
  }

  private void putMounts(DocumentBuilder record, Supplier<String> volumes) {
    Map<String, MountSpec> mounts = mounts();
    List<DocumentBuilder> list = new ArrayList<>();
    List<String> binds = new ArrayList<>();
    Map<String, String> tmpfs = new LinkedHashMap<>();
    for (MountSpec mount : mounts.values()) {
      if (mount instanceof TmpfsMount memory) {
        tmpfs.put(memory.target(), ContainerRecord.options(memory));
      } else if (mount instanceof VolumeMount volume) {
        boolean named = volume.volume() != null;
        String name = named ? ContainerNames.checkVolume(volume.volume()) : volumes.get();
        String mode = volume.access() == Access.READ_ONLY ? "ro" : "";
        list.add(
            DocumentBuilder.empty()
                .put("Type", "volume")
                .put("Name", name)
                .put("Destination", volume.target())
                .put("Driver", "local")
                .put("Mode", mode)
                .put("RW", volume.access() == Access.READ_WRITE)
                .put("Propagation", ""));
        if (named) {
          binds.add(name + ":" + volume.target() + (mode.isEmpty() ? "" : ":" + mode));
        }
      }
    }
    record.putObjects("Mounts", list);
    record.object("HostConfig").putTexts("Binds", binds).putTextMap("Tmpfs", tmpfs);
  }

  /** What is mounted, by target: what was asked for, and the image's volumes beside it. */
  private Map<String, MountSpec> mounts() {
    Map<String, MountSpec> mounts = new LinkedHashMap<>();
    for (MountSpec mount : spec.mounts()) {
      if (mounts.put(mount.target(), mount) != null) {
        throw new IllegalArgumentException(
            "Duplicate mount point: " + Names.display(mount.target()));
      }
    }
    for (String path : image.volumes()) {
      // The image's word may be relative, or climb: it is taken for a path from the root.
      VolumeMount volume = new VolumeMount(null, "/" + path, Access.READ_WRITE);
      mounts.putIfAbsent(volume.target(), volume);
    }
    return mounts;
  }

  private List<String> anonymous() {
    List<String> targets = new ArrayList<>();
    for (MountSpec mount : mounts().values()) {
      if (mount instanceof VolumeMount volume && volume.volume() == null) {
        targets.add(volume.target());
      }
    }
    for (String path : image.volumes()) {
      String target = MountTarget.clean("/" + path);
      if (!targets.contains(target)) {
        targets.add(target);
      }
    }
    return targets;
  }

  private List<String> entrypoint() {
    return spec.entrypoint() == null ? image.entrypoint() : spec.entrypoint();
  }

  private List<String> cmd() {
    if (spec.command() != null && !spec.command().isEmpty()) {
      return spec.command();
    }
    return spec.entrypoint() == null ? image.cmd() : List.of();
  }

  /** What was asked for first, then what the image has besides. */
  private List<String> env() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String variable : spec.env()) {
      if (variable.isEmpty() || variable.startsWith("=")) {
        throw new IllegalArgumentException(
            "invalid environment variable: " + Names.display(variable));
      }
      variables.put(key(variable), variable);
    }
    for (String variable : image.env()) {
      variables.putIfAbsent(key(variable), variable);
    }
    return List.copyOf(variables.values());
  }

  private static String key(String variable) {
    int equals = variable.indexOf('=');
    return equals < 0 ? variable : variable.substring(0, equals);
  }

  private String workingDir() {
    if (spec.workingDir() == null) {
      return image.workingDir();
    }
    if (!spec.workingDir().isEmpty() && !spec.workingDir().startsWith("/")) {
      throw new IllegalArgumentException(
          "the working directory '"
              + Names.display(spec.workingDir())
              + "' is invalid, it needs to be an absolute path");
    }
    return spec.workingDir();
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>(image.labels());
    labels.putAll(spec.labels());
    return labels;
  }
}
