package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.container.Container.Removal;
import io.unionfs.container.Container.VolumesOf;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store whose containers and volumes somebody else has made: nothing leads out of it. */
class HostileStoreTest {
  @TempDir Path directory;
  private Path outside;
  private ContainerFixture fixture;
  private ContainerEngine engine;

  @BeforeEach
  void open() throws IOException {
    outside = Files.createDirectories(directory.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "of the host");
    fixture = ContainerFixture.onDisk(directory.resolve("store"));
    engine = fixture.engine;
    fixture.base();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private Path store(String... names) {
    Path path = engine.store().directory();
    for (String name : names) {
      path = path.resolve(name);
    }
    return path;
  }

  private Container with(String volume) throws IOException {
    return engine.create(ContainerSpec.of("base").withMount(MountSpec.parseVolume(volume)));
  }

  private void refused(Container container, Path place) {
    assertThatThrownBy(container::files)
        .isInstanceOf(StoreException.class)
        .hasMessage(place + ": is not a directory; the store is damaged");
    assertThat(outside.toFile().list()).containsExactly("secret");
  }

  @Test
  void aLinkInPlaceOfAWritableLayerIsNotFollowed() throws IOException {
    Container web = engine.create(ContainerSpec.of("base"));
    Path upper = Files.createSymbolicLink(store("containers", web.id(), "upper"), outside);
    refused(web, upper);
    assertThat(web.size().writable()).isZero();
    web.remove(Removal.FORCED, VolumesOf.KEPT);
    assertThat(outside.resolve("secret")).exists();
  }

  @Test
  void aLinkInPlaceOfAVolumesFilesIsNotFollowed() throws IOException {
    Container web = with("vv:/v");
    Path data = Files.createSymbolicLink(store("volumes", "vv", "data"), outside);
    refused(web, data);
    assertThat(engine.volumes().get("vv").size()).isZero();
  }

  @Test
  void aLinkInPlaceOfAVolumesWorkingDirectoryIsNotFollowed() throws IOException {
    Container web = with("vv:/data");
    Path work = Files.createSymbolicLink(store("volumes", "vv", "data.work"), outside);
    refused(web, work);
  }

  @Test
  void aLinkInPlaceOfAVolumeIsNotFollowed() throws IOException {
    Container web = with("vv:/v");
    Path moved = Files.move(store("volumes", "vv"), directory.resolve("moved"));
    Files.createSymbolicLink(store("volumes", "vv"), moved);
    assertThatThrownBy(web::files).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> engine.volumes().get("vv")).isInstanceOf(StoreException.class);
    assertThat(moved.resolve("data")).doesNotExist();
  }

  @Test
  void aLinkInPlaceOfAStateIsNotWrittenThrough() throws IOException {
    Container web = engine.create(ContainerSpec.of("base"));
    Path state = store("containers", web.id(), "state");
    Files.delete(state);
    Path target = Files.createFile(outside.resolve("empty"));
    Files.createSymbolicLink(state, target);
    assertThatThrownBy(web::start)
        .isInstanceOf(StoreException.class)
        .hasMessage(state + ": is not a regular file");
    assertThat(target).isEmptyFile();
  }

  @Test
  @Timeout(60)
  void aRecordThatIsAPipeIsNotWaitedFor() throws Exception {
    Container web = engine.create(ContainerSpec.of("base").withName("web"));
    for (String name : List.of("container.json", "state")) {
      pipe(store("containers", web.id(), name));
    }
    pipe(store("containers", "by-name", "web"));
    assertThatThrownBy(web::details).hasMessageEndingWith("is not a regular file");
    assertThatThrownBy(() -> engine.get("web")).isInstanceOf(StoreException.class);
    web.remove(Removal.FORCED, VolumesOf.KEPT);
    assertThat(engine.list()).isEmpty();
  }

  private static void pipe(Path path) throws Exception {
    Files.deleteIfExists(path);
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }

  @Test
  void aContainerThatIsDeeperThanAPathIsRemoved() throws IOException {
    Container web = engine.create(ContainerSpec.of("base"));
    deep(store("containers", web.id(), "upper"));
    web.remove(Removal.FORCED, VolumesOf.KEPT);
    assertThat(engine.list()).isEmpty();
    try (var left = Files.walk(store("tmp"))) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void whatAKilledProcessLeftMayBeDeeperThanAPath() throws IOException {
    Path left = store("tmp", "00000000-0000-0000-0000-000000000000");
    deep(left);
    fixture.close();
    fixture = ContainerFixture.onDisk(directory.resolve("store"));
    assertThat(Files.exists(left, LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(store("tmp").toFile().list()).hasSize(1);
  }

  /** A tree that no path reaches the end of, as a rename of a directory makes it. */
  private static void deep(Path top) throws IOException {
    Path half = top.getParent().resolve("half");
    Path place = top;
    Path other = half;
    for (int i = 0; i < 15; i++) {
      place = place.resolve("d".repeat(200));
      other = other.resolve("d".repeat(200));
    }
    Files.createDirectories(place);
    Files.createDirectories(other);
    Files.writeString(other.resolve("f"), "deep");
    Files.move(half, place.resolve("half"));
  }

  @Test
  void aContainerIsUsedBesideOneThatCannotBe() throws IOException {
    Container web = engine.create(ContainerSpec.of("base"));
    Files.createSymbolicLink(store("containers", web.id(), "upper"), outside);
    Container good = engine.create(ContainerSpec.of("base"));
    try (UnionFileSystem files = good.files()) {
      ContainerFixture.write(files, "/f", "x");
    }
    assertThat(engine.space().containers()).hasSize(2);
  }
}
