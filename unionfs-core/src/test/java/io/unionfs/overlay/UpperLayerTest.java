package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.concurrency.Meanwhile;
import io.unionfs.fault.FaultPlan;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.medium.BlockMedium;
import io.unionfs.medium.BlockMedium.CopyUpData;
import io.unionfs.medium.Occupant;
import io.unionfs.medium.UpperEntry;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperNode;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the medium is told of a file, while readers have access times of others told later. */
@Timeout(120)
class UpperLayerTest {
  private static final int ROUNDS = 200_000;

  private static UpperMetadata file(int mode) {
    return UpperMetadata.of(FileType.REGULAR, Attributes.of(mode, Instant.EPOCH));
  }

  private static UpperNode made(BlockMedium medium, String name) throws IOException {
    return medium.create(medium.root(), name, file(0644), Occupant.NOTHING);
  }

  @Test
  void whatIsToldNowIsNotUndoneByWhatWasToBeToldLater() throws Exception {
    // A medium with a plan takes nothing at once.
    BlockMedium medium =
        BlockMedium.inMemory(1 << 20, CopyUpData.COPIED, FaultPlan.builder().build());
    UpperLayer upper = new UpperLayer(() -> medium);
    assertThat(upper.medium()).isSameAs(medium);
    UpperNode file = made(medium, "file");
    UpperNode other = made(medium, "other");
    UpperMetadata read = file(0640);
    UpperMetadata before = file(0644);
    UpperMetadata after = file(0600);
    try (Meanwhile meanwhile = new Meanwhile()) {
      meanwhile.again(
          "reads",
          () -> {
            upper.writeLater(other, read);
            return true;
          });
      for (int round = 0; meanwhile.goesOn(round < ROUNDS); round++) {
        upper.flush();
        upper.writeLater(file, before);
        upper.writeNow(file, after);
        upper.flush();
        UpperEntry.Present there = (UpperEntry.Present) medium.list(medium.root()).get("file");
        assertThat(there.metadata()).as("round %d", round).isSameAs(after);
      }
      meanwhile.end();
    }
  }
}
