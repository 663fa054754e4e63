package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Content;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a comparison of two chains tells, and what it costs. */
class TreeComparisonTest {
  /** Content that must not be read. */
  private record Unread(long size) implements Content {
    @Override
    public Reader open() {
      throw new AssertionError("read");
    }
  }

  private static Layer wide() {
    LayerBuilder builder = Layer.builder();
    for (int i = 0; i < 50; i++) {
      builder.file("wide/" + i + "/deep/file", new Unread(10));
    }
    return builder.file("etc/motd", "one").build();
  }

  @Test
  void whatBothShowThroughIsNotLookedInto() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    Layer base = new CountingLayer((io.unionfs.layer.TreeLayer) wide(), asked);
    Layer top = Layer.builder().file("etc/motd", "two").build();
    assertThat(TreeComparison.of(List.of(base), List.of(base, top)))
        .containsExactly(
            new TreeDifference.ContentChanged("/etc/motd", FileType.REGULAR, Set.of()));
    assertThat(asked).hasValueLessThan(10);
  }

  @Test
  void anImageAndItselfAreNotLookedInto() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    Layer base = new CountingLayer((io.unionfs.layer.TreeLayer) wide(), asked);
    assertThat(TreeComparison.of(List.of(base), List.of(base))).isEmpty();
    assertThat(asked).hasValue(0);
  }

  @Test
  void dataIsNotReadWhereSizesDifferOrItIsOneContent() throws IOException {
    Content content = new Unread(10);
    Layer one = Layer.builder().file("same", content).file("size", new Unread(1)).build();
    Layer other = Layer.builder().file("same", content).file("size", new Unread(2)).build();
    assertThat(TreeComparison.of(List.of(one), List.of(other)))
        .containsExactly(new TreeDifference.ContentChanged("/size", FileType.REGULAR, Set.of()));
  }

  @Test
  void aLayerInAnotherPlaceIsNotReadEither() throws IOException {
    Layer bottom = Layer.builder().file("x", "x").build();
    assertThat(TreeComparison.of(List.of(wide()), List.of(bottom))).isNotEmpty();
    Layer shared = wide();
    assertThat(TreeComparison.of(List.of(shared), List.of(bottom, shared)))
        .containsExactly(new TreeDifference.Added("/x", FileType.REGULAR));
  }

  @Test
  void aTreeOfAnyDepthIsComparedAndSquashed() throws IOException {
    String path = "d/".repeat(1900);
    Layer base = Layer.builder().file("x", "x").build();
    Layer one = Layer.builder().file(path + "f", "one").build();
    Layer two = Layer.builder().file(path + "f", "two").build();
    assertThat(TreeComparison.of(List.of(base, one), List.of(base, two)))
        .containsExactly(
            new TreeDifference.ContentChanged("/" + path + "f", FileType.REGULAR, Set.of()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SquashedLayers.write(List.of(base, one, two), 1, out, "deep", ProgressListener.NONE);
    List<Layer> squashed = List.of(base, TarOf.layer(out.toByteArray()));
    assertThat(TreeComparison.of(List.of(base, one, two), squashed)).isEmpty();
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 200);
  }

  /**
   * A line for each path says all there is to say of it: those that differ are those that are told.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsToldOfRandomChainsIsWhatDiffers(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<Layer> before = new RandomArchives(random).chain(1 + random.nextInt(4));
    List<Layer> after = new ArrayList<>(before.subList(0, random.nextInt(before.size() + 1)));
    try {
      after.addAll(new RandomArchives(random).chain(1 + random.nextInt(3)));
      ResolvedLayers.of(after);
    } catch (io.unionfs.layer.LayerException e) {
      return; // they cannot be put on one another
    }
    Map<String, String> first = lines(before);
    Map<String, String> second = lines(after);
    Set<String> differing = new TreeSet<>();
    Set<String> paths = new TreeSet<>(first.keySet());
    paths.addAll(second.keySet());
    for (String path : paths) {
      String was = first.get(path);
      String now = second.get(path);
      boolean isBelowWhatIsGone = now == null && !isDirectory(second.get(parent(path)));
      if (!java.util.Objects.equals(was, now) && !isBelowWhatIsGone) {
        differing.add(path);
      }
    }
    List<TreeDifference> told = TreeComparison.of(before, after);
    assertThat(told.stream().map(TreeDifference::path))
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(differing);
    for (TreeDifference each : told) {
      String was = first.get(each.path());
      String now = second.get(each.path());
      assertThat(each instanceof TreeDifference.Added).isEqualTo(was == null);
      assertThat(each instanceof TreeDifference.Deleted).isEqualTo(now == null);
      if (was != null && now != null) {
        assertThat(each instanceof TreeDifference.TypeChanged)
            .isEqualTo(!was.split(" ")[0].equals(now.split(" ")[0]));
      }
    }
  }

  /** Without which names are one file. */
  private static Map<String, String> lines(List<Layer> chain) throws IOException {
    Map<String, String> lines = TarOf.shown(chain);
    lines.replaceAll((path, line) -> line.replaceAll("] (.*\\b\\d+) /\\S+", "] $1"));
    return lines;
  }

  private static boolean isDirectory(String line) {
    return line != null && line.startsWith("DIRECTORY");
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }
}
