package io.unionfs.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.unionfs.layer.Content;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Provenance;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The subjects are alike, and are what they are called. */
class SubjectsTest {

  /** Opens a subject, or skips the test where the machine cannot have it. */
  private static Lower prepared(String text, Tree tree) throws IOException {
    Subject subject = Subject.parse(text);
    assertThat(subject).hasToString(text);
    assumeThat(subject.whyNot()).as(text + " on this machine").isEmpty();
    return subject.prepare(tree);
  }

  private static Tree mixed() {
    List<Node> nodes = new ArrayList<>(Trees.lookup().nodes());
    nodes.add(new Node.Link("/usr/share/link", "doc/file-003"));
    nodes.add(new Node.Directory("/empty"));
    nodes.add(new Node.File("/usr/empty", Content.EMPTY));
    return new Tree(List.of(Trees.DOC), nodes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jimfs",
        "memoryfilesystem",
        "tmpfs",
        "union-1",
        "union-8",
        "union-500",
        "union-metacopy-2",
        "scan-8",
        "overlay-1",
        "overlay-500",
        "overlay-metacopy-2",
        "fuse-overlayfs-8"
      })
  void everySubjectShowsTheSameTreeAndForgetsWhatWasWrittenToAnEarlierMount(String text)
      throws IOException {
    Map<String, String> expected = new TreeMap<>();
    for (String directory :
        List.of("", "/usr", "/usr/share", Trees.DOC, "/var", "/var/lib", "/empty")) {
      expected.put(directory, "directory");
    }
    expected.put("/usr/share/link", "-> doc/file-003");
    expected.put("/usr/empty", told(new byte[0]));
    expected.put(Trees.LARGE, told(new Pattern(Trees.LARGE_SIZE, Trees.FILES).bytes()));
    for (int i = 0; i < Trees.FILES; i++) {
      expected.put(Trees.file(i), told(Trees.small(i)));
    }
    try (Lower lower = prepared(text, mixed())) {
      try (OpenSubject mounted = lower.mount()) {
        Files.delete(mounted.path(Trees.bottom()));
        Files.write(mounted.path(Trees.top()), new byte[] {1});
        Files.write(mounted.path("/new"), new byte[] {1});
      }
      try (OpenSubject mounted = lower.mount()) {
        assertThat(treeOf(mounted)).isEqualTo(expected);
        assertThat(Files.exists(mounted.path(Trees.missing()))).isFalse();
      }
    }
  }

