package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Content;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.MemoryMedium;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.PathName;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a writable layer in memory is kept in, as users choose it and see it. */
final class MemoryMediumTest {
  private static final long HUGE = 100L << 30;

  /** Zeros that are nowhere. */
  private record Zeros(long size) implements Content {
    @Override
    public Reader open() {
      return new Reader() {
        @Override
        public int read(ByteBuffer target, long position) {
          if (position >= size) {
            return -1;
          }
          int count = (int) Math.min(target.remaining(), size - position);
          target.put(new byte[count]);
          return count;
        }

        @Override
        public void close() {}
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoHasAskedForTheUpperDirectoryOnceSeesWhatIsChangedLater(MemoryMedium memory)
      throws IOException {
    Layer lower = Layer.builder().file("f", "lower").directory("d").build();
    Path upper;
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(lower).memory(memory).mount()) {
      upper = fs.upper();
      assertThat(upper).isEmptyDirectory();
      Files.writeString(fs.getPath("/f"), "!", StandardOpenOption.APPEND);
      assertThat(upper.resolve("f")).hasContent("lower!");
      Files.move(fs.getPath("/f"), fs.getPath("/d/g"));
      assertThat(Files.getAttribute(upper.resolve("f"), "user:overlay.whiteout"))
          .isEqualTo(new byte[] {'y'});
      assertThat(upper.resolve("d/g")).hasContent("lower!");
      Files.writeString(fs.getPath("/d/g"), "new");
      assertThat(upper.resolve("d/g")).hasContent("new");
      Files.delete(fs.getPath("/d/g"));
      assertThat(upper.resolve("d")).isEmptyDirectory();
    }
    assertThatThrownBy(() -> Files.readAttributes(upper, "*"))
        .isInstanceOf(ClosedFileSystemException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jimfs", "blocks", "shared_blocks"})
  void theMountOptionTakesNamesAndConstants(String name) throws IOException {
    MemoryMedium constant = MemoryMedium.valueOf(name.toUpperCase(java.util.Locale.ROOT));
    for (Object value : new Object[] {name, constant}) {
      Map<String, Object> options =
          Map.of("lowerdir", Layer.builder().file("f", "lower").build(), "memory", value);
      try (FileSystem fs = FileSystems.newFileSystem(URI.create("unionfs://memory"), options)) {
        Files.writeString(fs.getPath("/f"), "new");
        assertThat(fs.getPath("/f")).hasContent("new");
      }
    }
  }

  @Test
  void anotherMediumIsRefused() {
    Map<String, Object> options =
        Map.of("lowerdir", Layer.builder().directory("d").build(), "memory", "tape");
    assertThatThrownBy(() -> FileSystems.newFileSystem(URI.create("unionfs://memory"), options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("memory: one of [JIMFS, BLOCKS, SHARED_BLOCKS] is needed, not tape");
  }

  @Test
  void aFileThatFitsIntoNoHeapIsCopiedUpByTheBlocksThatAreWritten() throws Exception {
    Layer lower = Layer.builder().file("f", new Zeros(HUGE)).build();
    try (UnionFileSystem fs =
            UnionFileSystem.builder().lower(lower).memory(MemoryMedium.SHARED_BLOCKS).mount();
        FileChannel file =
            FileChannel.open(fs.getPath("/f"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      assertThat(file.write(ByteBuffer.wrap(new byte[] {1}), HUGE)).isEqualTo(1);
      assertThat(file.size()).isEqualTo(HUGE + 1);
      ByteBuffer end = ByteBuffer.allocate(3);
      assertThat(file.read(end, HUGE - 2)).isEqualTo(3);
      assertThat(end.array()).containsExactly(0, 0, 1);
    }
  }

  @Test
  void whatTheBlocksHoldAndHaveCopiedCanBeAsked() throws Exception {
    int block = 16 << 10;
    Layer lower = Layer.builder().file("f", new byte[4 * block]).build();
    for (MemoryMedium memory : MemoryMedium.values()) {
      try (Mount mount = new MountBuilder().lower(lower).memory(memory).mount()) {
        assertThat(mount.blockUse()).isNull(); // There is no writable layer yet.
        PathName path = PathName.parse("/f");
        try (OpenFile file = mount.open(Caller.ROOT, path, Set.of(OpenFlag.WRITE), 0)) {
          file.write(ByteBuffer.wrap(new byte[] {1}), block);
        }
        switch (memory) {
          case JIMFS -> assertThat(mount.blockUse()).isNull();
          case BLOCKS -> {
            assertThat(mount.blockUse().heldBytes()).isEqualTo(4L * block);
            assertThat(mount.blockUse().copiedBytes()).isEqualTo(4L * block);
          }
          case SHARED_BLOCKS -> {
            assertThat(mount.blockUse().heldBytes()).isEqualTo(block);
            assertThat(mount.blockUse().copiedBytes()).isEqualTo(block);
          }
        }
      }
    }
  }
}
