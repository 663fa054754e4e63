package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.container.Container.CommitSpec;
import io.unionfs.container.Container.Removal;
import io.unionfs.container.Container.VolumesOf;
import io.unionfs.container.Volumes.Volume;
import io.unionfs.image.ImageReference;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFiles;
import io.unionfs.nio.XattrFileAttributeView;
import io.unionfs.overlay.XattrMode;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Volumes and tmpfs in containers: what Docker 20.10 was seen to do, unless a test says otherwise.
 */
class VolumesTest {
  private ContainerFixture fixture;
  private ContainerEngine engine;

  @BeforeEach
  void open() throws IOException {
    fixture = ContainerFixture.inMemory();
    engine = fixture.engine;
    fixture.base();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private Container with(String... volumes) throws IOException {
    ContainerSpec spec = ContainerSpec.of("base");
    for (String volume : volumes) {
      spec = spec.withMount(MountSpec.parseVolume(volume));
    }
    Container container = engine.create(spec);
    container.start();
    return container;
  }

  private static List<String> diff(Container container) throws IOException {
    return container.changes().stream().map(Object::toString).toList();
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  // ---- volumes by themselves ----

  @Test
  void aVolumeIsMadeListedAndRemoved() throws IOException {
    Volume made = engine.volumes().create("vv", Map.of("a", "b"));
    assertThat(made.labels()).containsExactly(Map.entry("a", "b"));
    assertThat(made.created()).isEqualTo(fixture.now());
    fixture.pass(Duration.ofHours(1));
    assertThat(engine.volumes().create("vv", Map.of())).as("it is there already").isEqualTo(made);
    Volume anonymous = engine.volumes().create(null, Map.of());
    assertThat(anonymous.name()).matches("[0-9a-f]{64}");
    assertThat(anonymous.isAnonymous()).isTrue();
    assertThat(engine.volumes().list()).extracting(Volume::name).contains("vv").hasSize(2);
    assertThat(engine.volumes().inspect("vv"))
        .contains(
            "\"Name\" : \"vv\"",
            "\"Driver\" : \"local\"",
            "\"Mountpoint\" : \"/store/volumes/vv/data\"");
    engine.volumes().remove("vv");
    assertThatThrownBy(() -> engine.volumes().get("vv")).hasMessage("get vv: no such volume");
    assertThatThrownBy(() -> engine.volumes().remove("vv")).hasMessage("get vv: no such volume");
    assertThatThrownBy(() -> engine.volumes().remove("../images"))
        .hasMessage("get ../images: no such volume");
    assertThatThrownBy(() -> engine.volumes().create("a/b", Map.of()))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("create a/b: \"a/b\" includes invalid characters");
  }

  @Test
  void aVolumeThatAContainerNamesIsNotRemoved() throws IOException {
    Container web = with("vv:/v");
    web.stop();
    assertThat(engine.volumes().get("vv").links()).isEqualTo(1);
    assertThatThrownBy(() -> engine.volumes().remove("vv"))
        .hasMessage("remove vv: volume is in use - [" + web.id() + "]");
    engine.volumes().create("free", Map.of());
    assertThat(engine.volumes().prune()).extracting(Volume::name).containsExactly("free");
    web.remove(Removal.IF_STOPPED, VolumesOf.REMOVED);
    assertThat(engine.volumes().list())
        .as("rm -v leaves a volume with a name")
        .extracting(Volume::name)
        .containsExactly("vv");
    engine.volumes().remove("vv");
  }

  @Test
  void aVolumeWithoutANameGoesWithItsContainerWhenThatIsAskedFor() throws IOException {
    Container one = with("/v");
    assertThat(engine.volumes().list()).hasSize(1);
    one.remove(Removal.FORCED, VolumesOf.KEPT);
    assertThat(engine.volumes().list()).hasSize(1);
    with("/v").remove(Removal.FORCED, VolumesOf.REMOVED);
    assertThat(engine.volumes().list()).hasSize(1);
    assertThat(engine.volumes().list().get(0).isAnonymous()).isTrue();
  }

  // ---- in containers ----

  @Test
  void whatIsInAVolumeOutlivesItsContainerAndIsSharedWithOthers() throws IOException {
    Container one = with("vv:/v");
    Container two = with("vv:/other");
    try (UnionFileSystem first = one.files();
        UnionFileSystem second = two.files()) {
      ContainerFixture.write(first, "/v/f", "12345");
      assertThat(second.getPath("/other/f")).hasContent("12345");
    }
    assertThat(engine.volumes().get("vv").size()).isEqualTo(5);
    one.remove(Removal.FORCED, VolumesOf.REMOVED);
    two.remove(Removal.FORCED, VolumesOf.REMOVED);
    assertThat(ContainerFixture.read(with("vv:/v"), "/v/f")).isEqualTo("12345");
  }

  @Test
  void aVolumeHidesWhatTheImageHasThere() throws IOException {
    engine.volumes().create("vv", Map.of());
    ContainerFixture.write(with("vv:/v"), "/v/mine", "x");
    Container web = with("vv:/data");
    assertThat(ContainerFixture.exists(web, "/data/f")).isFalse();
    assertThat(ContainerFixture.read(web, "/data/mine")).isEqualTo("x");
  }

  @Test
  void aReadOnlyVolumeIsNotWritten() throws IOException {
    Container web = with("vv:/v:ro");
    assertThatThrownBy(() -> ContainerFixture.write(web, "/v/f", "x"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("Read-only file system");
  }

  @Test
  void mountPointsThatTheImageLacksAreAddedAndWhatIsInThemDoesNotShow() throws IOException {
    Container web = with("vv:/new/vol", "/data2", "named:/data");
    ContainerFixture.write(web, "/new/vol/z", "a");
    ContainerFixture.write(web, "/data/zz", "b");
    ContainerFixture.write(web, "/etc/new", "c");
    assertThat(diff(web))
        .containsExactly("A /data2", "C /etc", "A /etc/new", "A /new", "A /new/vol");
    try (UnionFileSystem files = web.files()) {
      assertThat(mode(files.getPath("/new"))).isEqualTo("rwxr-xr-x");
      assertThat(Files.getAttribute(files.getPath("/new/vol"), "unix:uid")).isEqualTo(0);
    }
    assertThat(web.size().writable()).isEqualTo(1);
  }

  @Test
  void volumesStayOutOfCommitsAndExports() throws IOException {
    Container web = with("vv:/v", "/data2");
    ContainerFixture.write(web, "/v/secret", "x");
    ContainerFixture.write(web, "/data2/secret", "x");
    ContainerFixture.write(web, "/kept", "x");
    StoredImage image = web.commit(CommitSpec.of(ImageReference.parse("second")));
    assertThat(image.config().volumes())
        .as("what was mounted without a name is a volume of the image")
        .containsExactly("/data2");
    Container second = engine.create(ContainerSpec.of("second"));
    assertThat(ContainerFixture.exists(second, "/kept")).isTrue();
    assertThat(ContainerFixture.exists(second, "/v")).as("the mount point").isTrue();
    assertThat(ContainerFixture.exists(second, "/v/secret")).isFalse();
    assertThat(ContainerFixture.exists(second, "/data2/secret")).isFalse();
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    web.exportTo(tar, ProgressListener.NONE);
    assertThat(tar.toString(StandardCharsets.ISO_8859_1)).contains("kept").doesNotContain("secret");
  }

  @Test
  void theImagesVolumesAreMountedWithoutNames() throws IOException {
    fixture.image(
        "db",
        files -> {
          Files.createDirectories(files.getPath("/var/lib/db"));
          ContainerFixture.write(files, "/var/lib/db/schema", "1");
        },
        "VOLUME [\"/var/lib/db\",\"/log\"]");
    Container one = engine.create(ContainerSpec.of("db"));
    assertThat(engine.volumes().list()).hasSize(2).allMatch(Volume::isAnonymous);
    assertThat(ContainerFixture.read(one, "/var/lib/db/schema")).isEqualTo("1");
    ContainerFixture.write(one, "/var/lib/db/rows", "x");
    Container two = engine.create(ContainerSpec.of("db"));
    assertThat(ContainerFixture.exists(two, "/var/lib/db/rows")).isFalse();
    Container named =
        engine.create(ContainerSpec.of("db").withMount(MountSpec.parseVolume("vv:/log/")));
    assertThat(named.details().mounts())
        .extracting(MountSpec::target)
        .containsExactlyInAnyOrder("/var/lib/db", "/log");
    assertThat(named.details().mounts()).contains(MountSpec.parseVolume("vv:/log"));
  }

  @Test
  void aVolumeOfTheImageThatClimbsIsTakenFromTheRoot() throws IOException {
    fixture.image(
        "evil", files -> ContainerFixture.write(files, "/f", ""), "VOLUME [\"/../../../tmp/x\"]");
    Container evil = engine.create(ContainerSpec.of("evil"));
    assertThat(evil.details().mounts()).extracting(MountSpec::target).containsExactly("/tmp/x");
    ContainerFixture.write(evil, "/tmp/x/f", "x");
    assertThat(evil.changes()).extracting(Object::toString).containsExactly("A /tmp", "A /tmp/x");
  }

  @Test
  void aMountPointBehindLinksStaysInTheContainer() throws IOException {
    fixture.image(
        "links",
        files -> {
          Files.createDirectories(files.getPath("/run/lock"));
          Files.createDirectories(files.getPath("/var"));
          Files.createSymbolicLink(files.getPath("/var/run"), files.getPath("/run"));
          Files.createSymbolicLink(
              files.getPath("/up"), files.getPath("../../../../../../run/lock"));
        });
    Container web =
        engine.create(
            ContainerSpec.of("links")
                .withMount(MountSpec.parseVolume("vv:/var/run/x"))
                .withMount(MountSpec.parseVolume("ww:/up")));
    ContainerFixture.write(web, "/run/x/f", "1");
    ContainerFixture.write(web, "/run/lock/f", "2");
    assertThat(engine.volumes().get("vv").size()).isEqualTo(1);
    assertThat(engine.volumes().get("ww").size()).isEqualTo(1);
  }

  @Test
  void oneVolumeMayLieInAnother() throws IOException {
    Container web = with("inner:/v/deep/in", "outer:/v");
    ContainerFixture.write(web, "/v/deep/in/f", "inner");
    ContainerFixture.write(web, "/v/f", "outer");
    assertThat(ContainerFixture.read(web, "/v/deep/in/f")).isEqualTo("inner");
    assertThat(engine.volumes().get("inner").size()).isEqualTo(5);
    assertThat(diff(web)).containsExactly("A /v");
    Container other = with("outer:/o");
    assertThat(ContainerFixture.exists(other, "/o/deep/in")).isTrue();
    assertThat(ContainerFixture.exists(other, "/o/deep/in/f")).isFalse();
  }

  // ---- filling ----

  @Test
  void anEmptyVolumeIsFilledFromTheImage() throws IOException {
    fixture.image(
        "rich",
        files -> {
          Path data = Files.createDirectories(files.getPath("/data/sub"));
          ContainerFixture.write(files, "/data/f", "data");
          Files.createLink(files.getPath("/data/g"), files.getPath("/data/f"));
          Files.createSymbolicLink(data.resolve("l"), files.getPath("/etc"));
          UnionFiles.createFifo(data.resolve("pipe"));
          Files.setAttribute(data.resolve("pipe"), "unix:uid", 9);
          Files.setAttribute(files.getPath("/data/f"), "unix:uid", 7);
          Files.setAttribute(files.getPath("/data/f"), "unix:mode", 04711);
          Files.getFileAttributeView(files.getPath("/data/f"), XattrFileAttributeView.class)
              .set("security.k", new byte[] {1, 0, 2}, XattrMode.CREATE);
          Files.setAttribute(files.getPath("/data"), "unix:gid", 6);
          Files.setAttribute(files.getPath("/data"), "unix:mode", 0750);
        });
    for (String access : List.of("", ":ro")) {
      Container web =
          engine.create(
              ContainerSpec.of("rich")
                  .withMount(MountSpec.parseVolume("vol" + access.length() + ":/data" + access)));
      try (UnionFileSystem files = web.files()) {
        assertThat(files.getPath("/data/f")).hasContent("data");
        assertThat(Files.getAttribute(files.getPath("/data/f"), "unix:uid")).isEqualTo(7);
        assertThat((int) Files.getAttribute(files.getPath("/data/f"), "unix:mode") & 07777)
            .isEqualTo(04711);
        assertThat(
                Files.getFileAttributeView(files.getPath("/data/f"), XattrFileAttributeView.class)
                    .get("security.k"))
            .containsExactly(1, 0, 2);
        assertThat(Files.isSameFile(files.getPath("/data/f"), files.getPath("/data/g"))).isTrue();
        assertThat(Files.readSymbolicLink(files.getPath("/data/sub/l"))).hasToString("/etc");
        assertThat(Files.getAttribute(files.getPath("/data/sub/pipe"), "unix:uid")).isEqualTo(9);
        assertThat(mode(files.getPath("/data"))).isEqualTo("rwxr-x---");
        assertThat(Files.getAttribute(files.getPath("/data"), "unix:gid")).isEqualTo(6);
      }
      assertThat(web.changes()).isEmpty();
    }
  }

  @Test
  void aVolumeIsFilledOnceAndWhatIsDeletedStaysSo() throws IOException {
    Container web = with("vv:/data");
    try (UnionFileSystem files = web.files()) {
      Files.delete(files.getPath("/data/f"));
      Files.delete(files.getPath("/data/sub"));
      Files.setAttribute(files.getPath("/data"), "unix:mode", 0700);
    }
    web.restart();
    try (UnionFileSystem files = web.files()) {
      assertThat(files.getPath("/data")).isEmptyDirectory();
      assertThat(mode(files.getPath("/data"))).isEqualTo("rwx------");
    }
  }

  @Test
  void aVolumeIsNotMountedOnAFile() throws IOException {
    Container web = with("vv:/bin/sh");
    assertThatThrownBy(web::files)
        .isInstanceOf(StoreException.class)
        .hasMessage("volume vv cannot be mounted: /bin/sh is not a directory");
    web.remove(Removal.FORCED, VolumesOf.REMOVED);
  }

  // ---- tmpfs ----

  private Container tmpfs(String... targets) throws IOException {
    ContainerSpec spec = ContainerSpec.of("base");
    for (String target : targets) {
      spec = spec.withMount(MountSpec.parseTmpfs(target));
    }
    Container container = engine.create(spec);
    container.start();
    return container;
  }

  @Test
  void aTmpfsLastsUntilTheContainerStops() throws IOException {
    Container web = tmpfs("/run", "/data");
    ContainerFixture.write(web, "/run/f", "x");
    assertThat(ContainerFixture.read(web, "/run/f")).isEqualTo("x");
    ContainerFixture.write(web, "/kept", "x");
    web.restart();
    assertThat(ContainerFixture.exists(web, "/run/f")).isFalse();
    assertThat(ContainerFixture.exists(web, "/kept")).isTrue();
    try (UnionFileSystem files = web.files()) {
      ContainerFixture.write(files, "/run/f", "x");
      web.stop();
      assertThat(Files.exists(files.getPath("/run/f"))).as("to who has it open, too").isFalse();
    }
    assertThat(diff(web)).containsExactly("A /kept", "A /run");
  }

  @Test
  void aTmpfsTakesTheModeOfWhatItHidesAndShowsNothingOfIt() throws IOException {
    Container web = tmpfs("/data", "/run", "/tmp:mode=1700");
    try (UnionFileSystem files = web.files()) {
      assertThat(files.getPath("/data")).isEmptyDirectory();
      assertThat(mode(files.getPath("/data"))).isEqualTo("rwxr-x---");
      assertThat((int) Files.getAttribute(files.getPath("/run"), "unix:mode") & 07777)
          .isEqualTo(01777);
      assertThat((int) Files.getAttribute(files.getPath("/tmp"), "unix:mode") & 07777)
          .isEqualTo(01700);
    }
  }

  @Test
  void aTmpfsHasASize() throws IOException {
    Container web = tmpfs("/run:size=64k");
    ContainerFixture.write(web, "/run/f", "x".repeat(60_000));
    assertThatThrownBy(() -> ContainerFixture.write(web, "/run/g", "x".repeat(60_000)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left on device");
  }
}
