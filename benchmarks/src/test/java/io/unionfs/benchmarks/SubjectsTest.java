package io.unionfs.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Provenance;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Param;

/** The subjects are alike, and the benchmarks do what their names say. */
class SubjectsTest {
  private static final String A_DIRECTORY = "directory";

  static List<String> statSubjects() throws NoSuchFieldException {
    return subjectsOf(StatBenchmark.class);
  }

  static List<String> openSubjects() throws NoSuchFieldException {
    return subjectsOf(OpenBenchmark.class);
  }

  static List<String> allSubjects() throws NoSuchFieldException {
    return Stream.concat(statSubjects().stream(), openSubjects().stream()).distinct().toList();
  }

  private static List<String> subjectsOf(Class<?> benchmark) throws NoSuchFieldException {
    return List.of(benchmark.getField("subject").getAnnotation(Param.class).value());
  }

  @ParameterizedTest
  @MethodSource("allSubjects")
  void everySubjectShowsTheSameTree(String subject) throws IOException {
    Map<String, String> expected = new TreeMap<>();
    for (String directory : List.of("/", "/usr", "/usr/share", "/usr/share/doc")) {
      expected.put(directory, A_DIRECTORY);
    }
    for (int i = 0; i < Tree.FILES; i++) {
      expected.put(Tree.file(i), told(Tree.content(i)));
    }
    try (FileSystem fileSystem = Subject.parse(subject).open()) {
      assertThat(treeOf(fileSystem)).isEqualTo(expected);
    }
  }

  private static Map<String, String> treeOf(FileSystem fileSystem) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(fileSystem.getPath("/"))) {
      for (Path path : walk.toList()) {
        tree.put(
            path.toString(),
            Files.isDirectory(path) ? A_DIRECTORY : told(Files.readAllBytes(path)));
      }
    }
    return tree;
  }

  private static String told(byte[] content) {
    return content.length + " bytes, hash " + Arrays.hashCode(content);
  }

  @ParameterizedTest
  @MethodSource("allSubjects")
  void theFilesAreInTheLayersThatTheirNamesSay(String text) throws IOException {
    Subject subject = Subject.parse(text);
    assertThat(subject).hasToString(text);
    try (FileSystem fileSystem = subject.open()) {
      if (subject.layers() == 0) {
        assertThat(fileSystem).isNotInstanceOf(UnionFileSystem.class);
        return;
      }
      UnionFileSystem union = (UnionFileSystem) fileSystem;
      int top = subject.layers() - 1;
      assertThat(union.lowerLayers()).hasSize(subject.layers());
      assertThat(provider(union, Tree.bottomFile())).isEqualTo(0);
      assertThat(provider(union, Tree.topFile())).isEqualTo(top);
      assertThat(union.provenance(union.getPath(Tree.DIRECTORY)).voices())
          .as("layers that hold the directory")
          .hasSize(subject.layers())
          .allSatisfy(voice -> assertThat(voice.says()).isEqualTo(Provenance.Says.SHOWN));
    }
  }

  @ParameterizedTest
  @MethodSource("statSubjects")
  void onlyScanAsksTheLayers(String text) throws IOException {
    Subject subject = Subject.parse(text);
    if (subject.layers() == 0) {
      return;
    }
    try (UnionFileSystem union = (UnionFileSystem) subject.open()) {
      List<Integer> asked = new ArrayList<>();
      union.setListener(
          event -> {
            if (event instanceof TraceEvent.Probe probe && probe.path().equals(Tree.bottomFile())) {
              asked.add(probe.layer());
            }
          });
      Files.size(union.getPath(Tree.bottomFile()));
      if (subject.kind() == Subject.Kind.SCAN) {
        assertThat(asked).hasSize(subject.layers()).doesNotHaveDuplicates().contains(0);
      } else {
        assertThat(asked).containsExactly(TraceEvent.INDEX);
      }
    }
  }

  private static int provider(UnionFileSystem union, String path) throws IOException {
    return union.provenance(union.getPath(path)).provider();
  }

  @ParameterizedTest
  @MethodSource("statSubjects")
  void statBenchmarksReturnWhatTheirNamesSay(String subject) throws IOException {
    StatBenchmark benchmark = new StatBenchmark();
    benchmark.subject = subject;
    benchmark.open();
    try {
      assertIsFile(benchmark.statBottom());
      assertIsFile(benchmark.statTop());
      assertThat(benchmark.existsMissing()).isFalse();
    } finally {
      benchmark.close();
    }
  }

  @ParameterizedTest
  @MethodSource("openSubjects")
  void openBenchmarksReturnWhatTheirNamesSay(String subject) throws IOException {
    OpenBenchmark benchmark = new OpenBenchmark();
    benchmark.subject = subject;
    benchmark.open();
    try {
      assertIsFile(benchmark.getPathStatBottom());
      OpenBenchmark.Buffer buffer = new OpenBenchmark.Buffer();
      for (int times = 0; times < 2; times++) {
        assertThat(benchmark.openReadCloseBottom(buffer))
            .isEqualTo(ByteBuffer.wrap(Tree.content(0)));
      }
    } finally {
      benchmark.close();
    }
  }

  private static void assertIsFile(BasicFileAttributes attributes) {
    assertThat(attributes.isRegularFile()).isTrue();
    assertThat(attributes.size()).isEqualTo(Tree.FILE_SIZE);
  }
}
