package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.overlay.Quota;
import io.unionfs.overlay.Usage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A quota as a program meets it. */
class QuotaTest {
  private static final int BLOCK = 4096;
  private static final Layer BASE =
      Layer.builder().file("d/lower", "x".repeat(BLOCK + 1)).file("other", "x").build();

  @TempDir private Path host;

  private static UnionFileSystemBuilder limited(long blocks, long inodes) {
    return UnionFileSystem.builder().lower(BASE).quota(new Quota(blocks * BLOCK, inodes));
  }

  private static void assertNoSpace(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("No space left on device");
  }

  private static long get(FileStore store, String name) throws IOException {
    return (long) store.getAttribute("statfs:" + name);
  }

  @Test
  void theStoreShowsWhatIsLeft() throws IOException {
    try (UnionFileSystem union = limited(10, 7).mount()) {
      FileStore store = Files.getFileStore(union.getPath("/"));
      assertThat(store.getTotalSpace()).isEqualTo(10 * BLOCK);
      assertThat(store.getUsableSpace()).isEqualTo(10 * BLOCK);
      Files.writeString(union.getPath("/d/lower"), "changed"); // the directory's copy, and the file
      Files.createDirectory(union.getPath("/new"));
      assertThat(union.usage()).isEqualTo(new Usage(BLOCK, 3));
      assertThat(store.getTotalSpace()).isEqualTo(10 * BLOCK);
      assertThat(store.getUsableSpace()).isEqualTo(9 * BLOCK);
      assertThat(store.getUnallocatedSpace()).isEqualTo(9 * BLOCK);
      assertThat(get(store, "blocks")).isEqualTo(10);
      assertThat(get(store, "freeBlocks")).isEqualTo(9);
      assertThat(get(store, "availableBlocks")).isEqualTo(9);
      assertThat(get(store, "files")).isEqualTo(7);
      assertThat(get(store, "freeFiles")).isEqualTo(4);
    }
  }

  @Test
  void moreBytesAreRefusedAndDeletingHelps() throws IOException {
    try (UnionFileSystem union = limited(2, 100).mount()) {
      Path file = union.getPath("/file");
      Files.write(file, new byte[BLOCK + 1]);
      assertNoSpace(() -> Files.write(union.getPath("/more"), new byte[1]));
      assertThat(Files.size(union.getPath("/more"))).isZero();
      assertNoSpace(() -> Files.setLastModifiedTime(union.getPath("/d/lower"), time()));
      Files.delete(union.getPath("/d/lower")); // a whiteout counts nothing
      Files.delete(file);
      assertThat(union.usage().bytes()).isZero();
      Files.write(file, new byte[2 * BLOCK]);
    }
  }

  private static java.nio.file.attribute.FileTime time() {
    return java.nio.file.attribute.FileTime.fromMillis(0);
  }

  @Test
  void moreInodesAreRefusedAndDeletingHelps() throws IOException {
    try (UnionFileSystem union = limited(100, 2).mount()) {
      Files.createDirectory(union.getPath("/one"));
      Files.createFile(union.getPath("/one/two"));
      assertNoSpace(() -> Files.createFile(union.getPath("/three")));
      assertNoSpace(() -> Files.createSymbolicLink(union.getPath("/three"), union.getPath("t")));
      assertNoSpace(() -> Files.createDirectory(union.getPath("/one/three")));
      assertNoSpace(() -> Files.delete(union.getPath("/d/lower"))); // its directory needs a copy
      Files.createLink(union.getPath("/link"), union.getPath("/one/two"));
      Files.move(
          union.getPath("/link"),
          union.getPath("/other"),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      Files.delete(union.getPath("/other"));
      Files.delete(union.getPath("/one/two"));
      Files.delete(union.getPath("/d/lower"));
    }
  }

  @Test
  void aUsedWritableLayerIsCounted() throws IOException {
    Path upper = host.resolve("upper");
    Usage left;
    try (UnionFileSystem union = UnionFileSystem.builder().lower(BASE).upper(upper).mount()) {
      assertThat(get(Files.getFileStore(union.getPath("/")), "files")).isZero();
      Files.writeString(union.getPath("/d/lower"), "changed");
      Files.createLink(union.getPath("/link"), union.getPath("/d/lower"));
      Files.createSymbolicLink(union.getPath("/long"), union.getPath("t".repeat(500)));
      Files.delete(union.getPath("/other"));
      left = union.usage();
      assertThat(left).isEqualTo(new Usage(2 * BLOCK, 3));
    }
    try (UnionFileSystem union = limited(1, 5).upper(upper).mount()) {
      assertThat(union.usage()).isEqualTo(left);
      assertThat(Files.getFileStore(union.getPath("/")).getUsableSpace()).isZero();
      assertNoSpace(() -> Files.writeString(union.getPath("/new"), "x"));
      Files.delete(union.getPath("/new"));
      Files.delete(union.getPath("/long"));
      Files.delete(union.getPath("/d/lower"));
      Files.delete(union.getPath("/link"));
      assertThat(union.usage()).isEqualTo(new Usage(0, 1));
      Files.writeString(union.getPath("/new"), "x");
    }
  }

  @Test
  void inMemoryThereIsALimitUnlessItIsGiven() throws IOException {
    try (UnionFileSystem union = UnionFileSystem.builder().lower(BASE).mount()) {
      FileStore store = Files.getFileStore(union.getPath("/"));
      assertThat(store.getTotalSpace())
          .isEqualTo(Runtime.getRuntime().maxMemory() / 2 / BLOCK * BLOCK);
      assertThat(get(store, "files")).isEqualTo(Quota.ofHeap().inodes());
    }
  }

  @Test
  void itCanBeAMountOption() throws IOException {
    Map<String, ?> options = Map.of("lowerdir", List.of(BASE), "quota", new Quota(BLOCK, 1));
    try (FileSystem union = FileSystems.newFileSystem(URI.create("unionfs://quota/"), options)) {
      Files.createFile(union.getPath("/one"));
      assertNoSpace(() -> Files.createFile(union.getPath("/two")));
    }
    assertThatThrownBy(() -> new Quota(-1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