  private static Map<String, String> treeOf(OpenSubject mounted) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    Path root = mounted.path("/");
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.toList()) {
        String name = root.relativize(path).toString();
        String told;
        if (Files.isSymbolicLink(path)) {
          told = "-> " + Files.readSymbolicLink(path);
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          told = "directory";
        } else {
          told = told(Files.readAllBytes(path));
        }
        tree.put(name.isEmpty() ? "" : "/" + name, told);
      }
    }
    return tree;
  }

  private static String told(byte[] content) {
    return content.length + " bytes, hash " + Arrays.hashCode(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"union-1", "union-8", "union-500", "scan-128"})
  void theFilesAreInTheLayersThatTheirNamesSay(String text) throws IOException {
    int layers = Subject.parse(text).layers();
    try (Lower lower = prepared(text, Trees.lookup());
        OpenSubject mounted = lower.mount()) {
      UnionFileSystem union = (UnionFileSystem) mounted.fileSystem();
      assertThat(union.lowerLayers()).hasSize(layers);
      assertThat(provider(mounted, Trees.bottom())).isZero();
      assertThat(provider(mounted, Trees.LARGE)).isZero();
      assertThat(provider(mounted, Trees.top())).isEqualTo(layers - 1);
      assertThat(union.provenance(mounted.path(Trees.DOC)).voices())
          .as("layers that hold the directory")
          .hasSize(layers)
          .allSatisfy(voice -> assertThat(voice.says()).isEqualTo(Provenance.Says.SHOWN));
    }
  }

  private static int provider(OpenSubject mounted, String path) throws IOException {
    return ((UnionFileSystem) mounted.fileSystem()).provenance(mounted.path(path)).provider();
  }

  @ParameterizedTest
  @ValueSource(strings = {"union-8", "scan-8"})
  void onlyScanAsksTheLayers(String text) throws IOException {
    try (Lower lower = prepared(text, Trees.lookup());
        OpenSubject mounted = lower.mount()) {
      List<Integer> asked = new ArrayList<>();
      ((UnionFileSystem) mounted.fileSystem())
          .setListener(
              event -> {
                if (event instanceof TraceEvent.Probe probe
                    && probe.path().equals(Trees.bottom())) {
                  asked.add(probe.layer());
                }
              });
      Files.size(mounted.path(Trees.bottom()));
      if (text.startsWith("scan")) {
        assertThat(asked).hasSize(8).doesNotHaveDuplicates().contains(0);
      } else {
        assertThat(asked).containsExactly(TraceEvent.INDEX);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"overlay-3", "overlay-metacopy-3", "fuse-overlayfs-3"})
  void aMountOfTheHostIsOneOfItsKindAndLeavesNothing(String text) throws IOException {
    Path directory;
    try (Lower lower = prepared(text, Trees.directory(6));
        OpenSubject mounted = lower.mount()) {
      Path root = mounted.path("/");
      directory = root.getParent();
      assertThat(HostSpace.mountsBelow(directory)).containsExactly(root);
      assertThat(Files.getFileStore(root).type())
          .isEqualTo(text.startsWith("fuse") ? "fuse.fuse-overlayfs" : "overlay");
      assertThat(Files.readAllLines(Path.of("/proc/self/mounts")))
          .filteredOn(line -> line.contains(" " + root + " "))
          .hasSize(1)
          .allSatisfy(
              line ->
                  assertThat(line).contains(text.startsWith("fuse") ? "fuse" : "lowerdir=2:1:0"));
      for (int layer = 0; layer < 3; layer++) {
        assertThat(Files.exists(directory.resolve(layer + Trees.many(2 * layer)))).isTrue();
      }
    }
    assertThat(directory).doesNotExist();
    assertThat(HostSpace.mountsBelow(directory)).isEmpty();
  }

  @Test
  void whatAProcessLeavesMountedIsRemovedWithItsDirectory() throws IOException {
    Lower lower = prepared("overlay-2", Trees.directory(2));
    Path root = lower.mount().path("/"); // and nobody closes it
    lower.close();
    assertThat(root.getParent()).doesNotExist();
    assertThat(HostSpace.mountsBelow(root)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"union", "union-0", "union-501", "jimfs-1", "overlay-x", "ext4", ""})
  void whatIsNoSubjectIsRefused(String text) {
    assertThatThrownBy(() -> Subject.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theImageThatIsMadeHasTheShapeOfDebian() {
    Tree tree = DebianShape.tree(1, 1);
    assertThat(tree.nodes()).filteredOn(Node.File.class::isInstance).hasSizeBetween(5000, 5500);
    assertThat(tree.nodes()).filteredOn(Node.Link.class::isInstance).hasSizeBetween(650, 850);
    assertThat(tree.nodes()).filteredOn(Node.Directory.class::isInstance).hasSizeBetween(700, 900);
    long bytes =
        tree.nodes().stream()
            .mapToLong(node -> node instanceof Node.File file ? file.content().size() : 0)
            .sum();
    assertThat(bytes).isBetween(120L << 20, 180L << 20);
    assertThat(DebianShape.tree(1, 1)).hasToString(tree.toString());
  }

  @Test
  void theImageInAFileHoldsThatTree() throws Exception {
    Tree made = DebianShape.tree(20, 1);
    try (BenchImage.Contents image = new BenchImage.Contents(BenchImage.file())) {
      assertThat(image.layers()).isEqualTo(BenchImage.LAYERS);
      Map<String, Node> held = new TreeMap<>();
      image.tree().nodes().forEach(node -> held.put(node.path(), node));
      assertThat(held).containsKeys(made.nodes().stream().map(Node::path).toArray(String[]::new));
      for (Node node : made.nodes()) {
        if (node instanceof Node.File file) {
          assertThat(((Node.File) held.get(node.path())).content().size())
              .isEqualTo(file.content().size());
        }
      }
    }
  }
}
