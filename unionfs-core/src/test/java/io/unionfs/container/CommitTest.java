package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.container.Container.CommitSpec;
import io.unionfs.container.Container.Status;
import io.unionfs.image.History;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageReference;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitTest {
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

  private static CommitSpec named(String name, String... changes) {
    return new CommitSpec(
        Optional.of(ImageReference.parse(name)), "me <m@e>", "the message", List.of(changes));
  }

  @Test
  void whatWasWrittenBecomesALayerOfANewImage() throws IOException {
    try (UnionFileSystem files = web.files()) {
      ContainerFixture.write(files, "/etc/motd", "changed\n");
      ContainerFixture.write(files, "/new", "x");
      Files.delete(files.getPath("/old/x"));
    }
    fixture.pass(Duration.ofMinutes(1));
    StoredImage image = web.commit(named("second"));
    assertThat(image.layers()).hasSize(2);
    assertThat(image.layers().get(0)).isEqualTo(base.layers().get(0));
    History step = image.config().history().get(1);
    assertThat(step.createdBy()).isEqualTo("sleep 1000");
    assertThat(step.author()).isEqualTo("me <m@e>");
    assertThat(step.comment()).isEqualTo("the message");
    assertThat(step.created()).contains(fixture.now());
    assertThat(step.layer()).hasValue(1);
    assertThat(image.config().created()).contains(fixture.now());
    assertThat(image.config().author()).isEqualTo("me <m@e>");

    Container second = fixture.create(ContainerSpec.of("second"));
    assertThat(ContainerFixture.read(second, "/etc/motd")).isEqualTo("changed\n");
    assertThat(ContainerFixture.read(second, "/new")).isEqualTo("x");
    assertThat(ContainerFixture.exists(second, "/old/x")).isFalse();
    assertThat(second.changes()).isEmpty();
    assertThat(web.changes()).as("the container goes on as it is").isNotEmpty();
  }

  @Test
  void whereNothingWasWrittenThereIsAStepAndNoLayer() throws IOException {
    ContainerFixture.write(web, "/new", "x");
    try (UnionFileSystem files = web.files()) {
      Files.delete(files.getPath("/new"));
    }
    StoredImage image = web.commit(named("same"));
    assertThat(image.layers()).isEqualTo(base.layers());
    assertThat(image.config().history()).hasSize(2);
    assertThat(image.config().history().get(1).layer()).isEmpty();
    assertThat(image.id()).isNotEqualTo(base.id());
  }

  @Test
  void theSameContentGivesTheSameLayer() throws IOException {
    Container other = fixture.running("other");
    ContainerFixture.write(web, "/a", "1");
    ContainerFixture.write(web, "/b", "2");
    ContainerFixture.write(other, "/b", "2");
    ContainerFixture.write(other, "/gone", "3");
    ContainerFixture.write(other, "/a", "1");
    try (UnionFileSystem files = other.files()) {
      Files.delete(files.getPath("/gone"));
    }
    StoredImage one = web.commit(named("one"));
    StoredImage two = other.commit(named("two"));
    assertThat(two.layers()).isEqualTo(one.layers());
    assertThat(two.id()).as("and, at one moment, the same image").isEqualTo(one.id());
    assertThat(one.layers()).hasSize(2);
  }

  @Test
  void changesOfTheConfigurationGoOnTopOfTheContainers() throws IOException {
    Container made =
        fixture.create(
            ContainerSpec.of("base")
                .withEnv(List.of("Q=1", "A=quote \"x\" $HOME"))
                .withLabel("own", "a b")
                .withUser("app")
                .withWorkingDir("/w")
                .withCommand("run", "it"));
    ImageConfig config = made.commit(named("plain")).config();
    assertThat(config.env()).containsExactly("Q=1", "A=quote \"x\" $HOME");
    assertThat(config.cmd()).containsExactly("run", "it");
    assertThat(config.user()).isEqualTo("app");
    assertThat(config.workingDir()).isEqualTo("/w");
    assertThat(config.labels()).containsEntry("own", "a b").containsEntry("made", "here");
    ImageConfig changed =
        made.commit(
                named(
                    "changed",
                    "CMD [\"ls\"]",
                    "ENV X=y",
                    "USER root",
                    "WORKDIR sub",
                    "EXPOSE 80",
                    "LABEL k=v"))
            .config();
    assertThat(changed.cmd()).containsExactly("ls");
    assertThat(changed.env()).contains("X=y", "Q=1");
    assertThat(changed.user()).isEqualTo("root");
    assertThat(changed.workingDir()).isEqualTo("/w/sub");
    assertThat(changed.exposedPorts()).containsExactly("80/tcp");
    assertThat(changed.labels()).containsEntry("k", "v").containsEntry("own", "a b");
  }

  @Test
  void whatIsNoInstructionMakesNoImageAndLeavesTheContainerRunning() throws IOException {
    ContainerFixture.write(web, "/new", "x");
    for (String change : List.of("FROM x", "RUN ls", "bogus", "EXPOSE x")) {
      assertThatThrownBy(() -> web.commit(named("bad", change)))
          .isInstanceOf(StoreException.class)
          .message()
          .hasLineCount(1);
    }
    assertThat(fixture.engine.store().images().list()).hasSize(1);
    assertThat(web.details().status()).isEqualTo(Status.RUNNING);
  }

  @Test
  void aRunningContainerIsPausedMeanwhile() throws IOException {
    ContainerFixture.write(web, "/new", "x".repeat(100));
    Status[] seen = new Status[1];
    web.commit(
        named("second"),
        (what, done, total) -> {
          try {
            seen[0] = seen[0] == null ? web.details().status() : seen[0];
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(seen[0]).isEqualTo(Status.PAUSED);
    assertThat(web.details().status()).isEqualTo(Status.RUNNING);
    web.pause();
    web.commit(named("third"));
    assertThat(web.details().status()).isEqualTo(Status.PAUSED);
  }

  @Test
  void anImageNeedsNoName() throws IOException {
    StoredImage image = web.commit(new CommitSpec(Optional.empty(), "", "", List.of()));
    assertThat(image.names()).isEmpty();
    assertThat(fixture.engine.store().images().get(image.id().abbreviated()).id())
        .isEqualTo(image.id());
  }
}
