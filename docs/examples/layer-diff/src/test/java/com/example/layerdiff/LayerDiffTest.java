package com.example.layerdiff;

import static io.unionfs.testing.assertions.UnionAssertions.assertThat;

import com.example.layerdiff.Change.Kind;
import io.unionfs.lab.Sizes;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.testing.Lower;
import io.unionfs.testing.UnionFs;
import io.unionfs.testing.images.SyntheticImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of layers that stand beside the test, and of random ones. */
class LayerDiffTest {
  @Test
  @Lower({"etc/motd=hello", "etc/hosts=localhost", "var/cache/one=1", "var/cache/two=22"})
  @Lower({"etc/motd=good morning", "0600 etc/key=k", "var/.wh.cache"})
  void aLayerAddsChangesAndDeletes(@UnionFs UnionFileSystem fs) throws IOException {
    assertThat(diff(fs, 1))
        .containsExactly("A /etc/key  +1", "C /etc/motd  5 -> 12", "D /var/cache  -3");
    // The same as the fixture's assertions have it:
    assertThat(fs.getPath("/etc/key")).isProvidedByLayer(1).isNotInLayer(0);
    assertThat(fs.getPath("/etc/motd")).isProvidedByLayer(1).isHiddenInLayer(0);
    assertThat(fs.getPath("/var/cache")).isWhiteoutInLayer(1).isHiddenInLayer(0);
  }

  @Test
  @Lower({"opt/app/a=1", "opt/app/lib/b=22", "opt/app/lib/c=333"})
  @Lower({"opt/app/.wh..wh..opq", "opt/app/lib/c=4444"})
  void anOpaqueDirectoryDeletesWhatItDoesNotHold(@UnionFs UnionFileSystem fs) throws IOException {
    assertThat(diff(fs, 1))
        .containsExactly("D /opt/app/a  -1", "D /opt/app/lib/b  -2", "C /opt/app/lib/c  3 -> 4");
    assertThat(fs.getPath("/opt/app")).isOpaqueInLayer(1);
  }

  @Test
  @Lower({"dir/one=1", "dir/two=22", "file=333"})
  @Lower({"dir=4444", "file/", "file/x=55555"})
  void typesChange(@UnionFs UnionFileSystem fs) throws IOException {
    assertThat(diff(fs, 1)).containsExactly("C /dir  3 -> 4", "C /file  3 -> 0", "A /file/x  +5");
  }

  @Test
  @Lower({"usr/lib/a=1", "lib -> usr/lib", "0700 srv/"})
  @Lower({"lib/b=22", "lib/.wh.a", "lib/.wh.never-there", "0755 srv/"})
  void pathsAreThoseBehindLinks(@UnionFs UnionFileSystem fs) throws IOException {
    assertThat(diff(fs, 1))
        .containsExactly("C /srv  0 -> 0", "D /usr/lib/a  -1", "A /usr/lib/b  +2");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void allChangesTogetherAreWhatIsShown(long seed) throws IOException {
    SyntheticImage image =
        SyntheticImage.builder()
            .layers(6)
            .files(300)
            .fileBytes(Sizes.always(1000 + seed))
            .changed(0.3)
            .deleted(0.2)
            .seed(seed)
            .build();
    List<Change> all = LayerDiff.of(image.layers()).stream().flatMap(List::stream).toList();
    assertThat(all).extracting(Change::kind).contains(Kind.values());
    UnionFileSystemBuilder union = UnionFileSystem.builder();
    image.layers().forEach(union::lower);
    try (UnionFileSystem fs = union.mount();
        Stream<Path> shown = Files.walk(fs.getPath("/"))) {
      long bytes = shown.filter(Files::isRegularFile).mapToLong(LayerDiffTest::size).sum();
      assertThat(all.stream().mapToLong(Change::growth).sum()).isEqualTo(bytes).isPositive();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> diff(UnionFileSystem fs, int layer) throws IOException {
    return LayerDiff.of(fs.lowerLayers()).get(layer).stream().map(Change::toString).toList();
  }
}
