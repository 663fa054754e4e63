package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.oracle.EngineSubject;
import io.unionfs.oracle.LayerGenerator.Leads;
import io.unionfs.oracle.LayerGenerator.Palette;
import io.unionfs.oracle.MountOptions;
import io.unionfs.oracle.Op;
import io.unionfs.oracle.OpGenerator;
import io.unionfs.oracle.OracleSettings;
import io.unionfs.oracle.Scenario;
import io.unionfs.oracle.Step;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories with snapshots, files staying open over them. A snapshot changes nothing that is
 * shown, to the inode number; going back shows the same again, however often; what is counted is
 * what is there; the layer of what was changed since shows it, on the layers of then. {@code
 * -Dunionfs.snapshots.seeds=FIRST-LAST} says which histories.
 */
class SnapshotHistoryTest {
  private static final int STEPS = 150;
  private static final int BETWEEN = 12;

  private static int takenInAll;
  private static int wentBack;
  private static int written;
  private static int refused;

  @AfterAll
  static void tell() {
    System.out.printf(
        "snapshots: %d, restores: %d, layers: %d, refused: %d%n",
        takenInAll, wentBack, written, refused);
    assertThat(written).isGreaterThan(refused);
  }

  static LongStream seeds() {
    return seeds("1-60");
  }

  static LongStream manySeeds() {
    return seeds("1-3000");
  }

  private static LongStream seeds(String otherwise) {
    String[] range = System.getProperty("unionfs.snapshots.seeds", otherwise).split("-");
    return LongStream.rangeClosed(
        Long.parseLong(range[0]), Long.parseLong(range[range.length - 1]));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void snapshotsAreTrueAndExact(long seed) throws Exception {
    check(seed);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("manySeeds")
  void snapshotsAreTrueAndExactInManyHistories(long seed) throws Exception {
    check(seed);
  }

  private static void check(long seed) throws Exception {
    List<MountOptions> all = OracleSettings.withSnapshots();
    MountOptions options = all.get((int) (seed % all.size()));
    Palette palette = seed % 3 == 0 ? Palette.NASTY : Palette.PLAIN;
    Leads leads = seed % 4 == 0 ? Leads.SOME : Leads.NONE;
    MemoryMedium memory = seed % 5 == 0 ? MemoryMedium.SHARED_BLOCKS : MemoryMedium.BLOCKS;
    Scenario scenario = OpGenerator.scenario(seed, palette, leads, options, STEPS);
    try (EngineSubject subject = EngineSubject.withSnapshots(scenario.stack(), options, memory)) {
      new History(seed, subject).run(scenario.steps());
    }
  }

  /** One snapshot, and what was seen when it was taken. */
  private record Taken(
      MountSnapshot snapshot, List<Layer> layers, Map<String, String> shown, long blocks) {}

  private static final class History {
    private final long seed;
    private final EngineSubject subject;
    private final Mount mount;
    private final SplittableRandom random;
    private final List<Taken> taken = new ArrayList<>();

    /** Files that the mount counts no more: they were open when it went back. */
    private final Set<OpenFile> leftBehind = Collections.newSetFromMap(new IdentityHashMap<>());

    private int step;

    History(long seed, EngineSubject subject) {
      this.seed = seed;
      this.subject = subject;
      this.mount = subject.mount();
      this.random = new SplittableRandom(seed);
    }

    private String what() {
      return "seed " + seed + ", step " + step;
    }

    void run(List<Step> steps) throws Exception {
      for (Step next : steps) {
        step++;
        if (next.op() instanceof Op.Remount) {
          continue;
        }
        subject.run(next.op(), next.caller());
        checkUsage();
        if (random.nextInt(BETWEEN) == 0) {
          snapshotOrRestore();
          checkUsage();
        }
      }
    }

    private void checkUsage() throws IOException {
      List<OpenFile> open = new ArrayList<>(subject.open());
      open.removeIf(leftBehind::contains);
      assertThat(mount.usage())
          .as(what())
          .isEqualTo(UsageRecount.withFrozen(mount.state, mount.lowerLayers(), open));
    }

    private boolean isBusy() {
      return subject.open().stream()
          .anyMatch(file -> file.isWritable() && file.type() == FileType.REGULAR);
    }

    private void snapshotOrRestore() throws Exception {
      try {
        if (taken.isEmpty() || random.nextInt(3) > 0) {
          take();
        } else {
          goBack(taken.get(random.nextInt(taken.size())));
        }
        assertThat(isBusy()).as(what()).isFalse();
      } catch (ErrnoException e) {
        assertThat(e.errno()).as(what()).isEqualTo(Errno.EBUSY);
        assertThat(isBusy()).as(what()).isTrue();
      }
    }

    private void take() throws Exception {
      Map<String, String> before = ShownTree.of(mount);
      MountSnapshot snapshot = mount.snapshot("frozen");
      assertThat(ShownTree.of(mount)).as(what()).isEqualTo(before);
      BlockUse use = mount.blockUse();
      long nameless =
          subject.open().stream()
              .filter(file -> !leftBehind.contains(file))
              .filter(file -> file.upper() != null && file.upper().links() == 0)
              .count();
      long blocks = use == null ? 0 : nameless == 0 ? use.heldBytes() : -1;
      takenInAll++;
      taken.add(new Taken(snapshot, mount.lowerLayers(), before, blocks));
      forOthers();
      layerSince(taken.get(random.nextInt(taken.size())));
    }

    /** The frozen layers by themselves, below another mount, show the same. */
    private void forOthers() throws IOException {
      Map<String, String> shown = TarOf.shown(builder(), mount.lowerLayers());
      assertThat(TarOf.differences(shown, TarOf.shown(mount))).as(what()).isEmpty();
    }

    private MountBuilder builder() {
      MountBuilder builder = new MountBuilder().options(subject.overlayOptions());
      subject.dataOnly().forEach(builder::dataOnly);
      return builder;
    }

    private void goBack(Taken then) throws Exception {
      layerSince(then);
      mount.restore(then.snapshot);
      wentBack++;
      leftBehind.addAll(subject.open());
      assertThat(ShownTree.of(mount)).as(what()).isEqualTo(then.shown);
      assertThat(mount.changesSince(then.snapshot)).as(what()).isEmpty();
      assertThat(mount.changes()).as(what()).isEmpty();
      assertThat(mount.lowerLayers()).as(what()).isEqualTo(then.layers);
      if (then.blocks >= 0) {
        BlockUse use = mount.blockUse();
        assertThat(use == null ? 0 : use.heldBytes()).as(what()).isEqualTo(then.blocks);
      }
    }

    /** The layer of what was changed since shows it, on the layers of then. */
    private void layerSince(Taken then) throws Exception {
      Map<String, String> shown = TarOf.shown(mount);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try {
        mount.writeLayerSince(then.snapshot, out, "test", ProgressListener.NONE);
      } catch (LayerException e) {
        refused++;
        return; // What no layer can say; WriteLayerHistoryTest looks at that.
      }
      List<Layer> layers = new ArrayList<>(then.layers);
      layers.add(TarOf.layer(out.toByteArray()));
      Map<String, String> again;
      try {
        again = TarOf.shown(builder(), layers);
      } catch (LayerException e) {
        assertThat(shown.toString()).as(what()).contains(TarOf.UNREACHABLE);
        return;
      }
      assertThat(TarOf.differences(again, shown)).as(what()).isEmpty();
      written++;
    }
  }
}
