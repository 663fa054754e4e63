package io.unionfs.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading into a new array: from the heap at once, from elsewhere by reading on. */
class ContentReaderTest {
  private static final byte[] BYTES = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

  /** Gives three bytes at most, as a slow storage may. */
  private static final Content.Reader SLOW =
      new Content.Reader() {
        @Override
        public int read(ByteBuffer target, long position) {
          if (position >= BYTES.length) {
            return -1;
          }
          int count = Math.min(Math.min(3, target.remaining()), BYTES.length - (int) position);
          target.put(BYTES, (int) position, count);
          return count;
        }

        @Override
        public void close() {}
      };

  @ParameterizedTest
  @CsvSource({"0,10", "0,4", "4,6", "4,100", "9,1", "10,5", "12,1", "3,0", "5000000000,2"})
  void bytesAreShortOnlyAtTheEnd(long position, int count) throws IOException {
    int from = (int) Math.min(position, BYTES.length);
    byte[] expected = Arrays.copyOfRange(BYTES, from, Math.min(from + count, BYTES.length));
    try (Content.Reader heap = Content.of(BYTES).open()) {
      assertThat(heap.readBytes(position, count)).isEqualTo(expected);
    }
    assertThat(SLOW.readBytes(position, count)).isEqualTo(expected);
  }

  /** Whoever gets them may change them. */
  @ParameterizedTest
  @CsvSource({"0,10"})
  void bytesAreACopy(long position, int count) throws IOException {
    Content content = Content.of(BYTES);
    try (Content.Reader heap = content.open()) {
      Arrays.fill(heap.readBytes(position, count), (byte) 0);
      assertThat(heap.readBytes(position, count)).isEqualTo(BYTES);
    }
  }
}
