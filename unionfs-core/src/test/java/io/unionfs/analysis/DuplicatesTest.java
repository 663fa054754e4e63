package io.unionfs.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.archive.Hashing;
import io.unionfs.layer.Content;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The same content several times, and how little is read to find it. */
class DuplicatesTest {
  @Test
  void sameContentsAreFoundInOneLayerAndAcrossLayers() throws IOException {
    Layer base = Tar.of().file("a", "same").file("b", "same").file("c", "else").layer();
    Layer top = Tar.of().file("d", "same").file("a", "longer").layer();
    Duplicates duplicates = Made.analysis(base, top).duplicates();
    assertThat(duplicates.groups())
        .containsExactly(
            new Duplicates.Group(
                Hashing.sha256("same".getBytes()),
                4,
                List.of(
                    new Duplicates.Copy("test", 0, "a", false),
                    new Duplicates.Copy("test", 0, "b", true),
                    new Duplicates.Copy("test", 1, "d", true))));
    assertThat(duplicates.saved()).isEqualTo(8);
  }

  @Test
  void namesOfOneFileAreNoCopies() throws IOException {
    assertThat(
            Made.analysis(Tar.of().file("a", "same").link("b", "a").layer()).duplicates().groups())
        .isEmpty();
  }

  @Test
  void otherImagesAreLookedIntoButALayerOfBothIsOne() throws IOException {
    Layer shared = Tar.of().file("base", "base text").layer();
    ImageLayers one = Made.named("one", shared, Tar.of().file("x", "same").layer());
    ImageLayers two = Made.named("two", shared, Tar.of().file("y", "same").layer());
    Duplicates duplicates =
        Analysis.of(one, AnalysisOptions.defaults().withOthers(List.of(two))).duplicates();
    assertThat(duplicates.groups()).hasSize(1);
    assertThat(duplicates.groups().get(0).copies())
        .containsExactly(
            new Duplicates.Copy("one", 1, "x", true), new Duplicates.Copy("two", 1, "y", true));
  }

  @Test
  void largeFilesThatDifferLateAreToldApart() throws IOException {
    byte[] first = new byte[100_000];
    byte[] second = new byte[100_000];
    second[99_999] = 1;
    Layer layer = Tar.of().file("a", first).file("b", second).file("c", first).layer();
    assertThat(Made.analysis(layer).duplicates().groups())
        .extracting(group -> group.copies().size())
        .containsExactly(2);
  }

  /** Zeros, or with a first byte; counts what is read. */
  private record Counted(long size, byte first, AtomicLong read) implements Content {
    @Override
    public Reader open() {
      return new Reader() {
        @Override
        public int read(ByteBuffer target, long position) {
          if (position >= size) {
            return -1;
          }
          int count = (int) Math.min(target.remaining(), size - position);
          for (int i = 0; i < count; i++) {
            target.put(position + i == 0 ? first : 0);
          }
          read.addAndGet(count);
          return count;
        }

        @Override
        public void close() {}
      };
    }
  }

  @Test
  void onlyFilesWhoseSizesCollideAreReadAndLargeOnesBeginWithTheirBeginnings() throws IOException {
    AtomicLong alone = new AtomicLong();
    AtomicLong early = new AtomicLong();
    AtomicLong same = new AtomicLong();
    Layer layer =
        Layer.builder()
            .file("alone", new Counted(500L << 30, (byte) 1, alone))
            .file("early", new Counted(8 << 20, (byte) 2, early))
            .file("same1", new Counted(8 << 20, (byte) 3, same))
            .file("same2", new Counted(8 << 20, (byte) 3, same))
            .build();
    Analysis analysis =
        Analysis.of(Made.image(layer), AnalysisOptions.defaults().withContentLimit(0));
    assertThat(analysis.duplicates().groups()).hasSize(1);
    assertThat(alone).hasValue(0);
    assertThat(early).hasValue(4096);
    assertThat(same).hasValue(2 * 4096 + 2 * (8 << 20));
    // The search for secrets takes the first MiB of each, no more.
    Analysis.of(Made.image(layer), AnalysisOptions.defaults());
    assertThat(alone.get()).isBetween(1L << 20, (1L << 20) + 8192);
  }
}
