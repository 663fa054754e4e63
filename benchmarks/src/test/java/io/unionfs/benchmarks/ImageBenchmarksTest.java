package io.unionfs.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.unionfs.benchmarks.subject.BenchImage;
import io.unionfs.benchmarks.subject.Trees;
import io.unionfs.image.Image;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Listing;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.PathName;
import io.unionfs.store.StoredImage;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The benchmarks of mounts, trees, images and the heap do what their names say. */
class ImageBenchmarksTest {
  /** As many entries as a test has time for. */
  private static final int FEW = 2000;

  private static final int FEW_CONTAINERS = 20;

  @Test
  void mountsShowTheImageAndUnmountsCloseThem() throws Exception {
    MountBenchmark.ToMount mounting = new MountBenchmark.ToMount();
    mounting.subject = "union-128";
    mounting.files = FEW;
    mounting.load();
    assertThat(mounting.found).isEqualTo(FEW);
    assertThat(new MountBenchmark().mount(mounting))
        .hasSize(MountBenchmark.BATCH)
        .doesNotHaveDuplicates()
        .allMatch(mount -> Files.exists(mount.path(Trees.wide(77, FEW))));
    new MountBenchmark().unmount(toUnmount(mounting));
    mounting.unload();
    assertThat(mounting.mounts).noneMatch(mount -> mount.fileSystem().isOpen());
  }

  private static MountBenchmark.ToUnmount toUnmount(MountBenchmark.Loaded mounted) {
    MountBenchmark.ToUnmount state = new MountBenchmark.ToUnmount();
    System.arraycopy(mounted.mounts, 0, state.mounts, 0, MountBenchmark.BATCH);
    return state;
  }

  @Test
  void theMergedTreeHasAllEntriesOfAllLayers() throws Exception {
    TreeBenchmark.NewLayers image = new TreeBenchmark.NewLayers();
    image.subject = "union-128";
    image.entries = FEW;
    image.paths();
    image.make();
    assertThat(image.layers).hasSize(128);
    try (Mount mount = new TreeBenchmark().mergedTree(image)) {
      int entries = 0;
      for (Listing.Item directory : mount.list(Caller.ROOT, PathName.parse("/opt"))) {
        entries += mount.list(Caller.ROOT, PathName.parse("/opt/" + directory.name())).size();
      }
      assertThat(entries).isEqualTo(FEW);
      assertThat(image.oneInEach).hasSize(FEW / 100).doesNotHaveDuplicates();
    }
  }

  @Test
  void aSmallLayerIsPutOnTheLargeDirectoryTwentyTimes() throws Exception {
    TreeBenchmark benchmark = new TreeBenchmark();
    TreeBenchmark.LargeDirectory trees = new TreeBenchmark.LargeDirectory();
    TreeBenchmark.LargeDirectoryAndArchives archives =
        new TreeBenchmark.LargeDirectoryAndArchives();
    trees.names = FEW;
    archives.names = FEW;
    trees.merge();
    archives.merge();
    for (int times = 0; times < 2; times++) {
      trees.make();
      archives.make();
      assertThat(trees.small).hasSize(TreeBenchmark.BATCH).doesNotHaveDuplicates();
      assertThat(archives.small).hasSize(TreeBenchmark.BATCH).doesNotHaveDuplicates();
      assertThat(benchmark.stackSmallLayer(trees)).isPositive();
      assertThat(benchmark.applySmallArchive(archives)).isPositive();
      assertShowsTheChange(trees);
      assertShowsTheChange(archives);
      archives.closeArchives();
    }
    trees.close();
    archives.close();
  }

  private static void assertShowsTheChange(TreeBenchmark.LargeDirectory directory)
      throws Exception {
    List<Layer> both = List.of(directory.base.get(0), directory.small.get(1));
    try (Mount mount = TreeBenchmark.mount(both)) {
      assertThat(mount.list(Caller.ROOT, PathName.parse(Trees.MANY)).size())
          .isEqualTo(FEW + TreeBenchmark.NEW_NAMES - TreeBenchmark.WHITEOUTS);
    }
  }

