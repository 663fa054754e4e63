package io.unionfs.testing;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.fault.FaultPoint;
import io.unionfs.nio.UnionFileSystem;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A temporary directory of JUnit lies on a union. */
class UnionTempDirFactoryTest {
  private static final List<FileSystem> MOUNTED = new ArrayList<>();

  private static void note(Path dir) {
    MOUNTED.add(dir.getFileSystem());
  }

  private static SampleRun run(Class<?> sample, Map<String, String> parameters) {
    MOUNTED.clear();
    SampleRun run = SampleRun.with(parameters, sample);
    assertThat(MOUNTED).isNotEmpty().noneMatch(FileSystem::isOpen);
    return run;
  }

  @Test
  void itIsAnEmptyDirectoryOfAUnion(@TempDir(factory = UnionTempDirFactory.class) Path dir)
      throws IOException {
    assertThat(dir).hasToString("/tmp/junit").isEmptyDirectory();
    assertThat(dir.getFileSystem()).isInstanceOf(UnionFileSystem.class);
    assertThat(Files.getAttribute(dir, "unix:mode")).isEqualTo(040700);
    assertThat(Files.getAttribute(dir.getParent(), "unix:mode")).isEqualTo(041777);
  }

  @Test
  @Image("/io/unionfs/image/images/built-docker.tar")
  @Lower({"etc/passwd=app:x:1000:1000::/:\n", "01777 tmp/", "tmp/junit/taken="})
  void itIsMadeAsInAContainerOfTheImage(
      @TempDir(factory = UnionTempDirFactory.class) @AsUser("app") @WithQuota(inodes = 3) Path dir)
      throws IOException {
    assertThat(dir.getRoot().resolve("opt/app")).isDirectory();
    assertThat(dir.getFileName().toString()).startsWith("junit-");
    assertThat(Files.getOwner(dir)).hasToString("app");
    Path file = Files.createFile(dir.resolve("a"));
    assertThat(Files.getOwner(file)).hasToString("app");
    assertThatThrownBy(() -> Files.createFile(dir.resolve("b")))
        .hasMessageContaining("No space left on device");
  }

  /** Knows nothing of unions. */
  static class Plain {
    @TempDir static Path classWide;

    @TempDir Path field;

    @BeforeEach
    void before(@TempDir Path dir) throws IOException {
      note(dir);
      Files.createDirectories(field.resolve("a/b"));
      Files.writeString(field.resolve("a/b/c"), "c");
      Files.createSymbolicLink(field.resolve("a/link"), field.getRoot());
    }

    @Test
    void test(@TempDir Path dir) throws IOException {
      for (Path each : List.of(classWide, field, dir)) {
        note(each);
        assertThat(each.getFileSystem()).isInstanceOf(UnionFileSystem.class);
      }
      Set<FileSystem> distinct = new HashSet<>(MOUNTED);
      assertThat(distinct).hasSize(4);
      Path locked = Files.createDirectory(dir.resolve("locked"));
      Files.createFile(locked.resolve("file"));
      Files.setAttribute(locked, "unix:mode", 0);
    }
  }

  private static final Map<String, String> BY_DEFAULT =
      Map.of("junit.jupiter.tempdir.factory.default", UnionTempDirFactory.class.getName());

  @Test
  void aPlainTemporaryDirectoryMayLieThereToo() {
    run(Plain.class, BY_DEFAULT).assertSucceeded(1);
  }

  @ParameterizedTest
  @EnumSource(CleanupMode.class)
  void theUnionEndsWithTheTestUnderEachCleanupMode(CleanupMode mode) {
    run(
            Plain.class,
            Map.of(
                "junit.jupiter.tempdir.factory.default",
                UnionTempDirFactory.class.getName(),
                "junit.jupiter.tempdir.cleanup.mode.default",
                mode == CleanupMode.DEFAULT ? "always" : mode.name()))
        .assertSucceeded(1);
  }

