package io.unionfs.container;

import io.unionfs.container.MountSpec.Access;
import io.unionfs.container.MountSpec.TmpfsMount;
import io.unionfs.container.MountSpec.VolumeMount;
import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Digest;
import io.unionfs.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a container is, but for its state: {@code container.json}, with the fields of {@code docker
 * inspect} and {@code Manifest}. Fields that are not known survive. Immutable.
 *
 * <p>A record may be hostile: what becomes a file's name, or a path in the container, is checked
 * when it is read.
 *
 * @param image what named the image
 * @param path the first word of the command; empty if there is none
 * @param cmd what commit writes into the history
 * @param stopSignal its number
 * @param mounts the volumes, each with its name, and the tmpfs
 * @param anonymous the targets of those volumes that belong to the container
 */
record ContainerRecord(
    Document document,
    String id,
    String name,
    String image,
    Digest imageId,
    Digest manifest,
    Instant created,
    String path,
    List<String> args,
    List<String> entrypoint,
    List<String> cmd,
    List<String> env,
    String user,
    String workingDir,
    int stopSignal,
    Map<String, String> labels,
    List<MountSpec> mounts,
    Set<String> anonymous) {

  private static final int SIGTERM = 15;
  private static final int ENDED_BY_SIGNAL = 128;
  private static final String ID = "[0-9a-f]{64}";

  /** Whether {@code text} is an id in full. */
  static boolean isId(String text) {
    return text.matches(ID);
  }

  /**
   * Reads a record.
   *
   * @param where the file, in messages
   * @param id what its directory is called
   */
  static ContainerRecord parse(String where, String id, byte[] json) throws StoreException {
    try {
      return read(Document.parse(where, json), id);
    } catch (DocumentException e) {
      throw new StoreException(e.getMessage() + remedy(id), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new StoreException(where + ": " + e.getMessage() + remedy(id), e);
    }
  }

  private static String remedy(String id) {
    return "; the container is damaged: remove it by force, rm -f " + id.substring(0, 12);
  }

  private static ContainerRecord read(Document document, String id) throws DocumentException {
    if (!document.text("Id").equals(id)) {
      throw document.fault("\"Id\" is not what its directory is called");
    }
    String slashed = document.text("Name");
    String name =
        ContainerNames.checkContainer(slashed.startsWith("/") ? slashed.substring(1) : slashed);
    Document config = document.object("Config");
    Document host = document.object("HostConfig");
    List<MountSpec> mounts = new ArrayList<>();
    Set<String> anonymous = new HashSet<>();
    List<String> binds = host.texts("Binds");
    for (Document mount : document.objects("Mounts")) {
      VolumeMount volume =
          new VolumeMount(
              ContainerNames.checkVolume(mount.text("Name")),
              mount.text("Destination"),
              mount.flag("RW") ? Access.READ_WRITE : Access.READ_ONLY);
      mounts.add(volume);
      if (binds.stream().noneMatch(bind -> isOf(volume, bind))) {
        anonymous.add(volume.target());
      }
    }
    for (Map.Entry<String, String> tmpfs : host.textMap("Tmpfs").entrySet()) {
      String options = tmpfs.getValue().isEmpty() ? "" : ":" + tmpfs.getValue();
      TmpfsMount parsed = MountSpec.parseTmpfs("/tmpfs" + options);
      mounts.add(new TmpfsMount(tmpfs.getKey(), parsed.size(), parsed.mode()));
    }
    return new ContainerRecord(
        document,
        id,
        name,
        config.text("Image"),
        document.digest("Image"),
        document.digest("Manifest"),
        document.time("Created").orElseThrow(() -> document.fault("\"Created\" is missing")),
        document.text("Path", ""),
        List.copyOf(document.texts("Args")),
        List.copyOf(config.texts("Entrypoint")),
        List.copyOf(config.texts("Cmd")),
        List.copyOf(config.texts("Env")),
        config.text("User", ""),
        config.text("WorkingDir", ""),
        Math.toIntExact(config.number("StopSignalNumber", SIGTERM)),
        Collections.unmodifiableMap(config.textMap("Labels")),
        List.copyOf(mounts),
        Set.copyOf(anonymous));
  }

  private static boolean isOf(VolumeMount volume, String bind) {
    String start = volume.volume() + ":" + volume.target();
    return bind.equals(start) || bind.startsWith(start + ":");
  }

  /** The same, called {@code other}. */
  byte[] renamed(String other) {
    return DocumentBuilder.of(document).put("Name", "/" + other).bytes();
  }

  /** The command with all its words. */
  List<String> command() {
    List<String> words = new ArrayList<>();
    if (!path.isEmpty()) {
      words.add(path);
      words.addAll(args);
    }
    return List.copyOf(words);
  }

  /** The exit code of what its stop signal has ended. */
  int stopCode() {
    return ENDED_BY_SIGNAL + stopSignal;
  }

  Container.Details details(ContainerState state) {
    return new Container.Details(
        id,
        name,
        image,
        imageId,
        manifest,
        created,
        state.status(),
        state.startedAt(),
        state.finishedAt(),
        state.exitCode(),
        state.restartCount(),
        command(),
        env,
        user,
        workingDir,
        mounts,
        labels);
  }

  /** The volumes that it mounts, by target. */
  Map<String, VolumeMount> volumes() {
    Map<String, VolumeMount> volumes = new LinkedHashMap<>();
    for (MountSpec mount : mounts) {
      if (mount instanceof VolumeMount volume) {
        volumes.put(volume.target(), volume);
      }
    }
    return volumes;
  }

  /** What {@code --tmpfs} would be told. */
  static String options(TmpfsMount tmpfs) {
    List<String> options = new ArrayList<>();
    OptionalLong size = tmpfs.size();
    size.ifPresent(bytes -> options.add("size=" + bytes));
    tmpfs.mode().ifPresent(bits -> options.add("mode=" + Integer.toOctalString(bits)));
    return String.join(",", options);
  }
}
