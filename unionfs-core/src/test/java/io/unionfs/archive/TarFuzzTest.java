package io.unionfs.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Unpack;
import io.unionfs.testing.images.TarBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged archives, by a seed: they are read or refused, soon and in little memory. */
class TarFuzzTest {
  private static final int ROUNDS = 3000;
  private static final Unpack LIMIT = Unpack.toMemory().withLimit(8 << 20);

  private static List<byte[]> plain() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(TarWriterTest.tar(TarWriterTest.everything()));
    for (String name :
        new String[] {
          "v7",
          "gnu",
          "posix",
          "odd-gnu",
          "odd-posix",
          "odd-bsdtar",
          "sparse-oldgnu",
          "sparse-0.0",
          "sparse-0.1",
          "sparse-1.0",
          "python-pax"
        }) {
      seeds.add(ArchiveFixture.gunzip(ArchiveFixture.fixture(name + ".tar.gz")));
    }
    return seeds;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void mutatedTarsAreReadOrRefused(long seed) throws IOException {
    Random random = new Random(seed);
    List<byte[]> seeds = plain();
    run(ROUNDS, () -> repaired(mutated(random, seeds.get(random.nextInt(seeds.size()))), random));
  }

  @Test
  void mutatedGzipIsReadOrRefused() throws IOException {
    Random random = new Random(3);
    List<byte[]> seeds =
        List.of(ArchiveFixture.fixture("posix.tar.gz"), ArchiveFixture.fixture("gnu.tar.gz"));
    run(ROUNDS, () -> mutated(random, seeds.get(random.nextInt(seeds.size()))));
  }

  @Test
  void mutatedZstdIsReadOrRefused() throws IOException {
    Random random = new Random(4);
    byte[] seed = ArchiveFixture.fixture("small.tar.zst");
    run(ROUNDS, () -> mutated(random, seed));
  }

  private interface Source {
    byte[] next();
  }

  private static void run(int rounds, Source source) {
    for (int i = 0; i < rounds; i++) {
      byte[] bytes = source.next();
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            try (ArchiveLayer layer =
                Archives.open(new ArchiveFixture.HeapSource("fuzz", bytes), "fuzz", LIMIT)) {
              read(layer);
            } catch (IOException e) {
              assertThat(e.getMessage()).doesNotContain("\n");
            }
          });
    }
  }

  /** Looks at every entry and at the first and last bytes of every file. */
  private static void read(ArchiveLayer layer) throws IOException {
    ByteBuffer window = ByteBuffer.allocate(4096);
    for (ArchiveEntry entry : layer.entries()) {
      assertThat(entry.path()).doesNotStartWith("/").doesNotEndWith("/").doesNotContain("\0");
      if (entry instanceof ArchiveEntry.Node node && node.node() instanceof Entry.File file) {
        Content content = file.content();
        try (Content.Reader reader = content.open()) {
          reader.read(window.clear(), 0);
          reader.read(window.clear(), Math.max(0, content.size() - 10));
          assertThat(reader.read(window.clear(), content.size())).isEqualTo(-1);
        }
      }
    }
  }

  private static byte[] mutated(Random random, byte[] seed) {
    byte[] bytes = seed.clone();
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0x80);
        case 3 -> {
          int from = random.nextInt(bytes.length);
          int length = random.nextInt(Math.min(600, bytes.length - Math.max(at, from)));
          System.arraycopy(bytes, from, bytes, at, length);
        }
        default -> {
          if (bytes.length > 20) {
            bytes = java.util.Arrays.copyOf(bytes, bytes.length - random.nextInt(bytes.length / 4));
          }
        }
      }
    }
    return bytes;
  }

  /** Makes the checksums right again, mostly, or no mutation would get past them. */
  private static byte[] repaired(byte[] bytes, Random random) {
    for (int at = 0; at + 512 <= bytes.length; at += 512) {
      if (bytes[at + 257] != 'u' || random.nextInt(50) == 0) {
        continue;
      }
      int sum = 0;
      for (int i = 0; i < 512; i++) {
        sum += i >= 148 && i < 156 ? ' ' : bytes[at + i] & 0xff;
      }
      byte[] digits = TarBytes.latin1(String.format("%06o\0 ", sum));
      System.arraycopy(digits, 0, bytes, at + 148, 8);
    }
    return bytes;
  }
}
