package io.unionfs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.container.Container;
import io.unionfs.container.Container.CommitSpec;
import io.unionfs.container.ContainerEngine;
import io.unionfs.container.ContainerSpec;
import io.unionfs.fault.FaultPoint;
import io.unionfs.image.ImageReference;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Errno;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Quotas, faults and options of a class, of which a container has its share. */
class ContainerMountsTest {
  private static void write(Container container, String path, String content) throws IOException {
    container.exec(
        null,
        files -> {
          Files.writeString(files.getPath(path), content);
          return 0;
        });
  }

  @Lower("etc/motd=hello")
  @WithQuota(bytes = 8192, inodes = 4)
  static class Quotas {
    @UnionFs Container container;
    @UnionFs UnionFileSystem union;

    @Test
    void aContainerIsFullWhereAUnionIs() throws IOException {
      for (String file : new String[] {"/a", "/b"}) {
        Files.writeString(union.getPath(file), "x".repeat(4096));
        write(container, file, "x".repeat(4096));
      }
      assertThatThrownBy(() -> Files.writeString(union.getPath("/c"), "x"))
          .hasMessageContaining("No space left on device");
      assertThatThrownBy(() -> write(container, "/c", "x"))
          .hasMessageContaining("No space left on device");
    }

    /** A container is mounted anew each time; what is there counts. */
    @Test
    void inodesAreCountedOverAllMounts() throws IOException {
      int made = 0;
      try {
        while (made < 10) {
          write(container, "/empty" + made, "");
          made++;
        }
      } catch (FileSystemException e) {
        assertThat(e).hasMessageContaining("No space left on device");
      }
      int inUnion = 0;
      try {
        while (inUnion < 10) {
          Files.createFile(union.getPath("/empty" + inUnion));
          inUnion++;
        }
      } catch (FileSystemException e) {
        assertThat(e).hasMessageContaining("No space left on device");
      }
      assertThat(made).isEqualTo(inUnion).isBetween(3, 4);
    }

    @Test
    void eachContainerOfAnEngineHasIt(@UnionFs ContainerEngine engine) throws IOException {
      for (int i = 0; i < 2; i++) {
        Container each = engine.create(ContainerSpec.of("test"));
        each.start();
        write(each, "/a", "x".repeat(8192));
        assertThatThrownBy(() -> write(each, "/b", "x"))
            .hasMessageContaining("No space left on device");
      }
    }

    @Test
    @WithQuota
    void theNearestCounts(@UnionFs Container free) throws IOException {
      write(free, "/a", "x".repeat(1 << 16));
      assertThat(free.changes()).hasToString("[A /a]");
    }
  }

  @Test
  void quotas() {
    SampleRun.of(Quotas.class).assertSucceeded(4);
  }

  @Lower("etc/motd=hello")
  static class Faulty {
    @UnionFs Container container;

    @BeforeEach
    void before() throws IOException {
      write(container, "/before", "left in peace");
    }

    @Test
    @FaultAt(value = FaultPoint.UPPER_WRITE, call = 2, fail = Errno.ENOSPC)
    void callsAreCountedOverAllMounts() throws IOException {
      write(container, "/one", "x");
      assertThatThrownBy(() -> write(container, "/two", "x"))
          .hasMessageContaining("No space left on device");
      write(container, "/three", "x");
    }

    @Test
    @FaultAt(FaultPoint.UPPER_WRITE)
    void itIsEnoughThatOneHasIt(@UnionFs Path root) throws IOException {
      assertThatThrownBy(() -> Files.writeString(root.resolve("a"), "x"));
      write(container, "/a", "x");
    }

    @Test
    void oneOnTheElementIsItsAlone(@UnionFs @FaultAt(FaultPoint.COPY_UP_CREATE) Container faulty)
        throws IOException {
      write(container, "/etc/motd", "x");
      assertThatThrownBy(() -> write(faulty, "/etc/motd", "x"))
          .hasMessageContaining("Input/output error");
      write(faulty, "/etc/motd", "x");
    }

