package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mount as a store; {@code BeyondFilesDifferentialTest} holds it against statfs(2). */
class UnionFileStoreTest {
  private static final Layer BASE = Layer.builder().file("file", "x").build();

  @TempDir private Path host;

  private static long get(FileStore store, String name) throws IOException {
    return (long) store.getAttribute("statfs:" + name);
  }

  @Test
  void typeAndLimitsAreTheKernels() throws IOException {
    try (UnionFileSystem union = UnionFileSystem.builder().lower(BASE).mount()) {
      FileStore store = Files.getFileStore(union.getPath("/file"));
      assertThat(get(store, "type")).isEqualTo(0x794c7630L);
      assertThat(get(store, "maxNameBytes")).isEqualTo(255);
      assertThat(store.type()).isEqualTo("overlay");
      assertThat(store.getBlockSize()).isEqualTo(get(store, "blockSize"));
      assertThatThrownBy(() -> store.getAttribute("statfs:none"))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> store.getAttribute("none"))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void spaceIsThatOfTheWritableLayersPlace() throws IOException {
    FileStore behind = Files.getFileStore(host);
    try (UnionFileSystem union =
        UnionFileSystem.builder().lower(BASE).upper(host.resolve("upper")).mount()) {
      FileStore store = Files.getFileStore(union.getPath("/"));
      long block = store.getBlockSize();
      assertThat(store.getTotalSpace()).isEqualTo(behind.getTotalSpace() / block * block);
      assertThat(store.getTotalSpace()).isEqualTo(get(store, "blocks") * block);
      assertThat(get(store, "freeBlocks")).isBetween(1L, get(store, "blocks"));
      assertThat(get(store, "availableBlocks")).isBetween(1L, get(store, "freeBlocks"));
      assertThat(store.getUsableSpace()).isPositive();
    }
  }

  @Test
  void inMemorySpaceGoesAsItIsWritten() throws IOException {
    try (UnionFileSystem union = UnionFileSystem.builder().lower(BASE).mount()) {
      FileStore store = Files.getFileStore(union.getPath("/"));
      long before = store.getUnallocatedSpace();
      Files.write(union.getPath("/new"), new byte[1 << 20]);
      assertThat(store.getUnallocatedSpace()).isLessThanOrEqualTo(before - (1 << 20));
      assertThat(store.getTotalSpace()).isGreaterThanOrEqualTo(before);
    }
  }

  @Test
  void aReadOnlyMountHasNoRoom() throws IOException {
    try (UnionFileSystem union = UnionFileSystem.builder().lower(BASE).readOnly().mount()) {
      FileStore store = Files.getFileStore(union.getPath("/"));
      assertThat(store.isReadOnly()).isTrue();
      assertThat(store.getUsableSpace()).isZero();
      assertThat(store.getUnallocatedSpace()).isZero();
      assertThat(get(store, "maxNameBytes")).isEqualTo(255);
    }
  }
}