  static class Leaking {
    @TempDir(factory = UnionTempDirFactory.class)
    Path dir;

    @Test
    void leaks() throws IOException {
      note(dir);
      Files.newOutputStream(dir.resolve("left"));
    }
  }

  static class LeakingPlain {
    @Test
    void leaks(@TempDir Path dir) throws IOException {
      note(dir);
      Files.newOutputStream(dir.resolve("left"));
    }
  }

  static class LeakingClass {
    @TempDir static Path dir;

    @Test
    void leaks() throws IOException {
      note(dir);
      Files.newOutputStream(dir.resolve("left"));
    }
  }

  @Test
  void leaksAreTold() {
    assertThat(run(Leaking.class, Map.of()).failure())
        .hasMessageContaining("UnionTempDirFactoryTest.Leaking.leaks, field dir: 1 left open")
        .hasMessageContaining("file channel on /tmp/junit/left, opened at ")
        .hasMessageContaining("Leaking.leaks(UnionTempDirFactoryTest.java:");
    assertThat(run(LeakingPlain.class, BY_DEFAULT).failure())
        .hasMessageContaining("LeakingPlain.leaks, parameter 1 (Path): 1 left open");
    assertThat(run(LeakingClass.class, BY_DEFAULT).failure())
        .hasMessageContaining("UnionTempDirFactoryTest.LeakingClass, field dir: 1 left open");
  }

  static class Failing {
    @TempDir Path dir;

    @Test
    void fails() throws IOException {
      note(dir);
      Files.newOutputStream(dir.resolve("left"));
      throw new IllegalStateException("the test's own");
    }
  }

  @Test
  void aTestThatFailedIsAskedForNothing() {
    assertThat(run(Failing.class, BY_DEFAULT).failure())
        .hasMessage("the test's own")
        .hasNoSuppressedExceptions();
  }

  static class Faulty {
    @TempDir(factory = UnionTempDirFactory.class)
    @FaultAt(area = FaultPoint.Area.UPPER, from = 1)
    Path dir;

    @BeforeEach
    void before() throws IOException {
      note(dir);
      Files.createFile(dir.resolve("a"));
    }

    @Test
    void field() {
      assertThatThrownBy(() -> Files.writeString(dir.resolve("a"), "x", APPEND))
          .hasMessage("Input/output error");
    }
  }

  static class FaultyParameter {
    @Test
    void parameter(
        @TempDir(factory = UnionTempDirFactory.class) @FaultAt(FaultPoint.UPPER_CREATE) Path dir) {
      note(dir);
      assertThatThrownBy(() -> Files.createFile(dir.resolve("a")))
          .hasMessageContaining("Input/output error");
    }
  }

  static class FaultNeverMet {
    @Test
    void parameter(
        @TempDir(factory = UnionTempDirFactory.class) @FaultAt(FaultPoint.UPPER_LINK) Path dir) {
      note(dir);
    }
  }

  @Test
  void faultsComeInTheTestAndNotWhenTheDirectoryIsRemoved() {
    run(Faulty.class, Map.of()).assertSucceeded(1);
    run(FaultyParameter.class, Map.of()).assertSucceeded(1);
    assertThat(run(FaultNeverMet.class, Map.of()).failure())
        .hasMessageContaining("faults that never came");
  }

  static class ReadOnly {
    @Test
    void test(@TempDir(factory = UnionTempDirFactory.class) @MountOptions("ro") Path dir) {}
  }

  static class OfTypeFile {
    @Test
    void test(@TempDir(factory = UnionTempDirFactory.class) File dir) {}
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(SampleRun.of(ReadOnly.class).failure())
        .hasStackTraceContaining(
            "UnionTempDirFactoryTest.ReadOnly.test, parameter 1 (Path): nothing is mounted: /tmp:"
                + " Read-only file system");
    assertThat(SampleRun.of(OfTypeFile.class).failure()).hasStackTraceContaining("File");
  }
}
