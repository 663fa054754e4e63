package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.container.Container.Details;
import io.unionfs.container.Container.Removal;
import io.unionfs.container.Container.Status;
import io.unionfs.container.Container.VolumesOf;
import io.unionfs.store.Images;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContainerLifeTest {
  private ContainerFixture fixture;
  private ContainerEngine engine;
  private StoredImage base;

  @BeforeEach
  void open() throws IOException {
    fixture = ContainerFixture.inMemory();
    engine = fixture.engine;
    base = fixture.base();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void aContainerIsCreatedFromAnImage() throws IOException {
    Details made = engine.create(ContainerSpec.of("base")).details();
    assertThat(made.id()).matches("[0-9a-f]{64}");
    assertThat(made.name()).matches("[a-z]+_[a-z]+");
    assertThat(made.image()).isEqualTo("base");
    assertThat(made.imageId()).isEqualTo(base.id());
    assertThat(made.status()).isEqualTo(Status.CREATED);
    assertThat(made.created()).isEqualTo(ContainerFixture.START);
    assertThat(made.command()).containsExactly("sleep", "1000");
    assertThat(made.env()).containsExactly("A=b");
    assertThat(made.startedAt()).isEmpty();
    assertThat(made.finishedAt()).isEmpty();
    assertThat(made.labels()).containsExactly(Map.entry("made", "here"));
  }

  @Test
  void theSameClockAndIdsGiveTheSameContainer() throws IOException {
    Container one = engine.create(ContainerSpec.of("base"));
    try (ContainerFixture other = ContainerFixture.inMemory()) {
      other.base();
      Container same = other.engine.create(ContainerSpec.of("base"));
      assertThat(same.details()).isEqualTo(one.details());
    }
  }

  @Test
  void whatIsAskedForGoesBeforeWhatTheImageSays() throws IOException {
    fixture.image(
        "app",
        files -> ContainerFixture.write(files, "/f", ""),
        "ENTRYPOINT [\"/run\"]",
        "CMD [\"a\"]",
        "ENV A=1 B=2",
        "USER app",
        "WORKDIR /w",
        "LABEL k=image l=image");
    assertThat(engine.create(ContainerSpec.of("app")).details().command())
        .containsExactly("/run", "a");
    Details made =
        engine
            .create(
                ContainerSpec.of("app")
                    .withCommand("b", "c")
                    .withEnv(List.of("Q=1", "A=mine", "NOVALUE"))
                    .withUser("1:2")
                    .withWorkingDir("/here")
                    .withLabel("k", "mine"))
            .details();
    assertThat(made.command()).containsExactly("/run", "b", "c");
    assertThat(made.env()).containsExactly("Q=1", "A=mine", "NOVALUE", "B=2");
    assertThat(made.user()).isEqualTo("1:2");
    assertThat(made.workingDir()).isEqualTo("/here");
    assertThat(made.labels()).containsEntry("k", "mine").containsEntry("l", "image");
    assertThat(
            engine
                .create(ContainerSpec.of("app").withEntrypoint(List.of("/other")))
                .details()
                .command())
        .as("the image's arguments are those of its own entrypoint")
        .containsExactly("/other");
    assertThat(
            engine
                .create(ContainerSpec.of("app").withEntrypoint(List.of()).withCommand("x"))
                .details()
                .command())
        .containsExactly("x");
  }

  @Test
  void whatCannotBeMakesNoContainer() throws IOException {
    engine.create(ContainerSpec.of("base").withName("web"));
    refused(
        ContainerSpec.of("base").withName("web"), "The container name \"web\" is already in use");
    refused(ContainerSpec.of("base").withName("/web"), "already in use by container");
    refused(ContainerSpec.of("base").withName("a/b"), "Invalid container name (a/b)");
    refused(ContainerSpec.of("base").withWorkingDir("rel"), "'rel' is invalid");
    refused(ContainerSpec.of("base").withEnv(List.of("=x")), "invalid environment variable: =x");
    refused(
        ContainerSpec.of("base")
            .withMount(MountSpec.parseVolume("aa:/x"))
            .withMount(MountSpec.parseTmpfs("/x/")),
        "Duplicate mount point: /x");
    refused(ContainerSpec.of("nope"), "nope");
    assertThat(engine.list()).hasSize(1);
    assertThat(holds()).hasSize(1);
    assertThat(engine.volumes().list()).isEmpty();
  }

  private void refused(ContainerSpec spec, String words) {
    assertThatThrownBy(() -> engine.create(spec))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(words)
        .message()
        .hasLineCount(1);
  }

  private List<String> holds() throws IOException {
    try (var all = Files.list(engine.store().directory().resolve("holds"))) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void itsLifeIsToldWithTimesAndExitCodes() throws IOException {
    Container container = engine.create(ContainerSpec.of("base"));
    fixture.pass(Duration.ofSeconds(1));
    container.start();
    assertThat(container.details().startedAt()).contains(fixture.now());
    assertThat(container.details().status()).isEqualTo(Status.RUNNING);
    fixture.pass(Duration.ofSeconds(1));
    container.stop();
    assertThat(container.details().exitCode()).isEqualTo(143);
    assertThat(container.details().finishedAt()).contains(fixture.now());
    container.start();
    container.kill();
    assertThat(container.details().exitCode()).isEqualTo(137);
    container.restart();
    container.pause();
    assertThat(container.details().status()).isEqualTo(Status.PAUSED);
    container.unpause();
    container.exited(3);
    assertThat(container.details().status()).isEqualTo(Status.EXITED);
    assertThat(container.details().exitCode()).isEqualTo(3);
    assertThat(container.details().restartCount()).isZero();
  }

  @Test
  void theImagesStopSignalSaysHowItEnds() throws IOException {
    fixture.image("quit", files -> {}, "STOPSIGNAL SIGQUIT");
    Container container = engine.create(ContainerSpec.of("quit"));
    container.start();
    container.stop();
    assertThat(container.details().exitCode()).isEqualTo(131);
  }

  @Test
  void refusalsNameTheContainer() throws IOException {
    Container container = engine.create(ContainerSpec.of("base").withName("web"));
    assertThatThrownBy(container::kill)
        .hasMessage("Cannot kill container: web: Container web is not running");
    assertThatThrownBy(() -> container.exec(null, files -> 0))
        .hasMessage("Container web is not running");
    container.start();
    container.pause();
    assertThatThrownBy(() -> container.exec(null, files -> 0))
        .hasMessage("Container web is paused, unpause the container before exec");
  }

  @Test
  void theNewestIsListedFirst() throws IOException {
    Container first = engine.create(ContainerSpec.of("base"));
    fixture.pass(Duration.ofSeconds(1));
    Container second = engine.create(ContainerSpec.of("base"));
    assertThat(engine.list()).extracting(Container::id).containsExactly(second.id(), first.id());
  }

  @Test
  void aContainerIsFoundByNameIdAndFirstDigits() throws IOException {
    Container web = engine.create(ContainerSpec.of("base").withName("web"));
    for (String text : List.of("web", "/web", web.id(), web.id().substring(0, 12))) {
      assertThat(engine.get(text).id()).isEqualTo(web.id());
    }
    for (String text : List.of("", "we", "nope", "../web", "web/", "a\nb", "f".repeat(64))) {
      assertThatThrownBy(() -> engine.get(text))
          .isInstanceOf(StoreException.class)
          .hasMessageStartingWith("No such container: ")
          .message()
          .hasLineCount(1);
    }
  }

  @Test
  void firstDigitsOfSeveralIdsAreRefused() throws IOException {
    List<Container> many = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      many.add(engine.create(ContainerSpec.of("base")));
    }
    String twice =
        many.stream()
            .map(each -> each.id().substring(0, 1))
            .filter(d -> many.stream().filter(each -> each.id().startsWith(d)).count() > 1)
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> engine.get(twice))
        .hasMessage("Multiple IDs found with provided prefix: " + twice);
  }

  @Test
  void aNameGoesBeforeTheFirstDigitsOfAnId() throws IOException {
    Container one = engine.create(ContainerSpec.of("base"));
    Container other = engine.create(ContainerSpec.of("base").withName(one.id().substring(0, 12)));
    assertThat(engine.get(one.id().substring(0, 12)).id()).isEqualTo(other.id());
  }

  @Test
  void aNameIsFoundThoughWhatSaysWhoseItIsWasLost() throws IOException {
    Container web = engine.create(ContainerSpec.of("base").withName("web"));
    Path names = engine.store().directory().resolve("containers").resolve("by-name");
    Files.delete(names.resolve("web"));
    assertThat(engine.get("web").id()).isEqualTo(web.id());
    Files.writeString(names.resolve("web"), "../../images");
    assertThat(engine.get("web").id()).isEqualTo(web.id());
    Files.writeString(names.resolve("other"), web.id());
    assertThatThrownBy(() -> engine.get("other")).hasMessage("No such container: other");
  }

  @Test
  void aContainerIsRenamedInAnyState() throws IOException {
    Container web = fixture.running("web");
    web.rename("shop");
    assertThat(web.details().name()).isEqualTo("shop");
    assertThat(engine.get("shop").id()).isEqualTo(web.id());
    assertThatThrownBy(() -> engine.get("web")).hasMessage("No such container: web");
    engine.create(ContainerSpec.of("base").withName("web"));
    assertThatThrownBy(() -> web.rename("web")).hasMessageContaining("is already in use");
    assertThatThrownBy(() -> web.rename("shop"))
        .hasMessage("Renaming a container with the same name as its current name");
    assertThatThrownBy(() -> web.rename("a b")).hasMessageContaining("Invalid container name");
    assertThat(web.details().status()).isEqualTo(Status.RUNNING);
  }

  @Test
  void aRunningContainerIsRemovedByForceOnly() throws IOException {
    Container web = fixture.running("web");
    ContainerFixture.write(web, "/new", "x");
    assertThatThrownBy(() -> web.remove(Removal.IF_STOPPED, VolumesOf.KEPT))
        .hasMessageStartingWith("You cannot remove a running container web.");
    web.remove(Removal.FORCED, VolumesOf.KEPT);
    assertThat(engine.list()).isEmpty();
    assertThat(holds()).isEmpty();
    assertThatThrownBy(web::details).hasMessage("No such container: " + web.id());
    assertThatThrownBy(web::start).hasMessage("No such container: " + web.id());
    assertThatThrownBy(web::files).hasMessage("No such container: " + web.id());
    assertThatThrownBy(() -> web.remove(Removal.FORCED, VolumesOf.KEPT))
        .hasMessage("No such container: " + web.id());
    engine.create(ContainerSpec.of("base").withName("web"));
  }

  @Test
  void aContainerWhoseFilesAreOpenIsRemovedByForceOnly() throws IOException {
    Container web = engine.create(ContainerSpec.of("base").withName("web"));
    var files = web.files();
    assertThatThrownBy(() -> web.remove(Removal.IF_STOPPED, VolumesOf.KEPT))
        .hasMessage("container web is in use: its files are open");
    web.remove(Removal.FORCED, VolumesOf.KEPT);
    assertThat(files.isOpen()).isFalse();
    files.close();
  }

  @Test
  void pruneLeavesWhatRuns() throws IOException {
    Container ended = fixture.running("ended");
    ended.stop();
    Container made = engine.create(ContainerSpec.of("base"));
    Container paused = fixture.running("paused");
    paused.pause();
    Container runs = fixture.running("runs");
    assertThat(engine.prune()).containsExactlyInAnyOrder(ended.id(), made.id());
    assertThat(engine.list())
        .extracting(Container::id)
        .containsExactlyInAnyOrder(paused.id(), runs.id());
  }

  @Test
  void aContainerKeepsItsImage() throws IOException {
    Container web = engine.create(ContainerSpec.of("base").withName("web"));
    engine.store().images().remove("base", Images.Removal.FORCED);
    engine.store().collect();
    assertThat(ContainerFixture.read(web, "/etc/motd")).isEqualTo("hello\n");
    web.remove(Removal.IF_STOPPED, VolumesOf.KEPT);
    engine.store().collect();
    assertThat(engine.store().images().byManifest(base.manifest().digest())).isEmpty();
  }

  @Test
  void inspectSpeaksAsDocker() throws IOException {
    Container web =
        engine.create(
            ContainerSpec.of("base").withName("web").withMount(MountSpec.parseVolume("vv:/v:ro")));
    web.start();
    String json = web.inspect();
    assertThat(json)
        .contains("\"Id\" : \"" + web.id() + "\"")
        .contains("\"Name\" : \"/web\"")
        .contains("\"Status\" : \"running\"")
        .contains("\"Running\" : true")
        .contains("\"FinishedAt\" : \"0001-01-01T00:00:00Z\"")
        .contains("\"StartedAt\" : \"2026-03-01T12:00:00Z\"")
        .contains("\"Path\" : \"sleep\"")
        .contains("\"Image\" : \"" + base.id() + "\"")
        .contains("\"Image\" : \"base\"")
        .contains("\"Destination\" : \"/v\"")
        .contains("\"Mode\" : \"ro\"")
        .contains("\"RW\" : false")
        .contains("\"Binds\" : [ \"vv:/v:ro\" ]");
  }
}
