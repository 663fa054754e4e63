package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Failures.fails;
import static io.unionfs.testing.assertions.UnionAssertions.assertThat;
import static io.unionfs.testing.assertions.UnionAssertions.assertThatThrownBy;

import io.unionfs.container.Container;
import io.unionfs.container.ContainerEngine;
import io.unionfs.container.ContainerSpec;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Platform;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.Store;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of containers. */
class ContainerAssertTest {
  private ContainerEngine engine;
  private Container container;

  @BeforeEach
  void create(@TempDir Path temporary) throws IOException {
    Clock clock = Clock.fixed(Demo.NOW, ZoneOffset.UTC);
    engine =
        ContainerEngine.open(Store.open(temporary.resolve("store"), clock), clock, new Random(1));
    Path tar = temporary.resolve("base.tar");
    try (UnionFileSystem fs = Demo.mount();
        OutputStream out = Files.newOutputStream(tar)) {
      Files.delete(fs.getPath("/run/socket"));
      fs.writeTree(out);
    }
    engine.importTar(
        tar,
        ImageReference.parse("demo"),
        Platform.parse("linux/amd64"),
        List.of(),
        "",
        ProgressListener.NONE);
    container = engine.create(ContainerSpec.of("demo").withName("web").withCommand("serve"));
  }

  @AfterEach
  void close() throws IOException {
    engine.close();
  }

  private void change() throws IOException {
    try (UnionFileSystem files = container.files()) {
      Files.delete(files.getPath("/etc/motd"));
      Files.writeString(files.getPath("/tmp/new"), "new");
    }
  }

  @Test
  void itsState() throws IOException {
    assertThat(container).isCreated().hasName("web").hasImage("demo");
    fails(
        () -> assertThat(container).isRunning(),
        """
            Expecting container:
              web (73d51abbd89c)
            to be running, but it is created.
            """);
    fails(
        () -> assertThat(container).hasName("db"),
        """
            Expecting container:
              web (73d51abbd89c)
            to have the name db, but it is web.
            """);
    fails(
        () -> assertThat(container).hasImage("other"),
        """
            Expecting container:
              web (73d51abbd89c)
            to be of the image other, but it is of demo.
            """);
    container.start();
    assertThat(container).isRunning();
    fails(
        () -> assertThat(container).isCreated(),
        """
            Expecting container:
              web (73d51abbd89c)
            to be created, but it is running.
            """);
    fails(
        () -> assertThat(container).isPaused(),
        """
            Expecting container:
              web (73d51abbd89c)
            to be paused, but it is running.
            """);
    fails(
        () -> assertThat(container).hasExited(),
        """
            Expecting container:
              web (73d51abbd89c)
            to have exited, but it is running.
            """);
    container.pause();
    assertThat(container).isPaused();
    container.exited(3);
    assertThat(container).hasExited().hasExitCode(3);
    fails(
        () -> assertThat(container).hasExitCode(0),
        """
            Expecting container:
              web (73d51abbd89c)
            to have exited with 0, but it has with 3.
            """);
  }

  @Test
  void whatWasChanged() throws IOException {
    assertThat(container).hasNoChanges();
    change();
    assertThat(container)
        .hasChanges("C /etc", "D /etc/motd", "C /tmp", "A /tmp/new")
        .containsChanges("A /tmp/new")
        .changes()
        .hasSize(4);

    fails(
        () -> assertThat(container).hasNoChanges(),
        """
            Expecting container:
              web (73d51abbd89c)
            to have these changes and no others:
              (nothing)
            but these are there besides:
              C /etc
              D /etc/motd
              C /tmp
              A /tmp/new
            What the layers say of /etc, the topmost first:
              upper                   directory rwxr-xr-x (0755), owner 0:0, copied up from layer 0 - shown
              layer 0 (8d19915c01d5)  directory rwxr-xr-x (0755), owner 0:0 - shown
            What the layers say of /etc/motd, the topmost first:
              upper                   whiteout
              layer 0 (8d19915c01d5)  regular file rw-r--r-- (0644), owner 0:0, 7 bytes - hidden
            What the layers say of /tmp, the topmost first:
              upper                   directory rwxrwxrwt (01777), owner 0:0, copied up from layer 0 - shown
              layer 0 (8d19915c01d5)  directory rwxrwxrwt (01777), owner 0:0 - shown
            """);
    fails(
        () -> assertThat(container).hasChanges("C /tmp", "A /tmp/new"),
        """
            Expecting container:
              web (73d51abbd89c)
            to have these changes and no others:
              C /tmp
              A /tmp/new
            but these are there besides:
              C /etc
              D /etc/motd
            What the layers say of /etc, the topmost first:
              upper                   directory rwxr-xr-x (0755), owner 0:0, copied up from layer 0 - shown
              layer 0 (8d19915c01d5)  directory rwxr-xr-x (0755), owner 0:0 - shown
            What the layers say of /etc/motd, the topmost first:
              upper                   whiteout
              layer 0 (8d19915c01d5)  regular file rw-r--r-- (0644), owner 0:0, 7 bytes - hidden
            """);
    fails(
        () -> assertThat(container).containsChanges("A /tmp/other"),
        """
            Expecting container:
              web (73d51abbd89c)
            to have these changes among others:
              A /tmp/other
            but these are missing:
              A /tmp/other
            What the layers say of /tmp/other, the topmost first:
              upper                   nothing
              layer 0 (8d19915c01d5)  nothing
            """);
  }

  @Test
  void itsFiles() throws IOException {
    change();
    assertThat(container)
        .pathSatisfies("/etc/motd", motd -> motd.isWhiteoutInUpper())
        .filesSatisfy(files -> files.hasLowerLayers(1));
    assertThatThrownBy(
            () -> assertThat(container).as("web").pathSatisfies("/tmp", tmp -> tmp.hasMode(0)))
        .hasMessageStartingWith("[web: files: /tmp] \nExpecting path:\n  /tmp\n");
    fails(
        () -> assertThat(container).pathSatisfies("/tmp", tmp -> tmp.hasMode(0755)),
        """
            [files: /tmp]
            Expecting path:
              /tmp
            to have the permissions rwxr-xr-x (0755), but it has rwxrwxrwt (01777).
            What the layers say of /tmp, the topmost first:
              upper                   directory rwxrwxrwt (01777), owner 0:0, copied up from layer 0 - shown
              layer 0 (8d19915c01d5)  directory rwxrwxrwt (01777), owner 0:0 - shown
            """);
    fails(
        () -> assertThat(container).filesSatisfy(files -> files.path("/tmp").isOpaque()),
        """
            [files: /tmp]
            Expecting path:
              /tmp
            to be an opaque directory, but no layer marks it.
            What the layers say of /tmp, the topmost first:
              upper                   directory rwxrwxrwt (01777), owner 0:0, copied up from layer 0 - shown
              layer 0 (8d19915c01d5)  directory rwxrwxrwt (01777), owner 0:0 - shown
            """);
    fails(
        () -> assertThat((Container) null).hasNoChanges(),
        """
            Expecting actual not to be null
            """);
  }

  @Test
  void everyAssertionIsSeenToFail() throws IOException {
    Failures.areAllShown(ContainerAssert.class, ContainerAssertTest.class);
  }
}
