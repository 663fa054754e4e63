package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process leaves that is killed between two steps, made by hand, one by one. */
class LeftByKilledProcessesTest {
  /** As processes call their places. */
  private static final String DEAD = "00000000-0000-4000-8000-000000000000";

  private static final String NOBODY = "ef".repeat(32);

  @TempDir Path directory;
  private ContainerFixture fixture;
  private StoredImage base;

  @BeforeEach
  void open() throws IOException {
    fixture = ContainerFixture.onDisk(directory);
    base = fixture.base();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private void reopen() throws IOException {
    fixture.close();
    fixture = ContainerFixture.onDisk(directory, 2);
  }

  @Test
  void aHoldOfNoContainerIsEnded() throws IOException {
    Container web = fixture.running("web");
    fixture.engine.store().hold(NOBODY, base.manifest().digest());
    fixture.engine.store().hold("something-else", base.manifest().digest());
    reopen();
    try (var holds = Files.list(directory.resolve("holds"))) {
      assertThat(holds.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(web.id(), "something-else");
    }
  }

  @Test
  void aNameOfNoContainerIsFree() throws IOException {
    fixture.running("other");
    Files.writeString(directory.resolve("containers/by-name/web"), NOBODY);
    reopen();
    assertThatThrownBy(() -> fixture.engine.get("web")).hasMessage("No such container: web");
    fixture.running("web");
  }

  @Test
  void aRenameThatDidNotReachTheRecordHasNotHappened() throws IOException {
    Container web = fixture.running("web");
    Files.writeString(directory.resolve("containers/by-name/shop"), web.id());
    reopen();
    assertThat(fixture.engine.get("web").details().name()).isEqualTo("web");
    assertThatThrownBy(() -> fixture.engine.get("shop")).hasMessage("No such container: shop");
    fixture.running("shop");
  }

  @Test
  void aContainerThatNamesAVolumeThatWasNotMadeMakesIt() throws IOException {
    Container web =
        fixture.create(ContainerSpec.of("base").withMount(MountSpec.parseVolume("vv:/data")));
    Files.delete(directory.resolve("volumes/vv/volume.json"));
    Files.delete(directory.resolve("volumes/vv"));
    reopen();
    Container again = fixture.engine.get(web.id());
    assertThat(ContainerFixture.read(again, "/data/f")).isEqualTo("data\n");
    assertThat(fixture.engine.volumes().get("vv").links()).isEqualTo(1);
  }

  @Test
  void aVolumeThatWasNotFilledToTheEndIsFilledAnew() throws IOException {
    Container web =
        fixture.create(ContainerSpec.of("base").withMount(MountSpec.parseVolume("vv:/data")));
    Files.createDirectories(directory.resolve("volumes/vv/data.work/junk"));
    Files.writeString(directory.resolve("volumes/vv/data.work/junk/file"), "x");
    reopen();
    Container again = fixture.engine.get(web.id());
    assertThat(ContainerFixture.read(again, "/data/f")).isEqualTo("data\n");
    assertThat(directory.resolve("volumes/vv/data.work/junk")).doesNotExist();
  }

  @Test
  void whatWasBeingMadeOrRemovedIsCleanedAway() throws IOException {
    fixture.running("web");
    Path dead = Files.createDirectories(directory.resolve("tmp/" + DEAD + "/1/upper"));
    Files.writeString(dead.resolve("file"), "x");
    reopen();
    fixture.engine.store().collect();
    assertThat(directory.resolve("tmp/" + DEAD)).doesNotExist();
    assertThat(fixture.engine.list()).hasSize(1);
  }

  @Test
  void aContainersDirectoryWithoutARecordIsNoContainer() throws IOException {
    fixture.running("web");
    Files.createDirectories(directory.resolve("containers").resolve(NOBODY));
    reopen();
    assertThat(fixture.engine.list()).hasSize(1);
    for (String text : List.of(NOBODY, NOBODY.substring(0, 12))) {
      Container nobody = fixture.engine.get(text);
      assertThatThrownBy(nobody::details).hasMessage("No such container: " + NOBODY);
      assertThatThrownBy(nobody::files).hasMessage("No such container: " + NOBODY);
    }
    fixture.engine.get(NOBODY).remove(Container.Removal.FORCED, Container.VolumesOf.REMOVED);
    assertThatThrownBy(() -> fixture.engine.get(NOBODY)).hasMessage("No such container: " + NOBODY);
  }
}
