package io.unionfs.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.analysis.ImageLayers;
import io.unionfs.driver.ImageLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeduplicationTest {
  @TempDir private Path scratch;

  private static byte[] bytes(int seed, int blocks) {
    byte[] bytes = new byte[blocks * 4096];
    new java.util.Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void equalFilesAndEqualBlocksAreCountedOnce() throws IOException {
    byte[] one = bytes(1, 3);
    byte[] other = one.clone();
    Arrays.fill(other, 4096, 8192, (byte) 7);
    List<ImageLayer> layers =
        List.of(
            new ImageLayer(
                LabImage.digest("0"),
                Layer.builder().file("a", one).file("b", one).hardLink("c", "a").build()),
            new ImageLayer(
                LabImage.digest("1"), Layer.builder().file("a", other).whiteout("b").build()));
    ImageLayers image = new LabImage(layers, List.of("one", "two")).documents();
    LabContext context = LabContext.counting(scratch).with(List.of(image));
    Table.Row row = Labs.run(context, "dedup").stream().findFirst().orElseThrow();
    assertThat(row.whole("all")).isEqualTo(9 * 4096);
    assertThat(row.whole("layers")).isEqualTo(9 * 4096);
    assertThat(row.whole("files")).isEqualTo(6 * 4096);
    assertThat(row.whole("blocks")).isEqualTo(4 * 4096);
    assertThat(row.whole("file_count")).isEqualTo(3);
    assertThat(row.whole("distinct_files")).isEqualTo(2);
    // The one block that can be compressed is.
    assertThat(row.whole("blocks_zstd")).isBetween(3L * 4096, 3L * 4096 + 100);
  }

  @Test
  void theFinerTheUnitTheLessIsStored() throws IOException {
    String[] options = {"images", "4", "scale", "100", "seed", "2"};
    Table table = Labs.run(scratch, "dedup", options);
    Table.Row row = table.stream().findFirst().orElseThrow();
    assertThat(row.whole("layers")).isPositive().isLessThanOrEqualTo(row.whole("all"));
    assertThat(row.whole("files")).isLessThan(row.whole("layers"));
    assertThat(row.whole("blocks")).isLessThan(row.whole("files"));
    assertThat(row.whole("blocks_zstd")).isLessThan(row.whole("blocks"));
    assertThat(Labs.run(scratch, "dedup", options)).isEqualTo(table);
  }

  @Test
  void aFileOfTheSyntheticPoolReadsTheSameInAnyPieces() throws IOException {
    inAnyPieces(new SeededContent(5, 10_000, 32));
    inAnyPieces(new SeededContent(5, 10_000));
  }

  private static void inAnyPieces(Content content) throws IOException {
    byte[] whole = new byte[10_000];
    byte[] pieces = new byte[10_000];
    try (Content.Reader reader = content.open()) {
      assertThat(reader.read(java.nio.ByteBuffer.wrap(whole), 0)).isEqualTo(10_000);
      for (int at = 0; at < pieces.length; at += 100) {
        reader.read(java.nio.ByteBuffer.wrap(pieces, at, 77), at);
        reader.read(java.nio.ByteBuffer.wrap(pieces, at + 77, 23), at + 77);
      }
      assertThat(reader.read(java.nio.ByteBuffer.wrap(pieces), 10_000)).isEqualTo(-1);
    }
    assertThat(pieces).isEqualTo(whole);
  }
}
