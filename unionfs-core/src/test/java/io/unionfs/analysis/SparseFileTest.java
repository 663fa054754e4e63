package io.unionfs.analysis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files that claim to be huge, of which a layer holds a few bytes: none of their holes is read. */
@Timeout(60)
class SparseFileTest {
  private static final long HUGE = 1L << 50;
  private static final String AWS = "AKIA" + "QWERTYUIOP123456";

  private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

  /** A file of {@code size} bytes that are zeros but for {@code data}, from {@code start} on. */
  private SparseFileTest file(String path, int mode, long size, long start, String data) {
    String records =
        record("GNU.sparse.size", Long.toString(size))
            + record("GNU.sparse.map", start + "," + data.length());
    entry("pax", 0644, 'x', records);
    entry(path, mode, '0', data);
    return this;
  }

  private static String record(String key, String value) {
    int length = key.length() + value.length() + 3;
    length += Integer.toString(length + 2).length();
    return length + " " + key + "=" + value + "\n";
  }

  private void entry(String name, int mode, char type, String data) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, String.format("%07o", mode));
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, String.format("%011o", data.length()));
    put(header, 136, "00000000000");
    put(header, 156, "" + type);
    put(header, 257, "ustar\00000");
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    put(header, 148, String.format("%06o\0", sum));
    tar.writeBytes(header);
    tar.writeBytes(Arrays.copyOf(data.getBytes(US_ASCII), (data.length() + 511) / 512 * 512));
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private Layer layer() throws IOException {
    tar.writeBytes(new byte[1024]);
    return Tar.layer(tar.toByteArray());
  }

  private static SparseFileTest of() {
    return new SparseFileTest();
  }

  @Test
  void theSameWithAnotherModeIsKnownAsTheSameAndWithAnotherByteAsOther() throws IOException {
    Analysis analysis =
        Made.analysis(
            of().file("same", 0644, HUGE, HUGE / 2, "ab")
                .file("other", 0644, HUGE, HUGE / 2, "ab")
                .layer(),
            of().file("same", 0600, HUGE, HUGE / 2, "ab")
                .file("other", 0644, HUGE, HUGE / 2, "aB")
                .layer());
    assertThat(analysis.payers().files())
        .containsExactly(
            new DeadFile("other", HUGE, 0, 1, Cause.OVERWRITTEN),
            new DeadFile("same", HUGE, 0, 1, Cause.METADATA));
  }

  @Test
  void zerosThatAreStoredAreTheSameAsAHole() throws IOException {
    Analysis analysis =
        Made.analysis(
            of().file("a", 0644, 100, 50, "x").layer(),
            of().file("a", 0600, 100, 0, "\0".repeat(50) + "x").layer());
    assertThat(analysis.payers().files())
        .containsExactly(new DeadFile("a", 100, 0, 1, Cause.METADATA));
  }

  @Test
  void copiesOfAFileWithHolesAreNotTheSameContentTwice() throws IOException {
    Analysis analysis =
        Made.analysis(of().file("a", 0644, HUGE, 0, "x").file("b", 0644, HUGE, 0, "x").layer());
    assertThat(analysis.duplicates().groups()).isEmpty();
    assertThat(analysis.size()).isEqualTo(2 * HUGE);
  }

  @Test
  void aSecretBehindAHoleIsFoundWhereItIs() throws IOException {
    ImageLayers image =
        Made.image(
            of().file("a", 0644, HUGE, HUGE / 2 + 7, AWS)
                .file("b", 0644, 200_000, 150_001, AWS)
                .layer());
    assertThat(
            Analysis.of(image, AnalysisOptions.defaults().withContentLimit(HUGE)).secrets().stream()
                .map(Secret::offset))
        .containsExactly(HUGE / 2 + 7, 150_001L);
  }

  @Test
  void whatTogetherIsMoreThanFiguresHoldIsRefused() throws IOException {
    Layer layer =
        of().file("a", 0644, Long.MAX_VALUE, 0, "x")
            .file("b", 0644, Long.MAX_VALUE, 0, "x")
            .layer();
    assertThatThrownBy(() -> Made.analysis(layer))
        .isInstanceOf(LayerException.class)
        .hasMessageContaining("8 PiB");
  }
}
