package io.unionfs.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.unionfs.benchmarks.report.Target.Outcome;
import io.unionfs.benchmarks.report.Target.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private final List<Measured> figures = new ArrayList<>();

  private void figure(String benchmark, String subject, double score, double error) {
    figures.add(
        new Measured(
            benchmark, subject, "ns", score, error, score, 3, 12, OptionalDouble.of(524_288)));
  }

  private Outcome outcome(String operation, String wanted) {
    return Targets.of(17).stream()
        .filter(t -> t.operation().equals(operation) && t.wanted().equals(wanted))
        .findFirst()
        .orElseThrow()
        .judge(new Results(figures));
  }

  @Test
  void whatWasNotMeasuredIsNeitherMetNorMissed() {
    assertThat(Targets.of(17))
        .allSatisfy(
            target -> {
              Outcome outcome = target.judge(new Results(List.of()));
              assertThat(outcome.text()).isEqualTo("not measured");
              assertThat(outcome.verdict()).isEqualTo(Verdict.NOT_MEASURED);
            });
  }

  @Test
  void theWorstOfAllDepthsDecides() {
    figure("statBottom", "jimfs", 100, 1);
    figure("statBottom", "union-1", 20, 1);
    figure("statBottom", "union-500", 60, 1);
    figure("statTop", "jimfs", 100, 1);
    figure("statTop", "union-8", 30, 1);
    figure("statBottom", "scan-8", 9000, 1); // not a union's
    Outcome outcome = outcome("stat, hit at 1 to 500 layers", "of flat jimfs");
    assertThat(outcome.measured()).isEqualTo(3);
    assertThat(outcome.worst().orElseThrow().what()).isEqualTo("statBottom, union-500");
    assertThat(outcome.verdict()).isEqualTo(Verdict.MISSED);
    assertThat(outcome.text()).isEqualTo("missed by 20.0 %");
  }

  @Test
  void aTargetThatIsMetSaysWithHowMuchToSpare() {
    figure("miss", "jimfs", 1000, 10);
    figure("miss", "union-128", 125, 1);
    assertThat(outcome("miss, Files.exists on JDK 17", "of flat jimfs").text())
        .isEqualTo("met, with 50.0 % to spare");
  }

  @Test
  void whatTheErrorCannotDecideSaysSo() {
    figure("miss", "jimfs", 1000, 100);
    figure("miss", "union-128", 251, 20);
    Outcome outcome = outcome("miss, Files.exists on JDK 17", "of flat jimfs");
    assertThat(outcome.verdict()).isEqualTo(Verdict.NOT_SETTLED);
    assertThat(outcome.text())
        .isEqualTo("not settled: 0.40 % beyond, the error is larger than the gap");
    figure("miss", "union-1", 240, 20);
    figure("getPathStat", "jimfs", 1000, 1);
    figure("getPathStat", "union-1", 300, Double.NaN);
    assertThat(outcome("parse and stat from a String", "of flat jimfs").text())
        .isEqualTo("not settled: 25.0 % to spare, there is no error");
  }

  @Test
  void oneDepthThatIsNotSettledLeavesTheTargetSoWhateverTheOthersAre() {
    figure("getPathStat", "jimfs", 1000, 1);
    figure("getPathStat", "union-1", 395, 1);
    figure("getPathStat", "union-8", 300, 200);
    Outcome outcome = outcome("parse and stat from a String", "of flat jimfs");
    assertThat(outcome.verdict()).isEqualTo(Verdict.NOT_SETTLED);
    assertThat(outcome.worst().orElseThrow().what()).isEqualTo("getPathStat, union-8");
    figure("getPathStat", "union-500", 410, 1);
    assertThat(outcome("parse and stat from a String", "of flat jimfs").text())
        .as("one that is surely missed decides")
        .isEqualTo("missed by 2.50 %");
  }

  @Test
  void anErrorOfTheDivisorWeighsAtTheBoundNotAtTheValue() {
    // 10 of 100 +- 60: whatever jimfs takes within that, it is less than a quarter.
    Ratio small = new Ratio(0.1, 0.01, 0.6);
    assertThat(small.isApartFrom(0.25)).as("Fieller: 0.15 beside 0.25 * 0.6").isFalse();
    assertThat(new Ratio(0.1, 0.01, 0.5).isApartFrom(0.25)).isTrue();
    // To the first order 4 +- 2.8, which leaves 1 out; but what is below may be as large.
    assertThat(new Ratio(4, 0.0, 0.7).isApartFrom(1)).isTrue();
    assertThat(new Ratio(4, 0.8, 0.0).isApartFrom(1)).isFalse();
    assertThat(new Ratio(2, 0.3, 0.4).error()).isCloseTo(1, within(1e-9));
  }

  @Test
  void missesAreBoundedByTheJdk() {
    figure("miss", "jimfs", 1000, 1);
    figure("miss", "union-128", 200, 1);
    Target later =
        Targets.of(25).stream().filter(t -> t.operation().contains("JDK 25")).findFirst().get();
    assertThat(later.judge(new Results(figures)).verdict()).isEqualTo(Verdict.MISSED);
    assertThat(outcome("miss, Files.exists on JDK 17", "of flat jimfs").verdict())
        .isEqualTo(Verdict.MET);
  }

  @Test
  void scalingIsComparedWithThatOfThreadsThatShareNothing() {
    figure("hashMapGet", "", 10, 0.1);
    figure("hashMapGet threads=2", "", 12, 0.1);
    figure("statBottom", "union-8", 50, 0.1);
    figure("statBottom threads=2", "union-8", 80, 0.1);
    Outcome outcome =
        outcome("stat, 2 threads: scaling", "of that of a private HashMap per thread");
    // 50/80 over 10/12
    assertThat(outcome.worst().orElseThrow().value().value()).isCloseTo(0.75, within(1e-9));
    assertThat(outcome.text()).startsWith("missed by 20.0 %");
  }

  @Test
  void theKernelIsComparedAtTheSameDepth() {
    figure("mkdir", "overlay-128", 10_000, 1);
    figure("mkdir", "overlay-1", 1, 1);
    figure("mkdir", "union-128", 1000, 1);
    Outcome outcome = outcome("mkdir", "times as fast as the kernel's overlayfs");
    assertThat(outcome.worst().orElseThrow().value().value()).isEqualTo(10);
    assertThat(outcome.text()).isEqualTo("met, with 50.0 % to spare");
  }

  @Test
  void copyUpIsComparedWithTheControlOfItsSize() {
    figure("copyUp1M", "union-128", 300, 1);
    figure("writeMedium1M", "blocks", 200, 1);
    figure("writeMedium1M", "jimfs", 2000, 1);
    assertThat(outcome("copy-up of 1M", "of writing the same to the medium").text())
        .isEqualTo("missed by 25.0 %");
  }

  @Test
  void allocationCountsInKibibytes() {
    figure("append1G", "union-block-1", 10_000, 1);
    assertThat(
            outcome("1-byte append to a lower file of 1 GiB, block-level driver: allocated", "KiB")
                .text())
        .isEqualTo("missed by 100 %");
    assertThat(
            outcome("1-byte append to a lower file of 1 GiB, block-level driver", "µs").verdict())
        .isEqualTo(Verdict.MET);
  }
}
