package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;

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
 * done. Times may be the host's: they are held back.
 */
final class CrashTest {
  @TempDir Path directory;

  /** An update of several attributes at once takes several calls, and is not among these. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"UPDATE", "UPDATE_SYMLINK"})
  void aChangeIsDoneOrNotDoneAfterACrash(Changes change) throws IOException {
    Changes.Outcome outcome =
        Changes.Outcome.of(change, Place.onHost(Files.createTempDirectory(directory, "whole")));
    for (int calls = 0; ; calls++) {
      Place place = Place.onHost(Files.createTempDirectory(directory, "crash"));
      FaultyStorage faults = new FaultyStorage();
      UpperMedium medium = place.open(faults.storage());
      Changes.Tree tree = Changes.Tree.make(medium);
      faults.dieAfter(calls);
      try {
        change.apply(medium, tree);
      } catch (IOException e) {
        // it died
      }
      boolean died = faults.hasFailed();
      try {
        medium.close();
      } catch (IOException e) {
        // dead, but for the lock
      }
      try (UpperMedium again = place.open()) {
        assertThat(withoutTimes(Samples.tree(again)))
            .as("dead after %d calls", calls)
            .isIn(withoutTimes(outcome.before()), withoutTimes(outcome.after()));
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

  private static Map<String, String> withoutTimes(Map<String, String> tree) {
    Map<String, String> result = new TreeMap<>();
    tree.forEach(
        (path, line) ->
            result.put(path, line.replaceAll("(accessed|modified|changed)=[^,]*", "$1")));
    return result;
  }
}
