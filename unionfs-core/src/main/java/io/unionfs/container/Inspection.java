package io.unionfs.container;

import io.unionfs.json.DocumentBuilder;

/** What {@code docker inspect} shows of a container. */
final class Inspection {
  /** Docker's time for what has not happened. */
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private Inspection() {}

  static String of(ContainerRecord record, ContainerState state, Volumes volumes) {
    DocumentBuilder document = DocumentBuilder.of(record.document());
    document
        .object("State")
        .put("Status", state.status().word())
        .put("Running", state.isAlive())
        .put("Paused", state.status() == Container.Status.PAUSED)
        .put("Restarting", false)
        .put("OOMKilled", false)
        .put("Dead", false)
        .put("Pid", 0)
        .put("ExitCode", state.exitCode())
        .put("Error", "")
        .put("StartedAt", state.startedAt().map(Object::toString).orElse(NEVER))
        .put("FinishedAt", state.finishedAt().map(Object::toString).orElse(NEVER));
    document
        .put("RestartCount", state.restartCount())
        .put("Driver", "unionfs")
        .put("Platform", "linux");
    document.putObjects(
        "Mounts",
        record.volumes().values().stream()
            .map(
                mount ->
                    DocumentBuilder.empty()
                        .put("Type", "volume")
                        .put("Name", mount.volume())
                        .put("Source", volumes.data(mount.volume()).toAbsolutePath().toString())
                        .put("Destination", mount.target())
                        .put("Driver", "local")
                        .put("Mode", mount.access() == MountSpec.Access.READ_ONLY ? "ro" : "")
                        .put("RW", mount.access() == MountSpec.Access.READ_WRITE)
                        .put("Propagation", ""))
            .toList());
    return document.pretty();
  }
}
