package io.unionfs.medium.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A writable layer that one process has left is used by the next as if it had gone on. */
@Timeout(120)
final class RemountTest {
  private static final int OPERATIONS = 300;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void whatAProcessHasLeftGoesOn(long seed) throws IOException {
    List<TreeLayer> lowers = Stage.lowers(seed);
    try (Child child = Child.start(directory, seed, OPERATIONS, HistoryMain.Ending.UNMOUNT);
        Mount reference = Stage.inMemory(lowers)) {
      new History(reference, seed, History.ALL).run(OPERATIONS);
      child.await();
      Shown left;
      try (Mount mount = Stage.onDisk(lowers, directory)) {
        left = Shown.by(mount);
        assertThat(left.difference(Shown.by(reference))).as("seed %d", seed).isNull();
        History history = new History(mount, -seed, History.ALL);
        History expected = new History(reference, -seed, History.ALL);
        for (int i = 0; i < OPERATIONS; i++) {
          assertThat(history.step()).as("seed %d", seed).isEqualTo(expected.step());
        }
        assertThat(Shown.by(mount).difference(Shown.by(reference))).as("seed %d", seed).isNull();
        left = Shown.by(mount);
      }
      try (Mount mount = Stage.onDisk(lowers, directory)) {
        assertThat(Shown.by(mount).numbers()).as("seed %d", seed).isEqualTo(left.numbers());
      }
      assertThat(Files.readAllBytes(directory.resolve(HistoryMain.PROGRESS))).hasSize(Long.BYTES);
    }
  }
}
