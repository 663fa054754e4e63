package io.unionfs.archive;

import static io.unionfs.archive.ArchiveFixture.fixture;
import static io.unionfs.archive.ArchiveFixture.gunzip;
import static io.unionfs.archive.ArchiveFixture.gzip;
import static io.unionfs.archive.ArchiveFixture.node;
import static io.unionfs.archive.ArchiveFixture.open;
import static io.unionfs.archive.ArchiveFixture.sha256;
import static io.unionfs.archive.ArchiveFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Unpack;
import io.unionfs.testing.images.TarBytes;
import io.unionfs.testing.images.TarBytes.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening archives: compression, where the bytes go, who closes what. */
class ArchivesTest {
  @TempDir Path directory;

  private static byte[] sample() {
    return new TarBytes().directory("d").file("d/f", "text").symlink("l", "d/f").end();
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  @Test
  void aPlainTarIsReadInPlaceThroughTheService() throws IOException {
    Path file = file("layer.tar", sample());
    try (ArchiveLayer layer = Layer.ofArchive(file)) {
      assertThat(layer.name()).isEqualTo(file.toString());
      assertThat(layer.entries()).hasSize(3);
      assertThat(text(node(layer, "d/f"))).isEqualTo("text");
      assertThat(layer.diffId()).isEqualTo(sha256(sample()));
      assertThat(layer.uncompressedSize()).isEqualTo(sample().length);
    }
  }

  @Test
  void compressionIsToldByTheFirstBytesNotTheName() throws IOException {
    Path file = file("layer.tar", gzip(sample()));
    try (ArchiveLayer layer = Layer.ofArchive(file)) {
      assertThat(text(node(layer, "d/f"))).isEqualTo("text");
      assertThat(layer.diffId()).isEqualTo(sha256(sample()));
    }
  }

  @Test
  void gzipOfSeveralMembersIsOneStream() throws IOException {
    byte[] whole = sample();
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (int i = 0; i < whole.length; i += 700) {
      members.writeBytes(gzip(Arrays.copyOfRange(whole, i, Math.min(whole.length, i + 700))));
    }
    assertThat(open(members.toByteArray()).diffId()).isEqualTo(sha256(whole));
  }

  @Test
  void whatFollowsGzipIsIgnoredAsGzipDoes() throws IOException {
    for (byte[] rubbish :
        new byte[][] {new byte[100], TarBytes.latin1("rubbish that is no gzip")}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(gzip(sample()));
      out.writeBytes(rubbish);
      assertThat(open(out.toByteArray()).diffId()).isEqualTo(sha256(sample()));
    }
  }

  @Test
  void zstdFramesAndSkippableFramesAreOneStream() throws IOException {
    ArchiveLayer layer = open(fixture("small.tar.zst"));
    assertThat(text(node(layer, "file"))).isEqualTo("hello");
  }

  @Test
  void zstdWindowsAreTakenUpTo128Mebibytes() throws IOException {
    assertThat(text(node(open(fixture("window-128m.tar.zst")), "file"))).isEqualTo("hello");
    ArchiveFixture.refused(fixture("window-256m.tar.zst"), "a window of 268435456 bytes");
  }

  @Test
  void memoryHoldsMoreThanOneBlock() throws IOException {
    byte[] data = new byte[5_000_001];
    new Random(1).nextBytes(data);
    byte[] tar = new TarBytes().entry(new Header("big", '0'), data).file("f", "x").end();
    ArchiveLayer layer = open(gzip(tar));
    assertThat(ArchiveFixture.bytes(((Entry.File) node(layer, "big")).content())).isEqualTo(data);
    assertThat(text(node(layer, "f"))).isEqualTo("x");
  }

  @Test
  void unpackedToADirectoryTheFileLivesAsLongAsTheLayer() throws IOException {
    Path file = file("layer.tar.gz", gzip(sample()));
    Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
    Entry.File entry;
    try (ArchiveLayer layer = Layer.ofArchive(file, Unpack.to(unpacked))) {
      assertThat(list(unpacked)).hasSize(1);
      entry = (Entry.File) node(layer, "d/f");
      assertThat(text(entry)).isEqualTo("text");
    }
    assertThat(list(unpacked)).isEmpty();
    assertThatThrownBy(() -> entry.content().open().read(ByteBuffer.allocate(1), 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aFailureLeavesNoFileBehind() throws IOException {
    Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
    byte[] good = gzip(sample());
    Path cut = file("cut.tar.gz", Arrays.copyOf(good, good.length - 12));
    assertThatThrownBy(() -> Layer.ofArchive(cut, Unpack.to(unpacked)))
        .isInstanceOf(LayerException.class)
        .hasMessage("layer " + cut + ": damaged gzip: it is cut off: get it anew");
    Path whole = file("whole.tar.gz", good);
    assertThatThrownBy(() -> Layer.ofArchive(whole, Unpack.to(unpacked).withLimit(100)))
        .isInstanceOf(LayerException.class);
    assertThat(list(unpacked)).isEmpty();
  }

  @Test
  void contentOfAClosedLayerIsAnError() throws IOException {
    for (byte[] bytes : new byte[][] {sample(), gzip(sample())}) {
      ArchiveLayer layer = Layer.ofArchive(file("layer", bytes));
      Entry.File entry = (Entry.File) node(layer, "d/f");
      layer.close();
      assertThatThrownBy(() -> entry.content().open().read(ByteBuffer.allocate(1), 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void aMissingFileIsThePlatformsError() {
    assertThatThrownBy(() -> Layer.ofArchive(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Layer.ofArchive(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a regular file");
  }

  @Test
  void anInterruptedReaderHarmsNoOtherReaderOfTheArchive() throws Exception {
    Path file = file("layer.tar", sample());
    try (ArchiveLayer layer = Layer.ofArchive(file)) {
      Content.Reader victim = ((Entry.File) node(layer, "d/f")).content().open();
      Thread.currentThread().interrupt();
      assertThat(victim.read(ByteBuffer.allocate(9), 0)).isEqualTo(4);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(text(node(layer, "d/f"))).isEqualTo("text");
    }
  }

  @Test
  void anArchiveThatShrinksIsAnError() throws IOException {
    Path file = file("layer.tar", sample());
    try (ArchiveLayer layer = Layer.ofArchive(file)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(600);
      }
      assertThatThrownBy(() -> text(node(layer, "d/f")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("shrank");
    }
  }

  @Test
  void aFileOfMoreThan8GibibytesHasASizeInBase256() throws IOException {
    long size = 9L << 30;
    Header header = new Header("big", '0').text(124, "\u0080\0\0\0\0\0\0\u0002@\0\0\0");
    Path file = file("big.tar", new TarBytes().header(header).unfinished());
    byte[] rest = new TarBytes().file("after", "found").end();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assumeTrue(Files.getFileStore(file).getUsableSpace() > 0, "the test needs a file with holes");
      channel.write(ByteBuffer.wrap(TarBytes.latin1("end")), 512 + size - 3);
      channel.write(ByteBuffer.wrap(rest), 512 + size);
    }
    try (Content.Reader reader = Content.ofFile(file).open()) {
      TarIndex index = TarIndex.of(ByteSource.of("big.tar", Files.size(file), reader));
      assertThat(index.entries()).extracting(TarEntry::name).containsExactly("big", "after");
      assertThat(index.entries().get(0).size()).isEqualTo(size);
      ByteBuffer three = ByteBuffer.allocate(3);
      assertThat(index.content(index.entries().get(0)).open().read(three, size - 3)).isEqualTo(3);
      assertThat(three.array()).asString().isEqualTo("end");
    }
  }

  @Test
  void everyFixtureIsTheSameFromMemoryDiskAndInPlace() throws IOException {
    for (String name : new String[] {"gnu", "posix", "odd-posix", "sparse-1.0"}) {
      byte[] gz = fixture(name + ".tar.gz");
      byte[] tar = gunzip(gz);
      try (ArchiveLayer disk = Layer.ofArchive(file("x.tgz", gz), Unpack.to(directory));
          ArchiveLayer plain = Layer.ofArchive(file("x.tar", tar));
          ArchiveLayer memory = open(gz)) {
        assertThat(plain.diffId()).isEqualTo(sha256(tar));
        assertThat(disk.diffId()).isEqualTo(plain.diffId());
        assertThat(memory.diffId()).isEqualTo(plain.diffId());
        assertThat(disk.entries()).hasSameSizeAs(plain.entries());
        assertThat(sha256(TarWriterTest.rewritten(disk)))
            .isEqualTo(sha256(TarWriterTest.rewritten(plain)))
            .isEqualTo(sha256(TarWriterTest.rewritten(memory)));
      }
    }
  }

  private static java.util.List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
