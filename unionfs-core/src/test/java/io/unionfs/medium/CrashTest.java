package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.fault.FaultPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that dies between any two calls leaves a layer that opens with the change done or not
 * done. The change time may be the host's, and so may times that follow from a change: they are
 * held back.
 */
final class CrashTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void aChangeIsDoneOrNotDoneAfterACrash(Changes change) throws IOException {
    Changes.Outcome outcome =
        Changes.Outcome.of(change, Place.onHost(Files.createTempDirectory(directory, "whole")));
    for (int call = 1; ; call++) {
      Place place = Place.onHost(Files.createTempDirectory(directory, "crash"));
      FaultPlan faults = Failing.dead(call);
      UpperMedium medium = place.open(faults);
      Changes.Tree tree = Changes.Tree.make(medium);
      faults.arm();
      try {
        change.apply(medium, tree);
      } catch (IOException e) {
        // it died
      }
      boolean died = !faults.fired().isEmpty();
      try {
        medium.close();
      } catch (IOException e) {
        // dead, but for the lock
      }
      try (UpperMedium again = place.open()) {
        assertThat(comparable(change, Samples.tree(again)))
            .as("dead from call %d on", call)
            .isIn(comparable(change, outcome.before()), comparable(change, outcome.after()));
        try (Stream<Path> left = Files.list(place.work().resolve("work"))) {
          assertThat(left).isEmpty();
        }
        try (Stream<Path> left = Files.list(place.work().resolve("orphans"))) {
          assertThat(left).isEmpty();
        }
      }
      if (!died) {
        return;
      }
    }
  }

  private static Map<String, String> comparable(Changes change, Map<String, String> tree) {
    String times = change.keepsTimes() ? "(changed)=[^,]*" : "(accessed|modified|changed)=[^,]*";
    Map<String, String> result = new TreeMap<>();
    tree.forEach((path, line) -> result.put(path, line.replaceAll(times, "$1")));
    return result;
  }
}
