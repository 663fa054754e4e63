package io.unionfs.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.benchmarks.BatchBenchmark;
import io.unionfs.benchmarks.CopyUpBenchmark;
import io.unionfs.benchmarks.ReadBenchmark;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimingTest {
  private static Timing of(Profile profile, Class<?> holder, String method, String subject) {
    return Timing.of(profile, new Task(holder, method, subject, Map.of(), 1));
  }

  @Test
  void aBenchmarksAnnotationsSayHowLongItIsWarmedUp() {
    Timing open = of(Profile.STANDARD, ReadBenchmark.class, "openReadCloseLower", "union-8");
    assertThat(open.warmup().multipliedBy(open.warmups())).isGreaterThan(Duration.ofSeconds(2));
    Timing quick = of(Profile.QUICK, ReadBenchmark.class, "openReadCloseLower", "union-8");
    assertThat(quick.warmup()).isEqualTo(open.warmup().dividedBy(2));
    assertThat(quick.expected()).isLessThan(open.expected());
    assertThat(of(Profile.STANDARD, CopyUpBenchmark.class, "copyUp64M", "union-8").warmups())
        .as("the method's own")
        .isLessThan(of(Profile.STANDARD, CopyUpBenchmark.class, "copyUp4K", "union-8").warmups());
  }

  @Test
  void whatTheHostDoesIsNotCompiled() {
    Timing union = of(Profile.STANDARD, BatchBenchmark.class, "mkdir", "union-8");
    Timing kernel = of(Profile.STANDARD, BatchBenchmark.class, "mkdir", "overlay-8");
    assertThat(kernel.warmups()).isBetween(10, union.warmups() / 10);
    assertThat(kernel.iterations()).isEqualTo(union.iterations());
  }

  @ParameterizedTest
  @EnumSource(names = "FULL", mode = EnumSource.Mode.EXCLUDE)
  void aRoundFitsIntoTheTimeOfItsProfile(Profile profile) {
    Duration round =
        Plan.of(profile, java.util.regex.Pattern.compile("")).tasks().stream()
            .map(task -> Timing.of(profile, task).expected())
            .reduce(Duration.ZERO, Duration::plus);
    int fewest = profile == Profile.QUICK ? 1 : 2;
    assertThat(round.multipliedBy(fewest)).isLessThan(profile.limit());
  }
}
