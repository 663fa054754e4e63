package io.unionfs.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On random stacks: every sum is the same sum, and live is what a mount shows. */
class ExactCostPropertyTest {
  private static final String[] NAMES = {"a", "b", "c", "d"};

  static Stream<Long> seeds() {
    return Stream.iterate(1L, seed -> seed + 1).limit(150);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void ofTreesLiveIsTheBytesOfTheFilesThatAMountShows(long seed) throws IOException {
    List<Layer> layers = trees(new Random(seed));
    Analysis analysis = Made.analysis(layers.toArray(Layer[]::new));
    assertThat(analysis.liveBytes()).isEqualTo(mountedBytes(layers));
    assertSumsAgree(analysis);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void ofTheirTarsEverythingIsTheSame(long seed) throws IOException {
    List<Layer> trees = trees(new Random(seed));
    List<Layer> tars = new ArrayList<>();
    for (Layer tree : trees) {
      tars.add(Tar.layer((TreeLayer) tree));
    }
    Analysis ofTrees = Made.analysis(trees.toArray(Layer[]::new));
    Analysis ofTars = Made.analysis(tars.toArray(Layer[]::new));
    assertThat(ofTars.liveBytes()).isEqualTo(mountedBytes(tars));
    assertThat(ofTars.payers().debts()).isEqualTo(ofTrees.payers().debts());
    assertThat(ofTars.dive()).isEqualTo(ofTrees.dive());
    assertSumsAgree(ofTars);
  }

  /** With links to files of lower layers and names written twice; each file's content is unique. */
  @ParameterizedTest
  @MethodSource("seeds")
  void ofArchivesLiveIsTheBytesOfTheContentsThatAMountShows(long seed) throws IOException {
    Random random = new Random(seed);
    List<Layer> layers = new ArrayList<>();
    long held = 0;
    for (int i = 0; i < 2 + random.nextInt(4); i++) {
      ArchiveLayer layer = archive(random, layers, i);
      layers.add(layer);
      for (ArchiveEntry entry : layer.entries()) {
        if (entry instanceof ArchiveEntry.Node node && node.node() instanceof Entry.File file) {
          held += file.content().size();
        }
      }
    }
    Analysis analysis = Made.analysis(layers.toArray(Layer[]::new));
    assertThat(analysis.size()).isEqualTo(held);
    assertThat(analysis.liveBytes()).isEqualTo(mountedContents(layers));
    assertSumsAgree(analysis);
  }

  private static void assertSumsAgree(Analysis analysis) {
    Payers payers = analysis.payers();
    long total = payers.total();
    List<LayerCost> layers = analysis.layers();
    assertThat(analysis.size()).isEqualTo(analysis.liveBytes() + total);
    assertThat(sum(layers, LayerCost::dead)).isEqualTo(total);
    assertThat(sum(layers, LayerCost::killed)).isEqualTo(total);
    assertThat(sum(layers, LayerCost::live)).isEqualTo(analysis.liveBytes());
    assertThat(sum(payers.files(), DeadFile::bytes)).isEqualTo(total);
    assertThat(sum(payers.debts(), Payers.Debt::bytes)).isEqualTo(total);
    assertThat(sum(payers.instructions(), Payers.Share::paid)).isEqualTo(total);
    assertThat(sum(payers.instructions(), Payers.Share::killed)).isEqualTo(total);
    assertThat(payers.causes().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(total);
    assertThat(payers.files()).allMatch(file -> file.killer() >= file.payer());
    for (LayerCost layer : layers) {
      assertThat(layer.size()).isEqualTo(layer.live() + layer.dead());
    }
  }

  private static <T> long sum(List<T> things, java.util.function.ToLongFunction<T> value) {
    return things.stream().mapToLong(value).sum();
  }

  private static List<Layer> trees(Random random) {
    List<Layer> layers = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      LayerBuilder builder = Layer.builder().named("random " + i);
      fill(random, builder, "", 1, new ArrayList<>());
      layers.add(builder.build());
    }
    return layers;
  }

  private static void fill(
      Random random, LayerBuilder builder, String prefix, int depth, List<String> files) {
    for (String name : NAMES) {
      String path = prefix + name;
      switch (random.nextInt(depth < 4 ? 11 : 7)) {
        case 0, 1 -> {
          // Few contents, so that layers often hold the same one again.
          builder.file(path, Tar.contentOf("x" + random.nextInt(2), 1 + random.nextInt(3)));
          files.add(path);
        }
        case 2 -> builder.symlink(path, random.nextBoolean() ? "/a/b" : "../a");
        case 3 -> builder.whiteout(path);
        case 4 -> {
          if (!files.isEmpty()) {
            builder.hardLink(path, files.get(random.nextInt(files.size())));
          }
        }
        case 5, 6 -> {
          // The layer says nothing here.
        }
        case 7 -> {
          builder.opaqueDirectory(path);
          fill(random, builder, path + "/", depth + 1, files);
        }
        default -> {
          builder.directory(path);
          fill(random, builder, path + "/", depth + 1, files);
        }
      }
    }
  }

  private static ArchiveLayer archive(Random random, List<Layer> below, int ordinal)
      throws IOException {
    Tar tar = Tar.of();
    List<String> linkable = below.isEmpty() ? new ArrayList<>() : shownFiles(below);
    for (int i = 0; i < 8; i++) {
      String path = NAMES[random.nextInt(4)];
      if (random.nextBoolean()) {
        path += "." + NAMES[random.nextInt(3)];
      }
      switch (random.nextInt(6)) {
        case 0, 1, 2 -> {
          tar.file(path, ("unique " + ordinal + " " + i + " ").repeat(1 + random.nextInt(3)));
          if (!linkable.contains(path)) {
            linkable.add(path);
          }
        }
        case 3 -> {
          tar.whiteout(path);
          linkable.remove(path);
        }
        case 4 -> {
          if (!linkable.isEmpty()) {
            tar.link("link" + random.nextInt(4), linkable.get(random.nextInt(linkable.size())));
          }
        }
        default -> tar.file("sub/" + path, "unique " + ordinal + " " + i);
      }
    }
    return tar.layer();
  }

  private static UnionFileSystem mounted(List<Layer> layers) throws IOException {
    UnionFileSystemBuilder builder = UnionFileSystem.builder().readOnly();
    layers.forEach(builder::lower);
    return builder.mount();
  }

  private static List<String> shownFiles(List<Layer> layers) throws IOException {
    try (UnionFileSystem files = mounted(layers);
        Stream<Path> all = Files.walk(files.getPath("/"))) {
      return new ArrayList<>(
          all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
              .map(path -> path.toString().substring(1))
              .filter(path -> !path.startsWith("sub/"))
              .toList());
    }
  }

  private static long mountedBytes(List<Layer> layers) throws IOException {
    Map<Object, Long> sizes = new HashMap<>();
    try (UnionFileSystem files = mounted(layers);
        Stream<Path> all = Files.walk(files.getPath("/"))) {
      for (Path path : (Iterable<Path>) all::iterator) {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          sizes.put(Files.getAttribute(path, "unix:ino"), Files.size(path));
        }
      }
    }
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long mountedContents(List<Layer> layers) throws IOException {
    Set<String> contents = new HashSet<>();
    try (UnionFileSystem files = mounted(layers);
        Stream<Path> all = Files.walk(files.getPath("/"))) {
      for (Path path : (Iterable<Path>) all::iterator) {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          contents.add(Files.readString(path));
        }
      }
    }
    return contents.stream().mapToLong(String::length).sum();
  }
}
