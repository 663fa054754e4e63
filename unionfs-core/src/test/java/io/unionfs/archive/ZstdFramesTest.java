package io.unionfs.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

/** Which windows fit into the heap. */
final class ZstdFramesTest {
  private static final long MIB = 1 << 20;

  /** Reads the header of a frame whose window is of 2 to the {@code log} bytes. */
  private static int read(int log, long heap) throws IOException {
    byte[] header = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) (log - 10 << 3)};
    return new ZstdFrames(new ByteArrayInputStream(header), heap).read();
  }

  @Test
  void aWindowOfMoreThanAnEighthOfTheHeapIsRefused() throws IOException {
    assertThat(read(25, 256 * MIB)).isEqualTo(0x28);
    assertThatThrownBy(() -> read(26, 256 * MIB))
        .isInstanceOf(ZipException.class)
        .hasMessage("a window of 67108864 bytes; at most 33554432 are allowed");
  }

  @Test
  void whatZstdTakesByDefaultIsTakenWhereThereIsRoom() throws IOException {
    assertThat(read(23, MIB)).isEqualTo(0x28);
    assertThat(read(27, 1024 * MIB)).isEqualTo(0x28);
    assertThatThrownBy(() -> read(28, 1L << 40)).isInstanceOf(ZipException.class);
  }
}
