package io.unionfs.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.IterationResultMetaData;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.options.TimeValue;

class FixtureTest {
  private static final IterationParams COUNTED =
      new IterationParams(IterationType.MEASUREMENT, 1, TimeValue.NONE, 1);
  private static final int BYTES = 1 << 20;

  private byte[] made;

  @Test
  void onlyTheBatchIsCountedNotWhatIsMadeForIt() {
    Fixture fixture = new Fixture();
    fixture.beforeIteration(null, COUNTED);
    made = new byte[8 * BYTES];
    Fixture.begin(COUNTED);
    made = new byte[BYTES];
    Fixture.end();
    made = new byte[8 * BYTES];
    IterationResult result = new IterationResult(null, COUNTED, new IterationResultMetaData(4, 4));
    assertThat(List.copyOf(fixture.afterIteration(null, COUNTED, result)))
        .singleElement()
        .satisfies(
            (Result<?> each) -> {
              assertThat(each.getLabel()).isEqualTo(Fixture.ALLOCATION);
              assertThat(each.getScore()).isBetween(BYTES / 4.0, BYTES / 4.0 + 4096);
            });
    assertThat(made).hasSize(8 * BYTES);
  }

  @Test
  void garbageIsCollectedShortlyBeforeWhatCounts() {
    assertThat(Fixture.collectedBefore(1000)).isEqualTo(10);
    assertThat(Fixture.collectedBefore(6)).isEqualTo(3);
    assertThat(Fixture.collectedBefore(1)).isEqualTo(1);
  }
}
