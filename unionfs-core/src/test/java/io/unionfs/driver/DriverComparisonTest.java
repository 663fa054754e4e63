package io.unionfs.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.driver.DriverComparison.Outcome;
import io.unionfs.driver.DriverComparison.Phase;
import io.unionfs.layer.Digest;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverComparisonTest {
  private static final List<DriverKind> ALL = List.of(DriverKind.values());

  @TempDir Path directory;

  private static Scenario standard() throws IOException {
    var builder = UnionFileSystem.builder().readOnly();
    SampleImage.layers().forEach(each -> builder.lower(each.layer()));
    try (UnionFileSystem image = builder.mount()) {
      return Scenario.standard(image);
    }
  }

  @Test
  void theUsualScenarioReadsAppendsChangesAndRemoves() throws IOException {
    assertThat(standard().steps())
        .containsExactly(
            "read 10 files",
            "append 1 byte to /big, of 1228805 bytes",
            "change the permissions of /usr/lib/a.so",
            "remove /etc");
  }

  @Test
  void allDriversShowTheSameAndTheirPhasesAddUp() throws IOException {
    DriverComparison comparison =
        DriverComparison.of(
            ALL,
            SampleImage.layers(),
            2,
            standard(),
            directory,
            () -> Instant.EPOCH.plusSeconds(5));
    assertThat(comparison.disagreements()).isEmpty();
    assertThat(comparison.outcomes()).extracting(Outcome::kind).isEqualTo(ALL);
    for (Outcome outcome : comparison.outcomes()) {
      Bill sum = Bill.NONE;
      for (Phase phase : Phase.values()) {
        Bill more = outcome.phases().get(phase);
        sum =
            new Bill(
                sum.shared().plus(more.shared()),
                sum.unique().plus(more.unique()),
                sum.work().plus(more.work()));
      }
      assertThat(sum).isEqualTo(outcome.total());
      assertThat(outcome.trees()).hasSize(2).containsOnly(outcome.committed());
      assertThat(outcome.changes())
          .contains(new Change(Change.Kind.CHANGED, "/big"))
          .contains(new Change(Change.Kind.DELETED, "/etc"));
    }
    try (var left = Files.walk(directory)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void whatDiffersIsTold() {
    Digest one = Digest.parse("sha256:" + "1".repeat(64));
    Digest two = Digest.parse("sha256:" + "2".repeat(64));
    Change change = new Change(Change.Kind.ADDED, "/x");
    Outcome first =
        new Outcome(
            DriverKind.OVERLAY2, Map.of(), Bill.NONE, List.of(one, one), one, List.of(change));
    Outcome other =
        new Outcome(DriverKind.VFS, Map.of(), Bill.NONE, List.of(one, two), two, List.of());
    assertThat(new DriverComparison(List.of(first, other)).disagreements())
        .containsExactly(
            "overlay2 and vfs show different trees in container 2",
            "overlay2 and vfs committed different images",
            "overlay2 and vfs tell of different changes: \"A /x\" is on one alone");
    assertThat(new DriverComparison(List.of(first, first)).disagreements()).isEmpty();
  }

  @Test
  void aScenarioThatWritesToOneOfSeveralNamesIsFoundOut() throws IOException {
    Scenario linked =
        new Scenario() {
          @Override
          public void run(UnionFileSystem container) throws IOException {
            Files.writeString(container.getPath("/links/first"), "other");
          }

          @Override
          public List<String> steps() {
            return List.of();
          }
        };
    DriverComparison comparison =
        DriverComparison.of(
            List.of(DriverKind.OVERLAY2, DriverKind.AUFS),
            SampleImage.layers(),
            1,
            linked,
            null,
            () -> Instant.EPOCH);
    assertThat(comparison.disagreements())
        .contains("overlay2 and aufs show different trees in container 1");
  }

  @Test
  void whoWaitsIsToldOfEachDriver() throws IOException {
    Map<String, Long> told = new LinkedHashMap<>();
    DriverComparison.of(
        ALL,
        SampleImage.layers(),
        2,
        standard(),
        directory,
        () -> Instant.EPOCH,
        (what, done, total) -> {
          assertThat(done).isGreaterThanOrEqualTo(told.getOrDefault(what, 0L));
          told.put(what, done);
        });
    assertThat(told.keySet())
        .containsExactlyElementsOf(ALL.stream().map(DriverKind::label).toList());
    assertThat(told.values()).allMatch(bytes -> bytes > 3 * 1228805);
  }

  @Test
  void driversAreKnownByTheirLabels() {
    for (DriverKind kind : DriverKind.values()) {
      assertThat(DriverKind.of(kind.label())).isEqualTo(kind);
    }
    assertThatThrownBy(() -> DriverKind.of("btrfs"))
        .hasMessage(
            "\"btrfs\" is no storage driver: there are overlay2, overlay2-metacopy, vfs, aufs,"
                + " block");
  }
}
