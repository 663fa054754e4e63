package io.unionfs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.fault.FaultPoint;
import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Faults come while the test method runs, and a test whose fault never came fails. */
class FaultsInTestsTest {
  private static Map<String, Throwable> failures(Class<?> sample) {
    return SampleRun.of(sample).failures();
  }

  static class NeverMet {
    @Test
    void test(@UnionFs @FaultAt(FaultPoint.UPPER_LINK) Path path) throws IOException {
      Files.createFile(path.resolve("a"));
    }
  }

  @Test
  void aFaultThatNeverCameFailsTheTest() {
    assertThat(failures(NeverMet.class).get("test(Path)"))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "FaultsInTestsTest.NeverMet.test, parameter 1 (Path): faults that never came:")
        .hasMessageContaining("UPPER_LINK");
  }

  static class InPeace {
    @UnionFs
    @FaultAt(area = FaultPoint.Area.UPPER, from = 1)
    Path path;

    @BeforeEach
    void before() throws IOException {
      Files.createFile(path.resolve("before"));
    }

    @TestFactory
    List<DynamicTest> tests() {
      return List.of(
          DynamicTest.dynamicTest("fails", () -> Files.createFile(path.resolve("during"))));
    }

    @AfterEach
    void after() throws IOException {
      Files.createFile(path.resolve("after"));
    }
  }

  @Test
  void faultsComeInTheTestAlone() {
    Map<String, Throwable> failures = failures(InPeace.class);
    assertThat(failures).containsOnlyKeys("fails");
    assertThat(failures.get("fails")).hasMessageContaining("Input/output error");
  }

  // ---- of several unions ----

  static class OfTheMethod {
    @UnionFs Path source;
    @UnionFs Path target;

    @Test
    @FaultAt(value = FaultPoint.UPPER_CREATE, call = 2)
    void oneMeets(@TempDir(factory = UnionTempDirFactory.class) Path temporary) throws IOException {
      Files.createFile(target.resolve("a"));
      assertThatThrownBy(() -> Files.createFile(target.resolve("b")))
          .hasMessageContaining("Input/output error");
      Files.createFile(temporary.resolve("a"));
    }

    @Test
    @FaultAt(value = FaultPoint.UPPER_CREATE, call = 3)
    void theyCountTogether(@UnionFs Path parameter, @UnionFs Path last) throws IOException {
      Files.createFile(source.resolve("a"));
      Files.createFile(parameter.resolve("a"));
      assertThatThrownBy(() -> Files.createFile(last.resolve("a")))
          .hasMessageContaining("Input/output error");
      Files.createFile(target.resolve("a"));
    }
  }

  @Test
  void aFaultOfTheMethodIsOfAllItsUnionsTogether() {
    SampleRun.of(OfTheMethod.class).assertSucceeded(2);
  }

  @FaultAt(value = FaultPoint.UPPER_CREATE)
  static class OfTheClass {
    @UnionFs Path source;
    @UnionFs Path target;

    OfTheClass(@UnionFs @FaultAt(FaultPoint.UPPER_LINK) Path own) throws IOException {
      Files.createFile(own.resolve("a"));
    }

    @Test
    void neverMet() {}
  }

  @Test
  void oneOfThemAnswersForAFaultThatNeverCame() {
    Throwable failure = failures(OfTheClass.class).get("neverMet()");
    assertThat(failure).hasMessageContaining("faults that never came:");
    assertThat(List.of(failure, failure.getSuppressed()[0]))
        .extracting(each -> each.getMessage().lines().findFirst().orElseThrow())
        .containsExactlyInAnyOrder(
            "FaultsInTestsTest.OfTheClass.neverMet: faults that never came:",
            "FaultsInTestsTest.OfTheClass, parameter 1 (Path) of the constructor: faults that never"
                + " came:");
    assertThat(failure.getSuppressed()).hasSize(1);
  }

  static class OfEach {
    @UnionFs
    @FaultAt(FaultPoint.UPPER_CREATE)
    UnionFileSystem own;

    @UnionFs UnionFileSystem other;

    @Test
    @FaultAt(FaultPoint.UPPER_CREATE)
    void eachItsOwn() throws IOException {
      for (UnionFileSystem each : List.of(own, other)) {
        assertThatThrownBy(() -> Files.createFile(each.getPath("/a")))
            .hasMessageContaining("Input/output error");
        Files.createFile(each.getPath("/a"));
      }
    }
  }

  @Test
  void aFaultOfTheElementIsOfItAlone() {
    SampleRun.of(OfEach.class).assertSucceeded(1);
  }
}