  @Test
  void anImageIsOpenedLoadedAndCommittedOn() throws Exception {
    ImageBenchmark benchmark = new ImageBenchmark();
    ImageBenchmark.OneFile file = new ImageBenchmark.OneFile();
    file.find();
    Image opened = benchmark.openImage(file);
    assertThat(opened.layers()).hasSize(BenchImage.LAYERS);
    file.close();
    ImageBenchmark.EmptyStore empty = new ImageBenchmark.EmptyStore();
    empty.find();
    ImageBenchmark.WrittenContainer written = new ImageBenchmark.WrittenContainer();
    written.load();
    for (int times = 0; times < 2; times++) {
      empty.make();
      assertThat(empty.store.images().list()).isEmpty();
      assertThat(benchmark.loadImage(empty))
          .singleElement()
          .satisfies(image -> assertThat(image.layers()).hasSize(BenchImage.LAYERS));
      assertThat(empty.store.images().list()).hasSize(1);
      empty.remove();
      assertThat(empty.store.directory()).doesNotExist();
      written.write();
      StoredImage committed = benchmark.commit(written);
      assertThat(committed.layers()).hasSize(BenchImage.LAYERS + 1);
      assertThat(committed.layers().get(BenchImage.LAYERS).size())
          .isGreaterThanOrEqualTo((long) ImageBenchmark.FILES * Trees.FILE_SIZE);
      written.remove();
      assertThat(written.store.images().list()).hasSize(1);
    }
    written.close();
  }

  @Test
  void theHeapIsMeasuredOfWhatTheNamesSay() throws Exception {
    HeapBenchmark benchmark = new HeapBenchmark();
    HeapBenchmark.Figures figures = new HeapBenchmark.Figures();
    HeapBenchmark.Kept kept = new HeapBenchmark.Kept();
    kept.containers = FEW_CONTAINERS;
    kept.files = FEW;
    benchmark.heapPerEntry(figures, kept);
    try (BenchImage.Contents image = new BenchImage.Contents(BenchImage.file())) {
      assertThat(figures.counted).as("entries and the root").isEqualTo(entries(image) + 1);
    }
    assertThat(figures.heapBytes).isBetween(50.0, 50_000.0);
    assertIsAboutTheSameByJol(figures, () -> benchmark.jolPerEntry(figures, kept), 0.3);
    benchmark.heapPerIdleContainer(figures, kept);
    assertThat(figures.counted).isEqualTo(FEW_CONTAINERS);
    assertThat(figures.heapBytes).isBetween(50.0, 50_000.0);
    HeapBenchmark.Files500 files = new HeapBenchmark.Files500();
    files.subject = "union-8";
    SeekableByteChannel[] open =
        (SeekableByteChannel[]) benchmark.heapPerOpenFile(figures, kept, files);
    assertThat(open).hasSize(FEW).allMatch(SeekableByteChannel::isOpen);
    assertThat(figures.heapBytes).isBetween(50.0, 50_000.0);
    assertIsAboutTheSameByJol(figures, () -> benchmark.jolPerOpenFile(figures, kept, files), 0.1);
    kept.close();
    assertThat(open).noneMatch(SeekableByteChannel::isOpen);
  }

  private interface Measuring {
    void run() throws Exception;
  }

  /** Two ways to count the same, which know nothing of each other. */
  private static void assertIsAboutTheSameByJol(
      HeapBenchmark.Figures figures, Measuring byJol, double share) throws Exception {
    double collected = figures.heapBytes;
    byJol.run();
    assertThat(figures.heapBytes).isCloseTo(collected, within(share * collected));
  }

  private static double entries(BenchImage.Contents image) {
    return image.tree().nodes().size();
  }
}
