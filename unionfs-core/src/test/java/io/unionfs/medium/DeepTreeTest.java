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
  private static final double BETWEEN_LINE_AND_SQUARE = 2.6;

  private static final int MOST_ROUNDS = 5;

  @Test
  void aThousandLevelsNeedNoStack() throws Exception {
    onSmallStack(1_500);
  }

  @Test
  @Tag("long")
  void tenThousandLevelsTakeTwiceAsLongAsFiveThousand() throws Exception {
    onSmallStack(2_500);
    double half = Double.MAX_VALUE;
    double whole = Double.MAX_VALUE;
    // The least of some rounds, for the machine may be busy; by the square none would do.
    for (int round = 0; round < MOST_ROUNDS; round++) {
      half = Math.min(half, onSmallStack(5_000).toNanos());
      whole = Math.min(whole, onSmallStack(10_000).toNanos());
      if (whole < BETWEEN_LINE_AND_SQUARE * half) {
        break;
      }
    }
    System.out.printf("5000 levels: %.1f s, 10000 levels: %.1f s%n", half / 1e9, whole / 1e9);
    assertThat(whole / half).isLessThan(BETWEEN_LINE_AND_SQUARE);
  }

  /** Counted, not timed: the storing filesystem walks each name of each path it is given. */
  @Test
  void theNamesToBeWalkedGrowAsTheDepthDoes() throws Exception {
    CountedNames half = new CountedNames();
    run(500, half.storage());
    CountedNames whole = new CountedNames();
    run(1_000, whole.storage());
    assertThat((double) whole.sum() / half.sum()).isBetween(1.5, BETWEEN_LINE_AND_SQUARE);
    assertThat(whole.most()).isEqualTo(half.most()).isLessThan(DeepPaths.DEEP + 10);
  }

  /** Not timed: the answer, a path for each level, grows by the square of the depth. */
  @Test
  void obstaclesAreFoundWithoutStack() throws Exception {
    onSmallStack(1_500, DeepTreeTest::findObstacles);
  }

  private static Duration findObstacles(int depth) throws IOException {
    try (Place place = Place.onJimfs(Profile.Writing.HELD_BACK);
        UpperMedium medium = place.open()) {
      UpperNode directory = medium.root();
      for (int i = 0; i < depth; i++) {
        directory = Samples.createDirectory(medium, directory, "d");
      }
      Samples.createFile(medium, directory, "f", "deep");
      String deepest = "d/".repeat(depth) + "f";
      assertThat(medium.obstacles())
          .extracting(Obstacle::path)
          .contains("", "d", "d/d/d", deepest)
          .allMatch(deepest::startsWith);
    }
    return Duration.ZERO;
  }

  private interface Work {
    Duration at(int depth) throws Exception;
  }

  private static Duration onSmallStack(int depth) throws Exception {
    return onSmallStack(depth, DeepTreeTest::run);
  }

  private static Duration onSmallStack(int depth, Work work) throws Exception {
    work.at(4); // a class whose initialiser overflows stays broken
    FutureTask<Duration> task = new FutureTask<>(() -> work.at(depth));
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
    return run(depth, new NioStorage());
  }

  private static Duration run(int depth, Storage storage) throws IOException {
    long start = System.nanoTime();
    try (Place place = Place.onJimfs(Profile.Writing.HELD_BACK)) {
      try (UpperMedium medium = place.open(storage)) {
        UpperNode directory = medium.root();
        for (int i = 0; i < depth; i++) {
          directory = Samples.createDirectory(medium, directory, "d");
        }
        Samples.createFile(medium, directory, "f", "deep");
      }
      try (UpperMedium medium = place.open(storage)) {
        UpperNode directory = deepest(medium, depth, "d");
        assertThat(medium.list(directory)).containsOnlyKeys("f");
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
      try (UpperMedium medium = place.open(storage)) {
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
