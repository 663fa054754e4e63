package io.unionfs.medium;

import static io.unionfs.medium.Samples.createFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The medium that lives and dies in memory. */
final class InMemoryTest {
  private static final int MAX_BYTES = 64 << 10;

  /** Where it can be kept. */
  enum Kind {
    JIMFS {
      @Override
      UpperMedium open(long maxBytes) throws IOException {
        return DirectoryMedium.inMemory(maxBytes);
      }
    },
    BLOCKS {
      @Override
      UpperMedium open(long maxBytes) {
        return BlockMedium.inMemory(maxBytes, BlockMedium.CopyUpData.COPIED, null);
      }
    };

    abstract UpperMedium open(long maxBytes) throws IOException;

    UpperMedium open() throws IOException {
      return open(Runtime.getRuntime().maxMemory() / 2);
    }
  }

  private static void assertNoSpace(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            MediumException.class,
            e -> assertThat(e.kind()).isEqualTo(MediumException.Kind.NO_SPACE));
  }

  @ParameterizedTest
  @EnumSource
  void aWriteTakesWhatFits(Kind kind) throws IOException {
    try (UpperMedium medium = kind.open(MAX_BYTES)) {
      UpperFile file = createFile(medium, medium.root(), "f", "start");
      file.open();
      ByteBuffer source = ByteBuffer.allocate(MAX_BYTES * 2);
      int written = file.write(source, 5);
      assertThat(written).isBetween(MAX_BYTES / 2, MAX_BYTES - 5);
      assertThat(source.position()).isEqualTo(written);
      assertThat(source.limit()).isEqualTo(MAX_BYTES * 2);
      assertThat(file.size()).isEqualTo(5 + written);
      assertNoSpace(() -> file.write(ByteBuffer.allocate(MAX_BYTES), 5 + written));
      assertThat(file.size()).isEqualTo(5 + written);
      file.truncate(0);
      assertThat(file.write(ByteBuffer.allocate(MAX_BYTES / 2), 0)).isEqualTo(MAX_BYTES / 2);
      file.close();
    }
  }

  @Test
  void writingFarBeyondTheEndRunsOutOfSpaceNotOfHeap() throws IOException {
    try (UpperMedium medium = DirectoryMedium.inMemory()) {
      UpperFile file = createFile(medium, medium.root(), "f", "start");
      file.open();
      for (long position : new long[] {1L << 45, Long.MAX_VALUE - 10, Integer.MAX_VALUE * 4096L}) {
        assertNoSpace(() -> file.write(ByteBuffer.allocate(1), position));
        assertNoSpace(() -> file.truncate(position));
      }
      assertThat(Samples.read(file)).isEqualTo("start");
      file.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCopyThatDoesNotFitLeavesNothing(Kind kind) throws IOException {
    try (UpperMedium medium = kind.open(MAX_BYTES)) {
      byte[] data = new byte[MAX_BYTES + 1];
      assertNoSpace(
          () ->
              medium.copyUp(
                  medium.root(), "f", Samples.file(0), Content.of(data).open(), data.length));
      assertThat(medium.list(medium.root())).isEmpty();
      assertThat(medium.space().usable()).isEqualTo(MAX_BYTES);
      if (kind == Kind.JIMFS) {
        try (Stream<Path> left =
            Files.list(medium.directory().resolveSibling("work").resolve("work"))) {
          assertThat(left).isEmpty();
        }
      }
      UpperFile fits =
          medium.copyUp(medium.root(), "f", Samples.file(0), Content.of(data).open(), MAX_BYTES);
      assertThat(fits.size()).isEqualTo(MAX_BYTES);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theTreeCanBeLookedAt(Kind kind) throws IOException {
    try (UpperMedium medium = kind.open()) {
      createFile(medium, medium.root(), "f", "data");
      medium.remove(medium.root(), "w", Occupant.NOTHING, Remains.WHITEOUT);
      Path upper = medium.directory();
      assertThat(Files.readString(upper.resolve("f"))).isEqualTo("data");
      assertThat(Files.getLastModifiedTime(upper.resolve("f")).toInstant()).isEqualTo(Samples.TIME);
      assertThat(Files.getAttribute(upper, "user:overlay.opaque")).isEqualTo(Samples.bytes("x"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void mediaShareNothing(Kind kind) throws IOException {
    try (UpperMedium one = kind.open();
        UpperMedium two = kind.open()) {
      createFile(one, one.root(), "f", "1");
      assertThat(two.list(two.root())).isEqualTo(Map.of());
      assertThatThrownBy(() -> two.list(one.root())).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
