package io.unionfs.oracle;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

/**
 * Filesystems mounted inside a union, held against the JDK's default provider on overlays that the
 * kernel has mounted inside each other: random programs across the boundaries.
 */
class MountedInsideDifferentialTest {
  private static final int SEQUENCES = 60;
  private static final int STEPS = 100;

  @Test
  void whatIsMountedInsideAnswersAsItDoesOnRealMounts() {
    assumeTrue(
        KernelAvailability.reason().isEmpty(),
        () -> "The live kernel is not asked: " + KernelAvailability.reason().orElse(""));
    long start = OracleSettings.seed();
    for (int i = 0; i < OracleSettings.sequences(SEQUENCES); i++) {
      long seed = start + i;
      MountedInside inside = new MountedInside(seed);
      Differential differential = new Differential(inside::kernel, inside::engine);
      for (Divergence.Deviation deviation : NioDifferentialTest.DEVIATIONS) {
        differential = differential.allowing(deviation);
      }
      Stack outer = NioGenerator.stack(seed);
      differential.check(
          seed,
          NioScope.within(
              NioGenerator.scenario(
                  seed, outer, inside.believed(outer), MountOptions.DEFAULT, STEPS)));
    }
  }
}
