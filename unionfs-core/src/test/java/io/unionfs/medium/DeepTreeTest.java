package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Very deep trees: no call recurses, and none takes longer by the square of the depth. */
@Timeout(120)
final class DeepTreeTest {
  private static final int DEPTH = 10_000;

  @Test
  void tenThousandLevels() throws IOException {
    run(500); // warms up
    Duration half = run(DEPTH / 2);
    Duration whole = run(DEPTH);
    System.out.println(DEPTH / 2 + " levels: " + half + ", " + DEPTH + " levels: " + whole);
  }

  private static Duration run(int depth) throws IOException {
    long start = System.nanoTime();
    try (Place place = Place.onJimfs(Profile.Writing.HELD_BACK)) {
      try (UpperMedium medium = place.open()) {
        UpperNode directory = medium.root();
        for (int i = 0; i < depth; i++) {
          directory = Samples.createDirectory(medium, directory, "d");
        }
        Samples.createFile(medium, directory, "f", "deep");
        medium.sync();
      }
      try (UpperMedium medium = place.open()) {
        UpperNode directory = medium.root();
        for (int i = 0; i < depth; i++) {
          Map<String, UpperEntry> found = medium.list(directory);
          directory = ((UpperEntry.Present) found.get("d")).node();
        }
        assertThat(medium.list(directory)).containsOnlyKeys("f");
        assertThat(medium.obstacles()).isNotNull();
        UpperEntry.Present top = (UpperEntry.Present) medium.list(medium.root()).get("d");
        medium.move(
            top.node(),
            medium.root(),
            "d",
            medium.root(),
            "moved",
            Occupant.NOTHING,
            Remains.WHITEOUT);
        Samples.createFile(medium, directory, "g", "deeper");
      }
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
