package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A write that fails says how far it came, and leaves no byte that it does not count. */
class FailedWriteTest {
  private static final FaultPoint WRITE = FaultPoint.STORAGE_WRITE;

  @TempDir Path directory;

  private Path stored;

  private UpperFile file(FaultPlan plan) throws IOException {
    plan.disarm();
    Place place = Place.onHost(directory);
    UpperMedium medium = place.open(plan);
    UpperMetadata metadata =
        new UpperMetadata(
            FileType.REGULAR,
            Attributes.of(0644, Instant.EPOCH),
            null,
            DeviceNumber.NONE,
            OverlayMarks.NONE);
    UpperFile file = (UpperFile) medium.create(medium.root(), "f", metadata, Occupant.NOTHING);
    stored = place.upper().resolve("f");
    file.open();
    plan.arm();
    return file;
  }

  @Test
  void whatWasWrittenCountsWhateverFailsThen() throws IOException {
    FaultPlan plan = FaultPlan.builder().on(WRITE).writeShort(3, Failing.EIO).build();
    UpperFile file = file(plan);
    assertThat(file.write(ByteBuffer.allocate(10), 0)).isEqualTo(3);
    assertThat(file.size()).isEqualTo(3);
    assertThat(Files.size(stored)).isEqualTo(3);
    assertThat(file.write(ByteBuffer.allocate(7), 3)).isEqualTo(7);
  }

  @Test
  void bytesBeyondWhatCountsAreCutOff() throws IOException {
    FaultPlan plan =
        FaultPlan.builder()
            .on(WRITE)
            .call(1)
            .writeShort(5000, Failing.ENOSPC)
            .on(WRITE)
            .from(3)
            .fail(Failing.ENOSPC)
            .build();
    UpperFile file = file(plan);
    assertThat(file.write(ByteBuffer.allocate(9000), 0)).isEqualTo(4096);
    assertThat(file.size()).isEqualTo(4096);
    assertThat(Files.size(stored)).isEqualTo(4096);
    plan.assertAllFired();
  }

  @Test
  void bytesThatCannotBeCutOffAreBeforeTheNextWrite() throws IOException {
    FaultPlan plan =
        FaultPlan.builder()
            .on(WRITE)
            .call(1)
            .writeShort(5000, Failing.ENOSPC)
            .on(WRITE)
            .call(2)
            .fail(Failing.ENOSPC)
            .on(FaultPoint.STORAGE_TRUNCATE)
            .fail(Failing.EIO)
            .build();
    UpperFile file = file(plan);
    assertThatThrownBy(() -> file.write(ByteBuffer.allocate(9000), 0))
        .isInstanceOf(MediumException.class);
    plan.assertAllFired();
    assertThat(file.size()).isZero();
    assertThat(file.write(ByteBuffer.allocate(2), 0)).isEqualTo(2);
    assertThat(Files.size(stored)).isEqualTo(2);
  }
}
