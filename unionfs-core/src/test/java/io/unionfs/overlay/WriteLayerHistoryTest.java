package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.oracle.EngineSubject;
import io.unionfs.oracle.OpGenerator;
import io.unionfs.oracle.Scenario;
import io.unionfs.oracle.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random operations on random layers, under any options: the layer archive that is written, applied
 * to the same layers, shows what the mount shows, and so does the tar of the whole tree by itself.
 * {@code -Dunionfs.layers.seeds=FIRST-LAST} says which histories.
 */
class WriteLayerHistoryTest {
  private static final int STEPS = 160;
  private static final int EVERY = 40;

  private static int written;
  private static int refused;

  @AfterAll
  static void tell() {
    System.out.println("layers and trees written: " + written + ", refused: " + refused);
    assertThat(written).isGreaterThan(refused);
  }

  static LongStream seeds() {
    return seeds("1-60");
  }

  static LongStream manySeeds() {
    return seeds("1-3000");
  }

  private static LongStream seeds(String otherwise) {
    String[] range = System.getProperty("unionfs.layers.seeds", otherwise).split("-");
    return LongStream.rangeClosed(
        Long.parseLong(range[0]), Long.parseLong(range[range.length - 1]));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsWrittenShowsWhatTheMountShowed(long seed) throws Exception {
    check(seed);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("manySeeds")
  void whatIsWrittenShowsWhatTheMountShowedInManyHistories(long seed) throws Exception {
    check(seed);
  }

  private static void check(long seed) throws Exception {
    Scenario scenario =
        seed % 2 == 0 ? OpGenerator.plain(seed, STEPS) : OpGenerator.scenario(seed, STEPS);
    try (EngineSubject subject = EngineSubject.open(scenario.stack(), scenario.options())) {
      int step = 0;
      for (Step next : scenario.steps()) {
        subject.run(next.op(), next.caller());
        if (++step % EVERY == 0) {
          compare("seed " + seed + ", step " + step, subject);
        }
      }
    }
  }

  private static void compare(String what, EngineSubject subject)
      throws IOException, ErrnoException {
    Mount mount = subject.mount();
    Map<String, String> shown = TarOf.shown(mount);
    MountBuilder below = builder(subject);
    Map<String, String> lower = TarOf.shown(below, mount.lowerLayers());
    boolean mayFail = cannotBeWritten(shown) || cannotBeWritten(lower);
    byte[] layer = writtenOrRefused(what, mount, mayFail, () -> TarOf.changes(mount));
    // On what cannot be looked up by itself no archive can be applied.
    if (layer != null && isWhole(mount.state.lower().root())) {
      ArchiveLayer archive = TarOf.layer(layer);
      List<Layer> layers = new ArrayList<>(mount.lowerLayers());
      layers.add(archive);
      assertThat(TarOf.differences(TarOf.shown(builder(subject), layers), shown))
          .as(what)
          .isEmpty();
      assertThat(TarOf.changes(mount)).as(what).isEqualTo(layer);
    }
    byte[] tree = writtenOrRefused(what, mount, cannotBeWritten(shown), () -> TarOf.tree(mount));
    if (tree != null) {
      assertThat(TarOf.differences(TarOf.shown(List.of(TarOf.layer(tree))), shown))
          .as(what)
          .isEmpty();
    }
  }

  private static boolean isWhole(Directory directory) throws IOException {
    List<Inode> children = new ArrayList<>();
    directory.children().forEach((name, child) -> children.add(child));
    for (Inode child : children) {
      if (child instanceof UnreachableInode || child instanceof Directory d && !isWhole(d)) {
        return false;
      }
    }
    return true;
  }

  private interface Writing {
    byte[] bytes() throws IOException, ErrnoException;
  }

  private static MountBuilder builder(EngineSubject subject) {
    MountBuilder builder = new MountBuilder().options(subject.overlayOptions());
    subject.dataOnly().forEach(builder::dataOnly);
    return builder;
  }

  /** Refused is only what no layer can say. */
  private static byte[] writtenOrRefused(String what, Mount mount, boolean mayFail, Writing writing)
      throws IOException, ErrnoException {
    try {
      byte[] bytes = writing.bytes();
      written++;
      return bytes;
    } catch (LayerException e) {
      assertThat(e.getMessage()).as(what).startsWith("layer test: entry ").doesNotContain("\n");
      refused++;
      String path =
          e.getMessage()
              .replaceAll("layer test: entry \"(.*)\" .*", "/$1")
              .replace("\\xff\\x80", "\udcff\udc80");
      Lookup found = mount.lookup(Caller.ROOT, PathName.parse(path), Follow.NOFOLLOW);
      // A copy that leads nowhere is left out of a listing; a lookup tells of it.
      assertThat(mayFail || found instanceof Errno && found != Errno.ENOENT)
          .as(what + ": " + e.getMessage())
          .isTrue();
      return null;
    }
  }

  private static boolean cannotBeWritten(Map<String, String> shown) {
    return shown.entrySet().stream()
        .anyMatch(
            each ->
                each.getKey().contains("/.wh.") || each.getValue().startsWith(TarOf.UNREACHABLE));
  }
}
