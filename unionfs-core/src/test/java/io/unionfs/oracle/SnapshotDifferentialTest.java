package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.oracle.LayerGenerator.Leads;
import io.unionfs.oracle.LayerGenerator.Palette;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Snapshots held against the kernel: there the upper is moved to the top of the lower layers, and
 * mounted below an empty one; going back mounts the lower layers of then. All answers equal, and
 * both trees.
 */
class SnapshotDifferentialTest {
  private static final int STEPS = 250;

  /** How many of them, about, are snapshots. */
  private static final int OFTEN = 12;

  private static void assumeKernel() {
    assumeTrue(
        KernelAvailability.reason().isEmpty(),
        () -> KernelAvailability.reason().orElse("there is a kernel"));
  }

  /** Found among 600,000 operations. */
  @Test
  void whatTheKernelCannotReadItDoesNotCopyUp() {
    assumeKernel();
    new Differential(SnapshotSubject::kernel, SnapshotSubject::engine)
        .check(
            Scenario.parse(
                """
                options (OFF OFF OFF OFF TRUSTED DURABLE PRESENT NOATIME)
                layer
                directory "" (0755 0 0 100.000000000 200.000000000 {})
                steps
                mkdir "/d" 0755
                create "/d/f" 0644
                create "/f" 0644
                set-xattr "/d" "security.capability" "" EITHER NOFOLLOW
                set-xattr "/f" "security.capability" "" EITHER NOFOLLOW
                remount
                rename "/d/f" "/g" PLAIN
                chmod "/f" 0600
                chmod "/d" 0700
                unlink "/f"
                rmdir "/d"
                """));
  }

  private static Scenario scenario(long seed, MountOptions options) {
    Leads leads = seed % 2 == 0 ? Leads.NONE : Leads.SOME;
    Scenario plain = OpGenerator.scenario(seed, Palette.NASTY, leads, options, STEPS);
    SplittableRandom random = new SplittableRandom(seed);
    List<Step> steps = new ArrayList<>(plain.steps());
    steps.replaceAll(step -> random.nextInt(STEPS) < OFTEN ? Step.root(new Op.Remount()) : step);
    return new Scenario(plain.stack(), options, steps);
  }

  static List<String> mounts() {
    return OracleSettings.mounts().entrySet().stream()
        .filter(mount -> mount.getValue().upper() == MountOptions.Upper.PRESENT)
        .filter(mount -> mount.getValue().index() == MountOptions.Index.OFF)
        .filter(mount -> mount.getValue().canRemount())
        .map(Map.Entry::getKey)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("mounts")
  void snapshotsAreWhatTheKernelShowsOverTheFrozenUpper(String mount) throws InterruptedException {
    assumeKernel();
    MountOptions options = OracleSettings.mounts().get(mount);
    FuzzRun run =
        new FuzzRun(
            "snapshots against kernel, " + mount,
            new Differential(SnapshotSubject::kernel, SnapshotSubject::engine),
            seed -> scenario(seed, options));
    long first = OracleSettings.seed();
    assertThat(run.run(LongStream.range(first, first + OracleSettings.sequences(40)))).isEmpty();
  }
}
