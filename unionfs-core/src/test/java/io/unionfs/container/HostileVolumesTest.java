package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images whose volumes are to lead out of them, on the host's filesystem. */
class HostileVolumesTest {
  @TempDir Path directory;
  private Path secrets;
  private ContainerFixture fixture;
  private ContainerEngine engine;

  @BeforeEach
  void open() throws IOException {
    secrets = Files.createDirectories(directory.resolve("secrets"));
    Files.writeString(secrets.resolve("key"), "of the host");
    fixture = ContainerFixture.onDisk(directory.resolve("store"));
    engine = fixture.engine;
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  /**
   * containerd filled a volume from where a path that climbs, or a link of the image, led on the
   * host.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SECRETS",
        "/../../../../../../../../..SECRETS",
        "/a/../../..SECRETS",
        "/absolute",
        "/absolute/sub",
        "/climbing",
        "/chain",
        "/chain/sub",
        "relative/../../..SECRETS"
      })
  void cve2022_23648_aVolumeIsFilledFromNothingButTheImage(String volume) throws IOException {
    String path = volume.replace("SECRETS", secrets.toString());
    Files.createDirectories(secrets.resolve("sub"));
    Files.writeString(secrets.resolve("sub/key"), "of the host");
    String climbing = "../".repeat(20) + secrets.toString().substring(1);
    fixture.image(
        "evil",
        files -> {
          Files.createSymbolicLink(files.getPath("/absolute"), files.getPath(secrets.toString()));
          Files.createSymbolicLink(files.getPath("/climbing"), files.getPath(climbing));
          Files.createSymbolicLink(files.getPath("/chain"), files.getPath("climbing"));
        },
        "VOLUME [\"" + path + "\"]");
    Container evil = engine.create(ContainerSpec.of("evil"));
    String target = evil.details().mounts().get(0).target();
    try (UnionFileSystem files = evil.files()) {
      assertThat(files.getPath(target)).isEmptyDirectory();
      ContainerFixture.write(files, target + "/written", "x");
    }
    assertThat(engine.volumes().list()).hasSize(1).allMatch(each -> each.size() == 1);
    assertThat(secrets.toFile().list()).containsExactlyInAnyOrder("key", "sub");
    assertThat(secrets.resolve("sub").toFile().list()).containsExactly("key");
  }

  @Test
  void cve2022_23648_aLinkInWhatAVolumeIsFilledWithStaysALink() throws IOException {
    fixture.image(
        "evil",
        files -> {
          Files.createDirectory(files.getPath("/v"));
          Files.createSymbolicLink(files.getPath("/v/d"), files.getPath(secrets.toString()));
          Files.createSymbolicLink(files.getPath("/v/f"), files.getPath(secrets + "/key"));
        },
        "VOLUME /v");
    Container evil = engine.create(ContainerSpec.of("evil"));
    try (UnionFileSystem files = evil.files()) {
      assertThat(Files.readSymbolicLink(files.getPath("/v/d"))).hasToString(secrets.toString());
      assertThat(Files.exists(files.getPath("/v/d/key"))).isFalse();
      assertThat(Files.exists(files.getPath("/v/f"))).isFalse();
    }
    assertThat(engine.volumes().list()).hasSize(1).allMatch(each -> each.size() == 0);
  }

  @Test
  void aVolumeWhosePathNoFileCanHaveMakesNoContainer() throws IOException {
    fixture.image(
        "evil", files -> ContainerFixture.write(files, "/f", ""), "VOLUME [\"/a\\u0000b\"]");
    assertThatThrownBy(() -> engine.create(ContainerSpec.of("evil")))
        .isInstanceOf(StoreException.class)
        .message()
        .hasLineCount(1);
    assertThat(engine.list()).isEmpty();
    assertThatThrownBy(() -> MountSpec.parseVolume("vv:/\ud800x"))
        .as("half of a character, which no path holds")
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds half of a character");
  }

  /** As Docker mounts them: by the number of names, not by the alphabet. */
  @Test
  void aMountBehindALinkComesAfterTheOneThatItLeadsInto() throws IOException {
    fixture.image(
        "links",
        files -> {
          Files.createDirectories(files.getPath("/z"));
          Files.createSymbolicLink(files.getPath("/a"), files.getPath("/z"));
        });
    Container web =
        engine.create(
            ContainerSpec.of("links")
                .withMount(MountSpec.parseVolume("inner:/a/x"))
                .withMount(MountSpec.parseVolume("outer:/z")));
    ContainerFixture.write(web, "/a/x/f", "123");
    assertThat(engine.volumes().get("inner").size()).isEqualTo(3);
    assertThat(engine.volumes().get("outer").size()).isZero();
  }
}
