package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real images with bytes changed: it is found out, or what is shown is the same. */
class ChangedBytesTest {
  private static final int ROUNDS = 400;

  @TempDir private Path temporary;

  @ParameterizedTest
  @CsvSource({
    "built-docker.tar, built",
    "built-oci.tar, built",
    "oddities-zstd.tar, oddities",
    "oddities-docker.tar.gz, oddities"
  })
  void aChangedByteIsFoundOrDoesNotMatter(String file, String tree) throws Exception {
    byte[] original = Files.readAllBytes(CommittedImagesTest.resource(file));
    List<String> expected = Files.readAllLines(CommittedImagesTest.resource(tree + ".tree"));
    Random random = new Random(20240607);
    int found = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] changed = change(original, random);
      Path path = Files.write(temporary.resolve("image"), changed);
      try (Image image = Image.open(path)) {
        List<String> lines = CommittedImagesTest.listing(image).lines();
        assertThat(lines).as("round %d", round).isEqualTo(expected);
      } catch (ImageException e) {
        found++;
        assertThat(e.getMessage()).as("round %d", round).startsWith(path.toString());
      } catch (Exception e) {
        fail("round " + round + ": " + e, e);
      }
    }
    assertThat(found).isPositive();
  }

  private static byte[] change(byte[] original, Random random) {
    byte[] changed = original.clone();
    int place = random.nextInt(changed.length);
    switch (random.nextInt(4)) {
      case 0 -> changed[place] ^= (byte) (1 << random.nextInt(8));
      case 1 -> changed[place] = (byte) random.nextInt(256);
      case 2 -> {
        return Arrays.copyOf(changed, place);
      }
      default -> {
        int length = Math.min(random.nextInt(600), changed.length - place);
        System.arraycopy(
            original, random.nextInt(original.length - length), changed, place, length);
      }
    }
    return changed;
  }
}
