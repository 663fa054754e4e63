package io.unionfs.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.output.Width;
import io.unionfs.container.Container.Details;
import io.unionfs.container.Container.Status;
import io.unionfs.container.MountSpec;
import io.unionfs.layer.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Containers as docker 28.2.2 shows them. */
class RowsTest {
  private static final Instant NOW = Instant.parse("2026-11-25T21:06:57Z");
  private static final Digest IMAGE = new Digest("sha256", "1".repeat(64));

  private static Details container(Status status, int code, String image, String... command) {
    return new Details(
        "b".repeat(64),
        "web",
        image,
        IMAGE,
        IMAGE,
        NOW.minusSeconds(200),
        status,
        status == Status.CREATED ? Optional.empty() : Optional.of(NOW.minusSeconds(190)),
        status == Status.EXITED ? Optional.of(NOW.minusSeconds(7200)) : Optional.empty(),
        code,
        0,
        List.of(command),
        List.of(),
        "",
        "",
        List.of(new MountSpec.VolumeMount("data", "/d", MountSpec.Access.READ_WRITE)),
        Map.of("x", "y", "k", "v"));
  }

  @ParameterizedTest
  @CsvSource({
    "CREATED, 0, Created",
    "RUNNING, 0, Up 3 minutes",
    "PAUSED, 0, Up 3 minutes (Paused)",
    "EXITED, 137, Exited (137) 2 hours ago"
  })
  void aStateIsToldInDockersWords(Status status, int code, String words) {
    assertThat(ContainerRows.status(container(status, code, "debian:stable", "sh"), NOW))
        .isEqualTo(words);
  }

  @Test
  void aRowHasDockersFields() {
    Details container =
        container(
            Status.RUNNING,
            0,
            "debian:stable",
            "docker-entrypoint.sh",
            "nginx",
            "-g",
            "daemon off;");
    Map<String, String> row = ContainerRows.row(container, "debian:stable", "0B", Width.SHORT, NOW);
    assertThat(row)
        .containsEntry("Command", "\"docker-entrypoint.s…\"")
        .containsEntry("CreatedAt", "2026-11-25 21:03:37 +0000 UTC")
        .containsEntry("ID", "bbbbbbbbbbbb")
        .containsEntry("Labels", "k=v,x=y")
        .containsEntry("LocalVolumes", "1")
        .containsEntry("Mounts", "data")
        .containsEntry("RunningFor", "3 minutes ago")
        .containsEntry("State", "running");
    assertThat(ContainerRows.row(container, "x", "0B", Width.FULL, NOW))
        .containsEntry("Command", "\"docker-entrypoint.sh nginx -g 'daemon off;'\"")
        .containsEntry("ID", "b".repeat(64));
  }

  @Test
  void anImageThatWasNamedByItsIdIsShownByIt() {
    Details byName = container(Status.CREATED, 0, "debian:stable", "sh");
    Details byId = container(Status.CREATED, 0, IMAGE.toString(), "sh");
    assertThat(ContainerRows.image(byName, Width.SHORT)).isEqualTo("debian:stable");
    assertThat(ContainerRows.image(byId, Width.SHORT)).isEqualTo("111111111111");
    assertThat(ContainerRows.image(byId, Width.FULL)).isEqualTo(IMAGE.toString());
  }
}
