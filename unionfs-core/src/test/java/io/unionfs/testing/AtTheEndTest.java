package io.unionfs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.fault.FaultPoint;
import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** At the end what is left open is told, and all is closed, whatever has failed. */
class AtTheEndTest {
  private static final List<FileSystem> MOUNTED = new ArrayList<>();

  private static FileSystem note(FileSystem fs) {
    MOUNTED.add(fs);
    return fs;
  }

  private static Map<String, Throwable> failures(Class<?> sample) {
    MOUNTED.clear();
    Map<String, Throwable> failures = SampleRun.of(sample).failures();
    assertThat(MOUNTED).isNotEmpty().noneMatch(FileSystem::isOpen);
    return failures;
  }

  static class Leaking {
    @UnionFs
    @Lower("etc/motd=hello")
    UnionFileSystem fs;

    @Test
    void leaks() throws IOException {
      note(fs);
      InputStream left = Files.newInputStream(fs.getPath("/etc/motd"));
      left.read();
      Files.newDirectoryStream(fs.as("1000").getPath("/etc"));
    }
  }

  @Test
  void whatIsLeftOpenFailsTheTestAndIsToldWhereItWasOpened() {
    Throwable failure = failures(Leaking.class).get("leaks()");
    assertThat(failure)
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching(
            "(?s)AtTheEndTest.Leaking.leaks, field fs: 2 left open by the test; close it, or say"
                + " leaks = Leaks.IGNORE:\n"
                + "  directory stream on /etc, opened at"
                + " .*AtTheEndTest\\$Leaking.leaks\\(AtTheEndTest.java:\\d+\\)\n"
                + "  file channel on /etc/motd, opened at"
                + " .*AtTheEndTest\\$Leaking.leaks\\(AtTheEndTest.java:\\d+\\)");
    assertThat(failure.getSuppressed())
        .hasSize(2)
        .allSatisfy(
            opened ->
                assertThat(opened.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("leaks")));
  }

  static class LeakingParameters {
    private FileSystem other;

    LeakingParameters(@UnionFs(path = "/constructor") Path path) throws IOException {
      note(path.getFileSystem());
      Files.newOutputStream(path.resolve("left"));
    }

    @BeforeEach
    void before(@UnionFs Path before) throws IOException {
      note(before.getFileSystem());
      Files.newOutputStream(before.resolve("left"));
    }

    @Test
    void leaks(@UnionFs Path test) throws IOException {
      note(test.getFileSystem());
      Files.newOutputStream(test.resolve("left"));
    }
  }

  @Test
  void eachThatIsLeftOpenIsTold() {
    Throwable failure = failures(LeakingParameters.class).get("leaks(Path)");
    assertThat(failure).hasMessageContaining("leaks, parameter 1 (Path): 1 left open");
    assertThat(failure.getSuppressed())
        .anyMatch(other -> other.getMessage().contains("parameter 1 (Path) of before: 1 left"))
        .anyMatch(other -> other.getMessage().contains("parameter 1 (Path) of the constructor: 1"));
  }

  static class Ignoring {
    @Test
    void leaks(@UnionFs(leaks = UnionFs.Leaks.IGNORE) Path path) throws IOException {
      note(path.getFileSystem());
      Files.newOutputStream(path.resolve("left"));
    }
  }

  @Test
  void leaksMayBeIgnored() {
    assertThat(failures(Ignoring.class)).isEmpty();
  }

  static class ClosedAfter {
    @UnionFs Path path;

    private java.io.OutputStream out;

    @Test
    void opens() throws IOException {
      note(path.getFileSystem());
      out = Files.newOutputStream(path.resolve("open"));
    }

    @AfterEach
    void close() throws IOException {
      out.close();
    }
  }

  @Test
  void whatIsClosedAfterTheTestIsNoLeak() {
    assertThat(failures(ClosedAfter.class)).isEmpty();
  }

  static class Failed {
    @UnionFs static UnionFileSystem classWide;

    @UnionFs Path path;

