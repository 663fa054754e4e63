package io.unionfs.cli.command;

import io.unionfs.cli.output.Listing;
import io.unionfs.cli.output.Text;
import io.unionfs.cli.output.Units;
import io.unionfs.cli.output.Width;
import io.unionfs.container.Container.Details;
import io.unionfs.container.MountSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Containers as rows of a list. */
final class ContainerRows {
  private static final Map<String, String> HEADERS = new LinkedHashMap<>();

  static {
    HEADERS.put("Command", "COMMAND");
    HEADERS.put("CreatedAt", "CREATED AT");
    HEADERS.put("ID", "CONTAINER ID");
    HEADERS.put("Image", "IMAGE");
    HEADERS.put("Labels", "LABELS");
    HEADERS.put("LocalVolumes", "LOCAL VOLUMES");
    HEADERS.put("Mounts", "MOUNTS");
    HEADERS.put("Names", "NAMES");
    HEADERS.put("Networks", "NETWORKS");
    HEADERS.put("Ports", "PORTS");
    HEADERS.put("RunningFor", "CREATED");
    HEADERS.put("Size", "SIZE");
    HEADERS.put("State", "STATE");
    HEADERS.put("Status", "STATUS");
  }

  private ContainerRows() {}

  static Listing listing(List<String> columns) {
    return new Listing(HEADERS, columns);
  }

  /** A row; {@code size} is what stands in the column of that name. */
  static Map<String, String> row(
      Details container, String image, String size, Width width, Instant now) {
    String command = command(container.command());
    List<MountSpec.VolumeMount> volumes =
        container.mounts().stream()
            .filter(MountSpec.VolumeMount.class::isInstance)
            .map(MountSpec.VolumeMount.class::cast)
            .toList();
    Map<String, String> row = new LinkedHashMap<>();
    row.put("Command", Text.quoted(width == Width.FULL ? command : Text.shortened(command, 20)));
    row.put("CreatedAt", Text.time(container.created()));
    row.put("ID", Text.id(container.id(), width));
    row.put("Image", image);
    row.put("Labels", Text.labels(container.labels()));
    row.put("LocalVolumes", Integer.toString(volumes.size()));
    row.put(
        "Mounts",
        volumes.stream().map(MountSpec.VolumeMount::volume).collect(Collectors.joining(",")));
    row.put("Names", container.name());
    row.put("Networks", "");
    row.put("Ports", "");
    row.put("RunningFor", Units.ago(container.created(), now));
    row.put("Size", size);
    row.put("State", container.status().word());
    row.put("Status", status(container, now));
    return row;
  }

  /** The image as {@code ps} shows it: by its name, or by an id where it has none. */
  static String image(Details container, Width width) {
    boolean byId = container.image().equals(container.imageId().toString());
    return byId ? Text.id(container.imageId(), width) : container.image();
  }

  /** The state in Docker's words. */
  static String status(Details container, Instant now) {
    return switch (container.status()) {
      case CREATED -> "Created";
      case RUNNING -> up(container, now);
      case PAUSED -> up(container, now) + " (Paused)";
      case EXITED ->
          "Exited ("
              + container.exitCode()
              + ") "
              + Units.ago(container.finishedAt().orElse(container.created()), now);
    };
  }

  private static String up(Details container, Instant now) {
    Instant since = container.startedAt().orElse(container.created());
    return "Up " + Units.duration(Duration.between(since, now));
  }

  /** The words of a command, those with blanks quoted. */
  private static String command(List<String> words) {
    return words.stream()
        .map(word -> words.indexOf(word) > 0 && word.contains(" ") ? "'" + word + "'" : word)
        .collect(Collectors.joining(" "));
  }
}
