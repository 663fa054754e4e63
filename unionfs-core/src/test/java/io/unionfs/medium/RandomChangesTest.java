package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Long random histories: what is opened again is what was held, and what a twin in memory holds.
 */
final class RandomChangesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theHostHoldsWhatMemoryHolds(long seed) throws IOException {
    compare(Place.onHost(directory), seed, 400);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void aBareFilesystemHoldsWhatMemoryHolds(long seed) throws IOException {
    compare(Place.onJimfs(Profile.Writing.THROUGH, 1 << 28, "basic"), seed, 400);
  }

  @ParameterizedTest
  @ValueSource(longs = {15, 16, 17})
  void liftedDirectoriesHoldWhatMemoryHolds(long seed) throws IOException {
    compare(Place.onJimfs(Profile.Writing.HELD_BACK).lifting((int) (seed % 3)), seed, 400);
  }

  @ParameterizedTest
  @EnumSource
  void blocksHoldWhatJimfsHoldsAndTheirPictureShowsIt(BlockMedium.CopyUpData copyUpData)
      throws IOException {
    for (long seed = 20; seed < 24; seed++) {
      try (UpperMedium jimfs = DirectoryMedium.inMemory();
          UpperMedium blocks = BlockMedium.inMemory(1 << 28, copyUpData, null)) {
        RandomChanges twin = new RandomChanges(jimfs, new Random(seed));
        RandomChanges changes = new RandomChanges(blocks, new Random(seed));
        for (int i = 0; i < 400; i++) {
          assertThat(changes.step()).as("seed %d, step %d", seed, i).isEqualTo(twin.step());
          if (i % 20 == 19) {
            assertThat(Samples.tree(blocks)).isEqualTo(Samples.tree(jimfs));
            Path picture = blocks.directory();
            try (UpperMedium shown =
                DirectoryMedium.open(picture, picture.resolveSibling("work"))) {
              assertThat(Samples.tree(shown))
                  .as("seed %d, the picture after step %d", seed, i)
                  .isEqualTo(Samples.tree(blocks));
            }
          }
        }
      }
    }
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(longs = {7, 8, 9, 10, 11, 12, 13, 14})
  void theSameForLongerHistories(long seed) throws IOException {
    compare(Place.onHost(directory), seed, 4000);
  }

  private static void compare(Place place, long seed, int steps) throws IOException {
    try (place;
        UpperMedium memory = DirectoryMedium.inMemory()) {
      RandomChanges twin = new RandomChanges(memory, new Random(seed));
      UpperMedium medium = place.open();
      RandomChanges changes = new RandomChanges(medium, new Random(seed));
      try {
        for (int i = 0; i < steps; i++) {
          assertThat(changes.step()).as("seed %d, step %d", seed, i).isEqualTo(twin.step());
          if (i % 100 == 99) {
            assertThat(Samples.tree(medium)).isEqualTo(Samples.tree(memory));
            medium.close();
            medium = place.open();
            changes.reopened(medium);
            assertThat(Samples.tree(medium))
                .as("seed %d, opened again after step %d", seed, i)
                .isEqualTo(Samples.tree(memory));
          }
        }
      } finally {
        medium.close();
      }
    }
  }
}
