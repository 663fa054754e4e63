package io.unionfs.medium;

import static io.unionfs.medium.Samples.createFile;
import static io.unionfs.medium.Samples.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.medium.BlockMedium.CopyUpData;
import java.nio.file.Files;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A picture of a writable layer in memory is brought up to date while files are changed. */
@Timeout(120)
class PictureWhileChangingTest {
  private static final int ROUNDS = 20_000;
  private static final int MOST_CHANGES = 50;
  private static final int PAUSE = 100;

  @Test
  void whatChangedMeanwhileIsShownTheNextTime() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (BlockMedium medium = BlockMedium.inMemory(1 << 20, CopyUpData.COPIED, null)) {
      UpperFile made = createFile(medium, medium.root(), "f", "");
      medium.directory();
      for (int round = 0; round < ROUNDS; round++) {
        UpperMetadata[] last = new UpperMetadata[1];
        int changes = 1 + round % MOST_CHANGES;
        Future<?> changing =
            thread.submit(
                () -> {
                  for (int i = 0; i < changes; i++) {
                    last[0] = file(0644, Samples.TIME.plusSeconds(i));
                    medium.takes(made, last[0]);
                    for (int j = 0; j < PAUSE; j++) {
                      Thread.onSpinWait();
                    }
                  }
                  return null;
                });
        do {
          medium.directory();
        } while (!changing.isDone());
        changing.get();
        assertThat(Files.getLastModifiedTime(medium.directory().resolve("f")).toInstant())
            .as("round %d", round)
            .isEqualTo(last[0].attributes().modified());
      }
    } finally {
      thread.shutdownNow();
    }
  }
}