    @Test
    void fails(@UnionFs @FaultAt(FaultPoint.UPPER_WRITE) Path parameter) throws IOException {
      note(path.getFileSystem());
      note(parameter.getFileSystem());
      note(classWide);
      Files.newOutputStream(path.resolve("left"));
      Files.newOutputStream(classWide.getPath("/left"));
      throw new IllegalStateException("the test's own");
    }
  }

  @Test
  void aTestThatFailedIsAskedForNothing() {
    Map<String, Throwable> failures = failures(Failed.class);
    assertThat(failures).containsOnlyKeys("fails(Path)");
    assertThat(failures.get("fails(Path)"))
        .hasMessage("the test's own")
        .hasNoSuppressedExceptions();
  }

  static class LeakingClass {
    @UnionFs static UnionFileSystem classWide;

    @Test
    void leaks() throws IOException {
      note(classWide);
      Files.newOutputStream(classWide.getPath("/left"));
    }
  }

  @Test
  void whatBelongsToTheClassIsCheckedAtItsEnd() {
    assertThat(failures(LeakingClass.class).get("AtTheEndTest$LeakingClass"))
        .hasMessageContaining("AtTheEndTest.LeakingClass, field classWide: 1 left open")
        .hasMessageContaining("LeakingClass.leaks(");
  }

  static class FailingSetUp {
    @UnionFs Path first;

    @BeforeEach
    void before(@UnionFs Path second) {
      note(first.getFileSystem());
      note(second.getFileSystem());
      throw new IllegalStateException("half-way");
    }

    @Test
    void never() {
      throw new AssertionError();
    }
  }

  static class FailingConstructor {
    FailingConstructor(@UnionFs Path path) {
      note(path.getFileSystem());
      throw new IllegalStateException("half-way");
    }

    @Test
    void never() {
      throw new AssertionError();
    }
  }

  static class FailingBeforeAll {
    @UnionFs static Path path;

    @BeforeAll
    static void before(@UnionFs Path other) {
      note(path.getFileSystem());
      note(other.getFileSystem());
      throw new IllegalStateException("half-way");
    }

    @Test
    void never() {
      throw new AssertionError();
    }
  }

  static class FailingField {
    @UnionFs Path first;

    @UnionFs
    @Image("missing")
    Path second;

    @BeforeEach
    void never() {
      throw new AssertionError();
    }

    @AfterEach
    void after() {
      note(first.getFileSystem());
    }

    @Test
    void test() {
      throw new AssertionError();
    }
  }

  @Test
  void aSetUpThatFailsHalfWayIsClosed() {
    for (Class<?> sample :
        List.of(FailingSetUp.class, FailingConstructor.class, FailingBeforeAll.class)) {
      assertThat(failures(sample).values())
          .singleElement()
          .satisfies(failure -> assertThat(failure).hasMessage("half-way"));
    }
    MOUNTED.clear();
    assertThat(SampleRun.of(FailingField.class).failure()).hasMessageContaining("no test resource");
  }

  static class FailingOnce {
    private static int constructed;

    FailingOnce(@UnionFs Path path) throws IOException {
      note(path.getFileSystem());
      if (constructed++ == 0) {
        Files.newOutputStream(path.resolve("left"));
        throw new IllegalStateException("half-way");
      }
    }

    @Test
    void one() {}

    @Test
    void other() {}
  }

  @Test
  void whatAFailingConstructorLeftOpenIsOfNoOtherTest() {
    FailingOnce.constructed = 0;
    assertThat(failures(FailingOnce.class).values())
        .singleElement()
        .satisfies(failure -> assertThat(failure).hasMessage("half-way"));
    assertThat(MOUNTED).hasSize(2);
  }

  static class FailingDynamically {
    @UnionFs Path path;

    @TestFactory
    List<DynamicTest> tests() {
      note(path.getFileSystem());
      return List.of(
          DynamicTest.dynamicTest(
              "fails",
              () -> {
                Files.newOutputStream(path.resolve("left"));
                throw new IllegalStateException("the test's own");
              }));
    }
  }

  @Test
  void aFactoryWhoseTestFailedIsAskedForNothing() {
    assertThat(failures(FailingDynamically.class)).containsOnlyKeys("fails");
  }
}
