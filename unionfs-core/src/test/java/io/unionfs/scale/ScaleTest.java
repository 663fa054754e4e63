package io.unionfs.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is large or many fits into a heap of a known size, and costs no more for each than what is
 * small and few. The bounds are those of {@code docs/limits.md}, with room for other JDKs.
 */
class ScaleTest {
  private static final String MILLION = "1000000";

  /** How much slower one of ten times as many may be: caches and collectors see the difference. */
  private static final double GROWTH = 3;

  /** What is too short to be compared, in microseconds. */
  private static final double BRIEF = 1;

  @TempDir Path directory;

  private Map<String, Double> run(String heap, Class<?> program, String... arguments)
      throws Exception {
    return ChildJvm.run(directory.resolve("output"), heap, program, arguments);
  }

  private static void assertFlat(Map<String, Double> figures, String... names) {
    for (String name : names) {
      double small = Math.max(figures.get("tenth " + name), BRIEF);
      assertThat(figures.get(name)).as(name).isLessThan(GROWTH * small);
    }
  }

  @Test
  @Tag("long")
  void aDirectoryOfAMillionLowerFiles() throws Exception {
    Map<String, Double> figures = run("1g", ManyNamesMain.class, "lower", MILLION);
    assertFlat(figures, "first lookup of all", "lookup", "list", "remove");
    assertThat(figures.get("heap per entry")).isLessThan(100);
  }

  @Test
  @Tag("long")
  void aDirectoryOfAMillionNewFilesInMemory() throws Exception {
    Map<String, Double> figures = run("3g", ManyNamesMain.class, "upper", MILLION);
    assertFlat(figures, "create", "lookup", "list", "remove");
    assertThat(figures.get("heap per entry")).isLessThan(600);
  }

  @Test
  @Tag("long")
  void aDirectoryOfAMillionNewFilesOnADisk() throws Exception {
    Map<String, Double> figures =
        run("3g", ManyNamesMain.class, "upper", MILLION, directory.toString());
    assertFlat(figures, "create", "lookup", "list", "remove");
    assertThat(figures.get("heap per entry")).isLessThan(1_500);
  }

  @Test
  @Tag("long")
  void aTreeOfAMillionEntriesOverAHundredLayers() throws Exception {
    Map<String, Double> figures = run("1g", ManyLayersMain.class, "100", MILLION);
    assertFlat(figures, "first walk", "second walk");
    assertThat(figures.get("mount")).as("milliseconds").isLessThan(500);
    assertThat(figures.get("heap of the tree")).isLessThan(250);
  }

  @Test
  @Tag("long")
  void aHundredThousandOpenChannels() throws Exception {
    Map<String, Double> figures = run("2g", ManyChannelsMain.class, "100000", directory.toString());
    assertThat(figures.get("one lower file: heap")).isLessThan(600);
    assertThat(figures.get("lower files: heap")).isLessThan(600);
    assertThat(figures.get("one upper file: heap")).isLessThan(500);
    assertThat(figures.get("upper files: heap")).isLessThan(900);
    assertThat(figures.get("lower files on disk: descriptors")).isBetween(900.0, 1_100.0);
    assertThat(figures.get("upper files on disk: descriptors")).isBetween(900.0, 1_100.0);
  }

  /** Quick enough for every build: a disk keeps holes, and the heap holds none of it. */
  @Test
  void aFileOfEightGibibytesOfWhichLittleIsWritten() throws Exception {
    Map<String, Double> figures =
        run("256m", SparseFileMain.class, directory.resolve("upper").toString());
    assertThat(figures.get("disk: size")).isEqualTo(0x1p33);
    assertThat(figures.get("disk: storage")).isLessThan(2 * figures.get("disk: written"));
    assertThat(figures.get("disk: heap")).isLessThan(1 << 20);
    assertThat(figures.get("memory: size")).isEqualTo(0x1p33);
    assertThat(figures.get("memory: heap")).isLessThan(0x1.4p20);
  }

  /** Quick enough for every build. */
  @Test
  void aMountCostsLittleHeap() throws Exception {
    Map<String, Double> figures = run("64m", ManyMountsMain.class, "500", directory.toString());
    assertThat(figures.get("empty mount: heap")).isLessThan(6_000);
    assertThat(figures.get("idle mount: heap")).isLessThan(2_048);
    assertThat(figures.get("idle mount that was walked: heap")).isLessThan(4_000);
    assertThat(figures.get("mount with one new file: heap")).isLessThan(24_000);
    assertThat(figures.get("idle mount, layer on disk to be made: heap")).isLessThan(2_048);
    assertThat(figures.get("mount with a small file on disk: heap")).isLessThan(16_384);
  }

  private static void assertSame(Map<String, Double> figures, String few, String many) {
    for (String name : new String[] {"snapshot", "restore"}) {
      double small = Math.max(figures.get(few + ": " + name), BRIEF);
      assertThat(figures.get(many + ": " + name)).as(name).isLessThan(GROWTH * small);
    }
  }

  @Test
  @Tag("long")
  void aSnapshotOfAMillionFilesCostsWhatOneOfAThousandDoes() throws Exception {
    Map<String, Double> figures = run("3g", SnapshotsMain.class, MILLION, "200");
    assertSame(figures, "few files", "many files");
    assertSame(figures, "one snapshot", "many snapshots");
    assertThat(figures.get("many files: snapshot of all")).isLessThan(1_000);
    assertThat(figures.get("many snapshots: look up")).isLessThan(BRIEF);
  }

  /** Quick enough for every build. */
  @Test
  void snapshotsCostTheSameForFewFilesAndForMore() throws Exception {
    Map<String, Double> figures = run("512m", SnapshotsMain.class, "50000", "200");
    assertSame(figures, "few files", "many files");
    assertSame(figures, "one snapshot", "many snapshots");
  }

  /** Quick enough for every build. {@code docs/limits.md} has the figures of a thousand. */
  @Test
  void anOpenContainerCostsLittleHeap() throws Exception {
    Map<String, Double> figures =
        run("64m", ManyContainersMain.class, "50", directory.resolve("store").toString());
    assertThat(figures.get("idle container")).isLessThan(2_500);
    assertThat(figures.get("container with a small file")).isLessThan(16_384);
  }

  /** Writes twice 10 GiB, or twice the MiB that {@code -Dunionfs.image.mib} says. */
  @Test
  @Tag("long")
  void aLargeImageAndAThousandContainers() throws Exception {
    String size = Integer.getInteger("unionfs.image.mib", 10 << 10).toString();
    Map<String, Double> figures =
        run("512m", BigImageMain.class, directory.toString(), size, "1000");
    assertThat(figures.get("idle")).as("bytes of heap").isLessThan(2_200);
    assertThat(figures.get("written")).as("bytes of heap").isLessThan(16_384);
  }
}
