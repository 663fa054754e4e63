package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.oracle.EngineSubject;
import io.unionfs.oracle.OpGenerator;
import io.unionfs.oracle.Scenario;
import io.unionfs.oracle.Step;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.trace.ProgressListener;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random operations on random layers: what umoci, buildah and GNU tar make of the archives that are
 * written is what the mount showed. {@code -Dunionfs.layers.seeds=FIRST-LAST} says which histories.
 * Skipped where the tools are missing.
 */
class WrittenLayerTest {
  private static final int STEPS = 150;

  private Path work;
  private String driver = "vfs";

  @BeforeEach
  void tools() throws Exception {
    Tool.require("umoci", "buildah", "tar", "getfattr", "find");
    work = Files.createTempDirectory("written-layer");
  }

  @AfterEach
  void clean() throws Exception {
    if (work != null) {
      Tool.run(Path.of("/"), "rm", "-rf", work.toString());
    }
  }

  static LongStream seeds() {
    return seeds("1-12");
  }

  static LongStream manySeeds() {
    return seeds("1-300");
  }

  private static LongStream seeds(String otherwise) {
    String[] range = System.getProperty("unionfs.layers.seeds", otherwise).split("-");
    return LongStream.rangeClosed(
        Long.parseLong(range[0]), Long.parseLong(range[range.length - 1]));
  }

  private interface Writing {
    void to(OutputStream out) throws Exception;
  }

  private interface Check {
    void of(Path base, Path layer, Path tree, List<String> shown) throws Exception;
  }

  /** Runs a history, and has what is written at its end checked; not where that is refused. */
  private void history(long seed, Check check) throws Exception {
    Scenario scenario = OpGenerator.plain(seed, STEPS);
    try (EngineSubject subject = EngineSubject.open(scenario.stack(), scenario.options())) {
      for (Step step : scenario.steps()) {
        subject.run(step.op(), step.caller());
      }
      Mount mount = subject.mount();
      MountBuilder builder = new MountBuilder();
      mount.lowerLayers().forEach(builder::lower);
      try (Mount lower = builder.mount()) {
        Path base = write("base.tar", out -> lower.writeTree(out, "b", ProgressListener.NONE));
        Path layer = write("top.tar", out -> mount.writeLayer(out, "l", ProgressListener.NONE));
        Path tree = write("tree.tar", out -> mount.writeTree(out, "t", ProgressListener.NONE));
        check.of(base, layer, tree, held(mount));
      }
    }
  }

