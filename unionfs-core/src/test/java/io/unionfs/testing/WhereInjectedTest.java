package io.unionfs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields and parameters of all kinds are given a union, each for its time. */
class WhereInjectedTest {
  /** What samples were given, in the order in which they had it. */
  private static final List<FileSystem> GIVEN = Collections.synchronizedList(new ArrayList<>());

  private static void note(FileSystem fs) {
    assertThat(fs.isOpen()).isTrue();
    GIVEN.add(fs);
  }

  private static void note(Path path) {
    note(path.getFileSystem());
  }

  private static List<FileSystem> given(long tests, Class<?> sample) {
    GIVEN.clear();
    SampleRun.of(sample).assertSucceeded(tests);
    assertThat(GIVEN).noneMatch(FileSystem::isOpen);
    return List.copyOf(GIVEN);
  }

  static class Parameters {
    private FileSystem before;

    @BeforeEach
    void before(@UnionFs FileSystem fs) {
      note(fs);
      before = fs;
    }

    @AfterEach
    void after(@UnionFs Path path) {
      note(path);
      assertThat(before.isOpen()).isTrue();
    }

    @Test
    void test(@UnionFs UnionFileSystem fs, @UnionFs(path = "/srv/data") Path path)
        throws IOException {
      note(fs);
      note(path);
      Files.writeString(path.resolve("file"), "x");
      assertThat(fs.changes()).isEmpty();
    }

    @RepeatedTest(2)
    void repeated(@UnionFs UnionFileSystem fs) throws IOException {
      note(fs);
      Files.createFile(fs.getPath("/once"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void parameterized(String name, @UnionFs Path root) throws IOException {
      note(root);
      Files.createFile(root.resolve(name));
      assertThat(root).isDirectoryNotContaining(path -> !path.endsWith(name));
    }

    @TestFactory
    Stream<DynamicTest> dynamic(@UnionFs UnionFileSystem fs) {
      note(fs);
      return Stream.of("a", "b")
          .map(
              name ->
                  DynamicTest.dynamicTest(name, () -> Files.createFile(fs.getPath("/" + name))));
    }
  }

  @Test
  void eachParameterIsAUnionOfItsOwn() {
    // 8 tests in 6 methods' turns: the factory is one turn, of two tests
    assertThat(given(7, Parameters.class)).hasSize(6 * 2 + 2 + 2 + 2 + 1).doesNotHaveDuplicates();
  }

  static class Constructed {
    private final UnionFileSystem fs;

    Constructed(@UnionFs UnionFileSystem fs) {
      this.fs = fs;
    }

    @Test
    void one() throws IOException {
      note(fs);
      Files.createFile(fs.getPath("/file"));
    }

    @Test
    void other() throws IOException {
      note(fs);
      assertThat(GIVEN.stream().filter(FileSystem::isOpen)).containsExactly(fs);
      Files.createFile(fs.getPath("/file"));
    }
  }

  @Test
  void aParameterOfTheConstructorIsOfOneTest() {
    assertThat(given(2, Constructed.class)).hasSize(2).doesNotHaveDuplicates();
  }

  record Recorded(@UnionFs UnionFileSystem fs) {
    @Test
    void one() throws IOException {
      note(fs);
      Files.createFile(fs.getPath("/file"));
    }

    @Test
    void other() throws IOException {
      note(fs);
      Files.createFile(fs.getPath("/file"));
    }
  }

  @Test
  void aTestMayBeARecord() {
    assertThat(given(2, Recorded.class)).hasSize(2).doesNotHaveDuplicates();
  }

  abstract static class Base {
    @UnionFs static FileSystem classWide;

    @UnionFs private UnionFileSystem own;

    UnionFileSystem own() {
      return own;
    }
  }

  static class Fields extends Base {
    @UnionFs Path root;

    @BeforeAll
    static void all(@UnionFs FileSystem parameter) {
      note(classWide);
      note(parameter);
    }

    @BeforeEach
    void each() throws IOException {
      Files.createFile(root.resolve("before"));
    }

    @Test
    void one() throws IOException {
      note(own());
      note(root);
      Files.createFile(root.resolve("file"));
      Files.createFile(classWide.getPath("/one"));
    }

    @Test
    void other() throws IOException {
      note(own());
      note(root);
      Files.createFile(root.resolve("file"));
      Files.createFile(classWide.getPath("/other"));
    }

    @AfterAll
    static void end(@UnionFs FileSystem parameter) {
      assertThat(classWide.getPath("/one")).exists();
      assertThat(classWide.getPath("/other")).exists();
      note(parameter);
    }
  }

  @Test
  void fieldsAreOfTheTestAndStaticOnesOfTheClass() {
    assertThat(given(2, Fields.class)).hasSize(7).doesNotHaveDuplicates();
  }

  static class Outer {
    @UnionFs UnionFileSystem fs;

    @BeforeEach
    void fill() throws IOException {
      Files.createFile(fs.getPath("/outer"));
    }

    @Test
    void outer() {
      note(fs);
    }

    @Nested
    class Inner {
      private final Path ofConstructor;

      @UnionFs Path root;

      Inner(@UnionFs Path ofConstructor) {
        this.ofConstructor = ofConstructor;
      }

      @Test
      void inner() {
        note(fs);
        note(root);
        note(ofConstructor);
        assertThat(fs.getPath("/outer")).exists();
        assertThat(root.resolve("outer")).doesNotExist();
      }

      @Nested
      class Innermost {
        @Test
        void innermost(@UnionFs Path parameter) {
          note(fs);
          note(root);
          note(ofConstructor);
          note(parameter);
        }
      }
    }
  }

  @Test
  void innerClassesSeeTheFieldsAroundThem() {
    assertThat(given(3, Outer.class)).hasSize(8).doesNotHaveDuplicates();
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class OneInstance {
    private final FileSystem ofConstructor;

    @UnionFs UnionFileSystem fs;

    OneInstance(@UnionFs FileSystem ofConstructor) {
      this.ofConstructor = ofConstructor;
      note(ofConstructor);
    }

    @BeforeAll
    void all(@UnionFs Path parameter) {
      note(parameter);
      assertThat(fs).isNull();
    }

    @Test
    void one() throws IOException {
      note(fs);
      Files.createFile(fs.getPath("/file"));
      assertThat(ofConstructor.isOpen()).isTrue();
    }

    @Test
    void other() throws IOException {
      note(fs);
      Files.createFile(fs.getPath("/file"));
      assertThat(ofConstructor.isOpen()).isTrue();
    }
  }

  @Test
  void anInstanceForAllTestsHasAFreshUnionForEach() {
    assertThat(given(2, OneInstance.class)).hasSize(4).doesNotHaveDuplicates();
  }
}
