package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Very deep trees: no call recurses, and none takes longer by the square of the depth. */
@Timeout(300)
final class DeepTreeTest {
  private static final int SMALL_STACK = 256 << 10;

  /** Twice the depth takes twice the time, or four times if it goes by the square. */
  private static final int BETWEEN_LINE_AND_SQUARE = 3;

  @Test
  void aThousandLevelsNeedNoStack() throws Exception {
    onSmallStack(1_500);
  }

  @Test
  @Tag("long")
  void tenThousandLevelsTakeTwiceAsLongAsFiveThousand() throws Exception {
    onSmallStack(2_500);
    Duration half = onSmallStack(5_000);
    Duration whole = onSmallStack(10_000);
    System.out.println("5000 levels: " + half + ", 10000 levels: " + whole);
    assertThat(whole).isLessThan(half.multipliedBy(BETWEEN_LINE_AND_SQUARE));
  }

  private static Duration onSmallStack(int depth) throws Exception {
    run(4); // a class whose initialiser overflows stays broken
    FutureTask<Duration> task = new FutureTask<>(() -> run(depth));
    Thread thread = new Thread(null, task, "small stack", SMALL_STACK);
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new AssertionError(depth + " levels", e.getCause());
    }
  }

  /** Makes, lists, moves and writes at the deepest, in a layer that is opened three times. */
  private static Duration run(int depth) throws IOException {
    long start = System.nanoTime();
    try (Place place = Place.onJimfs(Profile.Writing.HELD_BACK)) {
      try (UpperMedium medium = place.open()) {
        UpperNode directory = medium.root();
        for (int i = 0; i < depth; i++) {
          directory = Samples.createDirectory(medium, directory, "d");
        }
        Samples.createFile(medium, directory, "f", "deep");
      }
      try (UpperMedium medium = place.open()) {
        UpperNode directory = deepest(medium, depth, "d");
        assertThat(medium.list(directory)).containsOnlyKeys("f");
        assertThat(medium.obstacles()).extracting(Obstacle::path).contains("d/d/d");
        medium.move(
            ((UpperEntry.Present) medium.list(medium.root()).get("d")).node(),
            medium.root(),
            "d",
            medium.root(),
            "moved",
            Occupant.NOTHING,
            Remains.WHITEOUT);
        Samples.createFile(medium, directory, "g", "deeper");
        medium.remove(directory, "f", Occupant.FILE, Remains.WHITEOUT);
      }
      try (UpperMedium medium = place.open()) {
        UpperNode directory = deepest(medium, depth, "moved");
        assertThat(medium.list(directory)).containsOnlyKeys("f", "g");
        assertThat(medium.list(directory).get("f")).isEqualTo(UpperEntry.Whiteout.WHITEOUT);
      }
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static UpperNode deepest(UpperMedium medium, int depth, String first) throws IOException {
    UpperNode directory = medium.root();
    for (int i = 0; i < depth; i++) {
      String name = i == 0 ? first : "d";
      directory = ((UpperEntry.Present) medium.list(directory).get(name)).node();
    }
    return directory;
  }
}