  private Path write(String name, Writing writing) throws Exception {
    Path file = work.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      writing.to(out);
    }
    return file;
  }

  /** What a tar can hold of what is shown, and the kernel take: no sockets, no empty capability. */
  private static List<String> held(Mount mount) throws Exception {
    return TreeListing.of(mount).lines().stream()
        .filter(line -> !line.contains("\ts "))
        .map(line -> line.replaceAll(" security\\.capability=(?= |$)", ""))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void umociUnpacksToWhatTheMountShowed(long seed) throws Exception {
    history(
        seed,
        (base, layer, tree, shown) -> {
          assertThat(unpacked(base, layer)).as("seed %d", seed).isEqualTo(forGo(shown));
          assertThat(unpacked(tree)).as("seed %d", seed).isEqualTo(forGo(shown));
        });
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("manySeeds")
  void umociUnpacksToWhatTheMountShowedInManyHistories(long seed) throws Exception {
    umociUnpacksToWhatTheMountShowed(seed);
  }

  /**
   * Without what umoci and buildah leave out: attributes that they keep for overlayfs itself, and
   * those with no value, which the tar reader they share drops.
   */
  private static List<String> forGo(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceAll(" trusted\\.overlay\\.\\w+=\\w*| [a-z]+\\.\\w+=(?= |$)", ""))
        .toList();
  }

  private List<String> unpacked(Path... layers) throws Exception {
    String image = layout(layers) + ":t";
    Path bundle = work.resolve("bundle");
    Tool.run(work, "rm", "-rf", bundle.toString());
    Tool.run(work, "umoci", "unpack", "--image", image, bundle.toString());
    return forGo(HostListing.of(bundle.resolve("rootfs")).lines());
  }

  private Path layout(Path... layers) throws Exception {
    Path layout = work.resolve("layout");
    Tool.run(work, "rm", "-rf", layout.toString());
    Tool.run(work, "umoci", "init", "--layout", layout.toString());
    Tool.run(work, "umoci", "new", "--image", layout + ":t");
    for (Path layer : layers) {
      Tool.run(work, "umoci", "raw", "add-layer", "--image", layout + ":t", layer.toString());
    }
    return layout;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void buildahMountsWhatTheMountShowed(long seed) throws Exception {
    history(
        seed,
        (base, layer, tree, shown) -> {
          Path layout = layout(base, layer);
          buildah("from", "--name", "c", "oci:" + layout + ":t");
          String root = new String(buildah("mount", "c"), CraftedImage.UTF_8).strip();
          assertThat(root).isNotEmpty();
          assertThat(forBuildah(HostListing.of(Path.of(root)).lines()))
              .as("seed %d", seed)
              .isEqualTo(forBuildah(shown));
          buildah("umount", "c");
        });
  }

  /**
   * Buildah gives a new container's root a time, and on overlayfs a mode, of its own; and where it
   * copies layers, it leaves out attributes of the trusted kind.
   */
  private static List<String> forBuildah(List<String> lines) {
    List<String> changed = new ArrayList<>();
    for (String line : forGo(lines)) {
      changed.add(line.replaceAll(" trusted\\.\\w+=\\w*", ""));
    }
    return changed.subList(1, changed.size());
  }

  /**
   * Buildah unpacks a layer into a directory of overlayfs: a directory that the layer does not list
   * would be shown as one of root's with mode 0755.
   */
  @Test
  void buildahOnOverlayfsShowsTheDirectoriesOnTheWayToAChange() throws Exception {
    Layer base =
        Layer.builder()
            .directory("private/deep")
            .with("private", a -> a.withMode(0700).withOwner(5, 6))
            .with("private/deep", a -> a.withMode(0711).withOwner(7, 8))
            .file("private/deep/file", "old")
            .file("private/deep/gone", "x")
            .file("replaced/by/a/file", "x")
            .file("linked", "l")
            .hardLink("private/link", "linked")
            .build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(base).mount();
        UnionFileSystem lower = UnionFileSystem.builder().lower(base).mount()) {
      Files.writeString(fs.getPath("/private/deep/file"), "new");
      Files.delete(fs.getPath("/private/deep/gone"));
      Files.delete(fs.getPath("/replaced/by/a/file"));
      Files.createDirectory(fs.getPath("/replaced/by/a/file"));
      Files.createLink(fs.getPath("/again"), fs.getPath("/linked"));
      Path top = write("top.tar", fs::writeLayer);
      Path layout = layout(write("base.tar", lower::writeTree), top);
      driver = "overlay";
      buildah("from", "--name", "c", "oci:" + layout + ":t");
      String root = new String(buildah("mount", "c"), CraftedImage.UTF_8).strip();
      assertThat(root).isNotEmpty();
      List<String> seen = forBuildah(HostListing.of(Path.of(root)).lines());
      buildah("umount", "c");
      assertThat(seen).isEqualTo(forBuildah(unpacked(write("tree.tar", fs::writeTree))));
    }
  }

  private byte[] buildah(String... arguments) throws Exception {
    Path storage = work.resolve("storage");
    List<String> command =
        new ArrayList<>(List.of("buildah", "--root", storage + "/root", "--runroot"));
    command.addAll(List.of(storage + "/run", "--storage-driver", driver));
    command.addAll(List.of(arguments));
    return Tool.output(work, command.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void gnuTarExtractsTheTreeThatTheMountShowed(long seed) throws Exception {
    history(
        seed,
        (base, layer, tree, shown) -> {
          Path root = Files.createDirectory(work.resolve("root"));
          Stream<String> options = Stream.of("--xattrs", "--xattrs-include=*", "--numeric-owner");
          Stream<String> arguments = Stream.of("-xpf", tree.toString(), "-C", root.toString());
          Stream<String> all = Stream.concat(options, arguments);
          Tool.run(work, Stream.concat(Stream.of("tar"), all).toArray(String[]::new));
          assertThat(HostListing.of(root).lines()).as("seed %d", seed).isEqualTo(shown);
        });
  }
}
