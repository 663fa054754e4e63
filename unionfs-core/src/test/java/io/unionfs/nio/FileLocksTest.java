package io.unionfs.nio;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the default providers of JDK 17 and 25 do not have in common about locks. */
class FileLocksTest {
  /** So the default provider of JDK 25 has it; that of JDK 17 locks nothing then [observed]. */
  @Test
  void aLockOfSizeZeroIsOnAllFromItsPositionOn() throws Exception {
    Layer layer = Layer.builder().file("f", "data").build();
    try (UnionFileSystem union = UnionFileSystem.builder().lower(layer).mount()) {
      Path file = union.getPath("/f");
      try (FileChannel one = FileChannel.open(file, READ, WRITE);
          FileChannel two = FileChannel.open(file, READ, WRITE);
          AsynchronousFileChannel three = AsynchronousFileChannel.open(file, READ, WRITE)) {
        FileLock rest = one.lock(20, 0, false);
        assertThat(rest.size()).isEqualTo(Long.MAX_VALUE - 20);
        assertThatThrownBy(() -> two.tryLock(100, 5, false))
            .isInstanceOf(OverlappingFileLockException.class);
        assertThatThrownBy(() -> three.tryLock(100, 0, false))
            .isInstanceOf(OverlappingFileLockException.class);
        assertThat(two.tryLock(0, 20, false)).isNotNull();
      }
    }
  }
}
