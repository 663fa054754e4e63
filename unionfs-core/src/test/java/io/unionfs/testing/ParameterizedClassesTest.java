package io.unionfs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.commons.support.ReflectionSupport;

/** In each invocation of a parameterized class, which JUnit has since 5.13, unions are fresh. */
class ParameterizedClassesTest {
  private static final List<FileSystem> GIVEN = new ArrayList<>();

  /** These tests run with older ones too. */
  @BeforeAll
  static void wantsJUnitThatHasThem() {
    assumeTrue(
        ReflectionSupport.tryToLoadClass("org.junit.jupiter.params.ParameterizedClass")
            .toOptional()
            .isPresent(),
        "JUnit has parameterized classes since 5.13");
  }

  @ParameterizedClass
  @ValueSource(strings = {"a", "b"})
  static class OneForEach {
    @UnionFs Path field;

    private final Path ofConstructor;

    OneForEach(String name, @UnionFs Path ofConstructor) {
      this.ofConstructor = ofConstructor;
    }

    private void check() throws IOException {
      Files.createFile(field.resolve("file"));
      Files.createFile(ofConstructor.resolve("file"));
      GIVEN.add(field.getFileSystem());
      GIVEN.add(ofConstructor.getFileSystem());
    }

    @Test
    void one() throws IOException {
      check();
    }

    @Test
    void other(@UnionFs Path parameter) throws IOException {
      check();
      GIVEN.add(parameter.getFileSystem());
    }
  }

  /** It is filled before all invocations, as {@code @BeforeAll} runs. */
  @ParameterizedClass
  @ValueSource(strings = {"a", "b"})
  static class OfTheClass {
    @UnionFs static UnionFileSystem classWide;

    private final String name;

    OfTheClass(String name) {
      this.name = name;
    }

    @Test
    void test() throws IOException {
      GIVEN.add(classWide);
      Files.createFile(classWide.getPath("/" + name));
      assertThat(classWide.changes()).hasSize(name.equals("a") ? 1 : 2);
    }
  }

  @Test
  void aStaticFieldIsOfAllInvocations() {
    GIVEN.clear();
    SampleRun.of(OfTheClass.class).assertSucceeded(2);
    assertThat(GIVEN).hasSize(2).noneMatch(FileSystem::isOpen);
  }

  @Test
  void eachInvocationHasItsUnions() {
    GIVEN.clear();
    SampleRun.of(OneForEach.class).assertSucceeded(4);
    assertThat(GIVEN)
        .hasSize(2 * (2 * 2 + 1))
        .doesNotHaveDuplicates()
        .noneMatch(FileSystem::isOpen);
  }
}