    @Test
    void containersOfAnEngineHaveItTogether(
        @UnionFs @FaultAt(value = FaultPoint.UPPER_WRITE, call = 2) ContainerEngine engine)
        throws IOException {
      Container one = engine.create(ContainerSpec.of("test"));
      Container other = engine.create(ContainerSpec.of("test"));
      one.start();
      other.start();
      write(one, "/a", "x");
      assertThatThrownBy(() -> write(other, "/a", "x")).hasMessageContaining("Input/output error");
    }
  }

  static class NeverCame {
    @Test
    void test(@UnionFs @FaultAt(FaultPoint.UPPER_LINK) Container container) throws IOException {
      write(container, "/a", "x");
    }
  }

  @Test
  void faults() {
    SampleRun.of(Faulty.class).assertSucceeded(4);
    assertThat(SampleRun.of(NeverCame.class).failure())
        .hasMessageStartingWith("ContainerMountsTest.NeverCame.test, parameter 1 (Container): ")
        .hasMessageContaining("UPPER_LINK");
  }

  /** Its working directory and the place of its volume are missing. */
  @Image("/io/unionfs/image/images/oddities")
  @Lower({".wh.tmp", "var/log/.wh.app"})
  static class WithWorkingDirectory {
    /** It is made by the first mount, which is before the test. */
    @Test
    @FaultAt(FaultPoint.UPPER_CREATE)
    void noFaultIsSpentOnIt(@UnionFs Container container) throws IOException {
      container.exec(
          "0",
          files -> {
            assertThat(files.getPath("/tmp")).isDirectory();
            assertThatThrownBy(() -> Files.createFile(files.getPath("/tmp/a")))
                .hasMessageContaining("Input/output error");
            return 0;
          });
    }

    /** As under docker run --read-only. */
    @Test
    @MountOptions("ro")
    void aVolumeIsWritableInWhatIsNot(@UnionFs Container container) throws IOException {
      container.exec(
          "0",
          files -> {
            Files.createFile(files.getPath("/var/log/app/a"));
            assertThatThrownBy(() -> Files.createFile(files.getPath("/a")))
                .hasMessageContaining("Read-only file system");
            return 0;
          });
    }
  }

  @Test
  void whatAMountMakes() {
    SampleRun.of(WithWorkingDirectory.class).assertSucceeded(2);
  }

  @Lower({"dir/file=x", "etc/motd=hello"})
  @MountOptions("redirect_dir=on,metacopy=on")
  static class Options {
    @UnionFs Container container;

    @Test
    void aLowerDirectoryIsRenamedAndStaysSoInALaterMount(@UnionFs ContainerEngine engine)
        throws IOException {
      rename(container, "/dir", "/renamed");
      write(container, "/b", "x"); // another mount
      assertThat(container.changes()).hasToString("[A /b, D /dir, A /renamed, A /renamed/file]");

      Container of = engine.create(ContainerSpec.of("test"));
      of.start();
      rename(of, "/dir", "/renamed");
      of.commit(CommitSpec.of(ImageReference.parse("renamed")));
      Container again = engine.create(ContainerSpec.of("renamed"));
      try (UnionFileSystem files = again.files()) {
        assertThat(files.getPath("/dir")).doesNotExist();
        assertThat(files.getPath("/renamed/file")).hasContent("x");
      }
    }

    @Test
    void attributesAloneAreCopied() throws IOException {
      try (UnionFileSystem files = container.files()) {
        Files.setAttribute(files.getPath("/etc/motd"), "unix:mode", 0600);
        assertThat(files.usage().bytes()).isZero();
      }
      write(container, "/etc/motd", "changed");
    }

    @Test
    @MountOptions("ro")
    void oneMayBeReadOnly() {
      assertThatThrownBy(() -> write(container, "/a", "x"))
          .hasMessageContaining("Read-only file system");
    }

    @Test
    @MountOptions("redirect_dir=off")
    void theDefaultIsAnotherOne() {
      assertThatThrownBy(() -> rename(container, "/dir", "/renamed"))
          .isInstanceOf(AtomicMoveNotSupportedException.class);
    }

    private static void rename(Container container, String from, String to) throws IOException {
      container.exec(
          null,
          files -> {
            Files.move(files.getPath(from), files.getPath(to), StandardCopyOption.ATOMIC_MOVE);
            return 0;
          });
    }
  }

  @Test
  void options() {
    SampleRun.of(Options.class).assertSucceeded(4);
  }
}
