package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Volatile writable layers: cheaper, and good for one mount, as the kernel's are. */
final class VolatileTest {
  @TempDir Path directory;
  private Place place;
  private Path mark;

  @BeforeEach
  void setUp() throws IOException {
    place = Place.onHost(directory);
    mark = place.work().resolve("work/incompat/volatile");
  }

  @Test
  void theMarkIsTheKernelsAndStaysAfterACleanEnd() throws IOException {
    try (UpperMedium medium = place.open(Durability.VOLATILE)) {
      assertThat(mark.resolve("dirty")).isEmptyFile();
      Samples.createFile(medium, medium.root(), "f", "data");
      medium.remove(medium.root(), "f", Occupant.FILE, Remains.WHITEOUT);
    }
    assertThat(mark.resolve("dirty")).isEmptyFile();
  }

  @ParameterizedTest
  @EnumSource
  void itIsNotOpenedAgainUntilTheMarkIsRemoved(Durability next) throws IOException {
    try (UpperMedium medium = place.open(Durability.VOLATILE)) {
      Samples.createFile(medium, medium.root(), "f", "data");
    }
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> place.open(next))
          .isInstanceOf(UnsafeUpperException.class)
          .hasMessageStartingWith(mark.toRealPath() + ": ")
          .hasMessageContaining("volatile")
          .hasMessageContaining("remove this directory if")
          .hasMessageNotContaining("\n");
    }
    Files.delete(mark.resolve("dirty"));
    Files.delete(mark);
    try (UpperMedium medium = place.open(next)) {
      assertThat(medium.list(medium.root())).containsOnlyKeys("f");
    }
  }

  @Test
  void whatIsNotKnownIsRefusedToo() throws IOException {
    Files.createDirectories(place.work().resolve("work/incompat/later"));
    assertThatThrownBy(() -> place.open())
        .isInstanceOf(UnsafeUpperException.class)
        .hasMessageContaining("incompat/later: ");
    assertThat(place.upper()).isEmptyDirectory();
  }

  @Test
  void aDurableLayerLeavesNoMark() throws IOException {
    place.open().close();
    assertThat(mark.getParent()).doesNotExist();
    place.open().close();
  }

  @Test
  void nothingIsJournalledOrForced() throws IOException {
    try (UpperMedium medium = place.open(Durability.VOLATILE)) {
      Changes.Tree tree = Changes.Tree.make(medium);
      Changes.EXCHANGE.apply(medium, tree);
      Changes.UPDATE.apply(medium, tree);
      tree.file().open();
      ((StoredFile) tree.file()).setChannel(null);
      tree.file().force();
      assertThat(((StoredFile) tree.file()).openChannel()).isNull();
    }
    try (Stream<Path> left = Files.list(place.work())) {
      assertThat(left).extracting(file -> file.getFileName().toString()).doesNotContain("journal");
    }
  }
}
