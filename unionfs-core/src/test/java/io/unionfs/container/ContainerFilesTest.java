package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.container.Container.Removal;
import io.unionfs.container.Container.VolumesOf;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Provenance.Says;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import io.unionfs.trace.TraceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContainerFilesTest {
  private ContainerFixture fixture;
  private StoredImage base;
  private Container web;

  @BeforeEach
  void open() throws IOException {
    fixture = ContainerFixture.inMemory();
    base = fixture.base();
    web = fixture.running("web");
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void whatOneExecWritesTheNextOneReads() throws IOException {
    int code =
        web.exec(
            null,
            files -> {
              ContainerFixture.write(files, "/etc/motd", "changed\n");
              return 7;
            });
    assertThat(code).isEqualTo(7);
    web.exec(
        null,
        files -> {
          assertThat(files.getPath("/etc/motd")).hasContent("changed\n");
          return 0;
        });
  }

  @Test
  void execIsDoneInTheNameOfAUser() throws IOException {
    web.exec(
        "app",
        files -> {
          assertThat(files.caller().uid()).isEqualTo(7);
          assertThatThrownBy(() -> ContainerFixture.write(files, "/etc/motd", "x"))
              .isInstanceOf(AccessDeniedException.class);
          return 0;
        });
    Container app = fixture.create(ContainerSpec.of("base").withUser("app"));
    app.start();
    app.exec(
        null,
        files -> {
          assertThat(files.caller().uid()).isEqualTo(7);
          return 0;
        });
    assertThatThrownBy(() -> web.exec("nobody", files -> 0))
        .isInstanceOf(StoreException.class)
        .hasMessage("unable to find user nobody: no matching entries in passwd file");
  }

  @Test
  void theWritableLayerIsMadeOnTheFirstWrite() throws IOException {
    Path place = fixture.engine.store().directory().resolve("containers").resolve(web.id());
    assertThat(ContainerFixture.read(web, "/etc/motd")).isEqualTo("hello\n");
    assertThat(place.resolve("upper")).doesNotExist();
    ContainerFixture.write(web, "/new", "x");
    assertThat(place.resolve("upper").resolve("new")).hasContent("x");
  }

  @Test
  void thereIsOneMountForAllWhoHaveItOpen() throws IOException {
    UnionFileSystem one = web.files();
    UnionFileSystem other = web.files();
    ContainerFixture.write(one, "/new", "x");
    assertThat(other.getPath("/new")).hasContent("x");
    assertThat(Files.isSameFile(one.getPath("/new"), other.getPath("/new"))).isTrue();
    one.close();
    one.close();
    assertThat(one.isOpen()).isFalse();
    assertThat(other.getPath("/new")).hasContent("x");
    other.close();
    assertThat(ContainerFixture.read(web, "/new")).isEqualTo("x");
  }

  @Test
  void containersOfOneImageDoNotSeeEachOther() throws IOException {
    Container other = fixture.running("other");
    try (UnionFileSystem one = web.files();
        UnionFileSystem two = other.files()) {
      ContainerFixture.write(one, "/etc/motd", "one\n");
      assertThat(two.getPath("/etc/motd")).hasContent("hello\n");
      assertThat(one.lowerLayers().get(0)).isSameAs(two.lowerLayers().get(0));
    }
  }

  @Test
  void aRestartKeepsWhatWasWrittenAndANewContainerDoesNot() throws IOException {
    ContainerFixture.write(web, "/new", "x");
    web.restart();
    assertThat(ContainerFixture.exists(web, "/new")).isTrue();
    web.remove(Removal.FORCED, VolumesOf.KEPT);
    web = fixture.running("web");
    assertThat(ContainerFixture.exists(web, "/new")).isFalse();
  }

  @Test
  void changesAreAddedChangedAndDeleted() throws IOException {
    assertThat(web.changes()).isEmpty();
    try (UnionFileSystem files = web.files()) {
      ContainerFixture.write(files, "/etc/new", "x");
      ContainerFixture.write(files, "/etc/motd", "changed");
      Files.delete(files.getPath("/old/x"));
      Files.delete(files.getPath("/old"));
    }
    assertThat(web.changes())
        .extracting(Object::toString)
        .containsExactly("C /etc", "C /etc/motd", "A /etc/new", "D /old");
    web.stop();
    assertThat(web.changes()).hasSize(4);
  }

  @Test
  void itsSizeIsWhatWasWrittenBesideItsImage() throws IOException {
    assertThat(web.size()).isEqualTo(new Container.Size(0, base.size()));
    try (UnionFileSystem files = web.files()) {
      ContainerFixture.write(files, "/new", "12345");
      Files.createLink(files.getPath("/again"), files.getPath("/new"));
      Files.delete(files.getPath("/old/x"));
    }
    assertThat(web.size()).isEqualTo(new Container.Size(5, base.size() + 5));
  }

  @Test
  void exportIsAFlatTarOfWhatItShows() throws IOException {
    try (UnionFileSystem files = web.files()) {
      ContainerFixture.write(files, "/new", "x");
      Files.delete(files.getPath("/old/x"));
    }
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    web.exportTo(tar, ProgressListener.NONE);
    Path file = fixture.engine.store().directory().resolve("tmp").resolve("flat.tar");
    Files.write(file, tar.toByteArray());
    StoredImage flat =
        fixture.engine.importTar(
            file,
            io.unionfs.image.ImageReference.parse("flat"),
            base.config().platform(),
            java.util.List.of(),
            "",
            ProgressListener.NONE);
    Files.delete(file);
    assertThat(flat.config().history().get(0).comment()).isEqualTo("Imported from -");
    Container same = fixture.create(ContainerSpec.of("flat"));
    assertThat(ContainerFixture.read(same, "/new")).isEqualTo("x");
    assertThat(ContainerFixture.exists(same, "/old/x")).isFalse();
    assertThat(ContainerFixture.exists(same, "/old")).isTrue();
  }

  @Test
  void whichTellsEachLayerThatSpeaksOfAPathAndHowItWasMade() throws IOException {
    ContainerFixture.write(web, "/etc/motd", "two\n");
    web.commit(
        new Container.CommitSpec(
            java.util.Optional.of(io.unionfs.image.ImageReference.parse("second")),
            "me",
            "changed motd",
            java.util.List.of()));
    Container second = fixture.create(ContainerSpec.of("second"));
    ContainerFixture.write(second, "/etc/motd", "three\n");
    PathHistory history = second.which("/etc/motd");
    assertThat(history.path()).isEqualTo("/etc/motd");
    assertThat(history.voices())
        .extracting(PathHistory.Voice::number)
        .containsExactly(TraceEvent.UPPER, 1, 0);
    assertThat(history.voices())
        .extracting(PathHistory.Voice::says)
        .containsExactly(Says.SHOWN, Says.HIDDEN, Says.HIDDEN);
    assertThat(history.voices().get(0).layer()).isEmpty();
    assertThat(history.voices().get(1).step().orElseThrow().comment()).isEqualTo("changed motd");
    assertThat(history.voices().get(2).layer().orElseThrow().diffId())
        .isEqualTo(base.layers().get(0).diffId());
    assertThat(history.voices().get(2).step().orElseThrow().comment()).isEqualTo("Imported from -");
  }

  @Test
  void theWorkingDirectoryIsMadeWhereTheImageLacksIt() throws IOException {
    Container there = fixture.create(ContainerSpec.of("base").withWorkingDir("/etc"));
    assertThat(there.changes()).isEmpty();
    Container missing = fixture.create(ContainerSpec.of("base").withWorkingDir("/srv/app"));
    assertThat(missing.changes())
        .extracting(Object::toString)
        .containsExactly("A /srv", "A /srv/app");
    Container file = fixture.create(ContainerSpec.of("base").withWorkingDir("/etc/motd/x"));
    assertThat(file.changes()).isEmpty();
    fixture.image("climbs", files -> {}, "WORKDIR /../../x");
    Container climbs = fixture.create(ContainerSpec.of("climbs"));
    assertThat(climbs.changes()).extracting(Object::toString).containsExactly("A /x");
  }

  @Test
  void timesAreThoseOfTheEnginesClock() throws IOException {
    Container timed =
        fixture.create(
            ContainerSpec.of("base")
                .withMount(MountSpec.parseVolume("vv:/v"))
                .withMount(MountSpec.parseTmpfs("/t")));
    fixture.pass(java.time.Duration.ofDays(1));
    try (UnionFileSystem files = timed.files()) {
      for (String path : java.util.List.of("/f", "/v/f", "/t/f")) {
        ContainerFixture.write(files, path, "x");
        assertThat(Files.getLastModifiedTime(files.getPath(path)).toInstant())
            .isEqualTo(fixture.now());
      }
    }
  }

  @Test
  void closingTheEngineClosesAllFiles() throws IOException {
    UnionFileSystem files = web.files();
    fixture.engine.close();
    assertThat(files.isOpen()).isFalse();
    files.close();
    assertThatThrownBy(web::files).isInstanceOf(IOException.class);
  }
}
