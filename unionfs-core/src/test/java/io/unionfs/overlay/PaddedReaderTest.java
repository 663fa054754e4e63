package io.unionfs.overlay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What content lacks of the size it claims is zeros, however it is read. */
class PaddedReaderTest {
  private static final Content PADDED =
      PaddedReader.content(Content.of("abc".getBytes(US_ASCII)), 7);

  private static String bytes(long position, int count) throws IOException {
    try (Content.Reader reader = PADDED.open()) {
      return new String(reader.readBytes(position, count), US_ASCII);
    }
  }

  @Test
  void arraysAreAsLongAsTheSizeAllows() throws IOException {
    assertThat(bytes(0, 7)).isEqualTo("abc\0\0\0\0");
    assertThat(bytes(0, 2)).isEqualTo("ab");
    assertThat(bytes(2, 100)).isEqualTo("c\0\0\0\0");
    assertThat(bytes(5, 2)).isEqualTo("\0\0");
    assertThat(bytes(7, 2)).isEmpty();
  }

  @Test
  void buffersAreFilledToTheSame() throws IOException {
    ByteBuffer target = ByteBuffer.allocate(10);
    try (Content.Reader reader = PADDED.open()) {
      for (int count = 0; count >= 0; count = reader.read(target, target.position())) {}
    }
    assertThat(new String(target.array(), 0, target.position(), US_ASCII)).isEqualTo("abc\0\0\0\0");
  }
}
