package io.unionfs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.container.Container;
import io.unionfs.container.Container.CommitSpec;
import io.unionfs.container.ContainerEngine;
import io.unionfs.container.ContainerSpec;
import io.unionfs.image.ImageReference;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A container of an image, for a test alone. */
@Image("/io/unionfs/image/images/built-docker.tar")
class ContainersInTestsTest {
  @UnionFs Container field;

  @Test
  void itRuns(@UnionFs Container container) throws IOException {
    assertThat(container.details().status()).isEqualTo(Container.Status.RUNNING);
    int code =
        container.exec(
            null,
            files -> {
              assertThat(files.getPath("/opt/app/link")).exists();
              Files.writeString(files.getPath("/etc/motd"), "hello");
              return 3;
            });
    assertThat(code).isEqualTo(3);
    assertThat(container.changes()).hasToString("[C /etc, A /etc/motd]");
    assertThat(field.changes()).isEmpty();
  }

  @Test
  void itsIdIsTheSameInEachRun(@UnionFs Container container) {
    assertThat(container.id()).isEqualTo(field.id());
  }

  @Test
  void itsStoreIsItsOwn(@UnionFs ContainerEngine one, @UnionFs ContainerEngine other)
      throws IOException {
    Container container = one.create(ContainerSpec.of("built"));
    StoredImage image = container.commit(CommitSpec.of(ImageReference.parse("mine")));
    assertThat(one.store().images().list())
        .hasSize(2)
        .anyMatch(each -> each.id().equals(image.id()));
    assertThat(other.store().images().list()).hasSize(1);
    assertThat(other.list()).isEmpty();
  }

  @Nested
  @Lower({"etc/passwd=app:x:1000:1000::/:\n", "0755 1000:1000 home/"})
  @Lower({"etc/.wh.one", "home/file=x"})
  class WithLayers {
    @Test
    @AsUser("app")
    @FixedClock("2024-02-29T12:00:00Z")
    void layersAreOfTheImage(@UnionFs Container container) throws IOException {
      assertThat(container.details().image()).isNotEmpty();
      assertThat(container.details().created()).isEqualTo(Instant.parse("2024-02-29T12:00:00Z"));
      container.exec(
          null,
          files -> {
            assertThat(files.getPath("/etc/one")).doesNotExist();
            assertThat(files.getPath("/opt/app/link")).exists();
            assertThat(files.lowerLayers()).hasSize(4);
            assertThat(Files.getOwner(Files.createFile(files.getPath("/home/a"))))
                .hasToString("app");
            return 0;
          });
    }

    @Test
    void theImageKeepsItsName(@UnionFs ContainerEngine engine) throws IOException {
      assertThat(engine.store().images().get("built").layers()).hasSize(4);
    }
  }

  static class FromLines {
    @Test
    @Lower("etc/motd=hello")
    void layersMakeAnImage(@UnionFs Container container, @UnionFs ContainerEngine engine)
        throws IOException {
      try (UnionFileSystem files = container.files()) {
        assertThat(files.getPath("/etc/motd")).hasContent("hello");
      }
      assertThat(engine.store().images().get("test").layers()).hasSize(1);
    }

    @Test
    void nothingMakesAnImageOfNothing(@UnionFs Container container) throws IOException {
      try (UnionFileSystem files = container.files()) {
        assertThat(files.getPath("/")).isEmptyDirectory();
      }
    }
  }

  @Test
  void anImageMayBeMadeForTheTest() {
    SampleRun.of(FromLines.class).assertSucceeded(2);
  }

  static class Leaking {
    static final List<UnionFileSystem> OPENED = new ArrayList<>();

    @Test
    void leaks(@UnionFs Container container) throws IOException {
      UnionFileSystem files = container.files();
      OPENED.add(files);
      Files.newOutputStream(files.getPath("/left"));
    }
  }

  @Test
  void leaksAreTold() {
    assertThat(SampleRun.of(Leaking.class).failure())
        .hasMessageContaining("Leaking.leaks, parameter 1 (Container): 1 left open")
        .hasMessageContaining("file channel on /left, opened at ")
        .hasMessageContaining("Leaking.leaks(ContainersInTestsTest.java:");
    assertThat(Leaking.OPENED).noneMatch(UnionFileSystem::isOpen);
  }
}
