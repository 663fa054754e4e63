package io.unionfs.medium.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.medium.DirectoryMedium;
import io.unionfs.medium.Obstacle;
import io.unionfs.medium.UpperMedium;
import io.unionfs.oracle.HostOverlay;
import io.unionfs.oracle.KernelAvailability;
import io.unionfs.oracle.LayerGenerator.Palette;
import io.unionfs.oracle.MountOptions;
import io.unionfs.oracle.Op;
import io.unionfs.oracle.OpGenerator;
import io.unionfs.oracle.Scenario;
import io.unionfs.oracle.Step;
import io.unionfs.overlay.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Writable layers go from here to the kernel, and back, after random histories. {@code
 * -Dunionfs.seed} says which seed is the first; a failure names its own.
 */
@Timeout(120)
final class HandOverTest {
  private static final int OPERATIONS = 500;
  private static final int HISTORIES = 6;
  private static final int LOWERS = 2;

  @TempDir Path directory;

  static List<Long> seeds() {
    long first = Long.getLong("unionfs.seed", 1);
    List<Long> seeds = new ArrayList<>();
    for (long seed = first; seed < first + HISTORIES; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @BeforeEach
  void assumeKernel() throws IOException {
    assumeTrue(
        KernelAvailability.reason().isEmpty(),
        () -> "no layer is handed to a kernel: " + KernelAvailability.reason().orElse(""));
    Path real = directory.toRealPath();
    assumeTrue(
        !Files.getFileStore(real).type().equals("overlay"),
        "no layer is handed to a kernel: overlayfs takes no upper on overlayfs");
  }

  private SortedMap<String, String> shownByKernel(List<String> layersTopFirst) throws Exception {
    return HostOverlay.readOnly(directory, layersTopFirst, hostTree());
  }

  private Callable<SortedMap<String, String>> hostTree() {
    Path mount = directory.resolve(HostOverlay.MOUNT);
    return () -> HostTree.read(mount);
  }

  private List<TreeLayer> layers(int count) throws IOException {
    List<TreeLayer> layers = new ArrayList<>();
    layers.add(Layer.builder().build()); // the engine wants one, the kernel needs none
    for (int i = 0; i < count; i++) {
      layers.add(Layer.ofDirectory(directory.resolve("l" + i)));
    }
    return layers;
  }

  /** Lower layers are what histories have left too. Returns what the last one showed. */
  private SortedMap<String, String> histories(long seed, Set<History.Kind> kinds)
      throws IOException {
    SortedMap<String, String> shown = null;
    for (int i = 0; i <= LOWERS; i++) {
      Path upper = directory.resolve("l" + i);
      try (Mount mount = Stage.onDisk(layers(i), upper, directory.resolve("w" + i))) {
        new History(mount, seed + 1000L * i, i == LOWERS ? kinds : History.KERNELS)
            .run(i == LOWERS ? OPERATIONS : OPERATIONS / 10);
        shown = Shown.by(mount).withTimes();
      }
    }
    return shown;
  }

  private List<Obstacle> obstacles() throws IOException {
    try (UpperMedium medium =
        DirectoryMedium.open(directory.resolve("l" + LOWERS), directory.resolve("w" + LOWERS))) {
      return medium.obstacles();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theKernelShowsWhatWasShownHere(long seed) throws Exception {
    SortedMap<String, String> shown = histories(seed, History.KERNELS);
    assertThat(obstacles()).as("seed %d", seed).isEmpty();
    assertThat(shown).as("seed %d", seed).hasSizeGreaterThan(10);
    assertThat(shownByKernel(List.of("l2", "l1", "l0"))).as("seed %d", seed).isEqualTo(shown);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatItShowsOtherwiseIsAnObstacleAndNothingElseIs(long seed) throws Exception {
    SortedMap<String, String> shown = histories(seed, History.ALL);
    SortedMap<String, String> kernels = shownByKernel(List.of("l2", "l1", "l0"));
    Set<String> different = new TreeSet<>();
    shown.forEach(
        (path, line) -> {
          if (!line.equals(kernels.get(path))) {
            different.add(path);
          }
        });
    Set<String> obstacles = new TreeSet<>();
    obstacles().forEach(obstacle -> obstacles.add("/" + obstacle.path()));
    assertThat(kernels.keySet()).as("seed %d", seed).isEqualTo(shown.keySet());
    assertThat(obstacles).as("seed %d", seed).isNotEmpty().isEqualTo(different);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatTheKernelHasWrittenIsShownHereAsTheKernelShowsIt(long seed) throws Exception {
    Scenario drawn =
        OpGenerator.scenario(
            seed,
            Palette.ASCII,
            MountOptions.DEFAULT.with(MountOptions.Marks.USER),
            2 * OPERATIONS);
    List<Step> steps = drawn.steps().stream().filter(step -> !isOutOfReach(step.op())).toList();
    assertThat(steps).hasSizeGreaterThan(OPERATIONS);
    SortedMap<String, String> live =
        HostOverlay.history(
            directory, new Scenario(drawn.stack(), drawn.options(), steps), hostTree());
    int lowers = drawn.stack().lowers().size();
    List<TreeLayer> layers = layers(lowers);
    layers.add(Layer.ofDirectory(directory.resolve(HostOverlay.UPPER)));
    try (Mount mount = Stage.readOnly(layers)) {
      assertThat(Shown.by(mount).withTimes()).as("seed %d", seed).isEqualTo(live);
    }
    List<String> names = new ArrayList<>(List.of(HostOverlay.UPPER));
    for (int i = lowers - 1; i >= 0; i--) {
      names.add("l" + i);
    }
    assertThat(shownByKernel(names)).as("seed %d", seed).isEqualTo(live);
  }

  /** Extended attributes that Java cannot read from a directory. */
  private static boolean isOutOfReach(Op op) {
    return op instanceof Op.SetXattr set && !set.name().startsWith("user.");
  }
}
