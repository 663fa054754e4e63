package io.unionfs.oracle.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.unionfs.oracle.InodeLabels;
import io.unionfs.oracle.facts.FactSubjects.Feature;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * An observation of mounting itself, said as {@link Fact} says the others. The directories {@code
 * l1}, {@code l2}, {@code u}, {@code w}, {@code m} and {@code m2} are there.
 */
final class DiskFact {
  private InodeLabels labels = new InodeLabels();
  private final Set<Feature> needed = EnumSet.noneOf(Feature.class);
  private final List<Step> steps = new ArrayList<>();

  private interface Step {
    void on(Disk disk, String subject);
  }

  private DiskFact() {}

  static DiskFact on() {
    DiskFact fact = new DiskFact();
    return fact.directories("l1", "l2", "u", "w", "m", "m2");
  }

  DiskFact needs(Feature... features) {
    needed.addAll(List.of(features));
    return this;
  }

  DiskFact directories(String... paths) {
    return step((disk, subject) -> List.of(paths).forEach(disk::mkdir));
  }

  DiskFact file(String path, String text) {
    return step((disk, subject) -> disk.write(path, text));
  }

  DiskFact mark(String path, String name, String value) {
    return step((disk, subject) -> disk.mark(path, name, value));
  }

  DiskFact otherFilesystem(String path) {
    return step((disk, subject) -> disk.mountOther(path));
  }

  /** Mounts at a directory, with options as mount(8) takes them. */
  DiskFact mount(String at, String options, String answer) {
    String shown = options.length() > 200 ? options.substring(0, 200) + "…" : options;
    return step(
        (disk, subject) ->
            assertThat(disk.mount(at, options))
                .as("%s: mount -o %s %s", subject, shown, at)
                .isEqualTo(answer));
  }

  DiskFact unmount(String at) {
    return step((disk, subject) -> disk.unmount(at));
  }

  DiskFact looks(String path, String answer) {
    return step(
        (disk, subject) ->
            assertThat(disk.look(path)).as("%s: stat %s", subject, path).isEqualTo(answer));
  }

  DiskFact lists(String path, String names) {
    return step(
        (disk, subject) ->
            assertThat(String.join(" ", disk.names(path)))
                .as("%s: names in %s", subject, path)
                .isEqualTo(names));
  }

  DiskFact chmod(String path, int mode) {
    return step((disk, subject) -> disk.chmod(path, mode));
  }

  /** How many devices some entries are on. */
  DiskFact devices(int count, String... paths) {
    return step(
        (disk, subject) ->
            assertThat(Stream.of(paths).map(disk::device).distinct())
                .as("%s: devices of %s", subject, List.of(paths))
                .hasSize(count));
  }

  /** The numbers of some entries' inodes, counted in the order in which they are first seen. */
  DiskFact inodes(String numbers, String... paths) {
    return step(
        (disk, subject) ->
            assertThat(
                    Stream.of(paths)
                        .map(path -> "" + labels.label(disk.inode(path)))
                        .collect(Collectors.joining(" ")))
                .as("%s: inodes of %s", subject, List.of(paths))
                .isEqualTo(numbers));
  }

  private DiskFact step(Step step) {
    steps.add(step);
    return this;
  }

  /** The two tests of this fact. */
  Stream<DynamicTest> holds() {
    return Stream.of(FactSubjects.values())
        .map(subject -> dynamicTest("on the " + subject.title(), () -> check(subject)));
  }

  private void check(FactSubjects subject) {
    Optional<String> whyNot = subject.whyNot(needed);
    assumeTrue(whyNot.isEmpty(), () -> whyNot.orElse(""));
    labels = new InodeLabels();
    try (Disk disk = subject.disk()) {
      for (Step step : steps) {
        step.on(disk, subject.title());
      }
    }
  }
}
