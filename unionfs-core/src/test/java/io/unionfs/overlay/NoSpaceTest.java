package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.medium.DirectoryMedium;
import io.unionfs.medium.UpperMedium;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rule 13: the writable layer is full before a copy-up is done. */
class NoSpaceTest {
  private static final int MAX_BYTES = 64 << 10;
  private static final PathName BIG = PathName.parse("/d/big");

  private UpperMedium medium;
  private UpperProbe probe;
  private Mount mount;

  @BeforeEach
  void mount() throws IOException {
    Layer layer = Layer.builder().file("d/big", "x".repeat(2 * MAX_BYTES)).build();
    medium = DirectoryMedium.inMemory(MAX_BYTES);
    probe = UpperProbe.mount(List.of(layer), medium, AccessTimes.RELATIME, InstantSource.system());
    mount = probe.mount();
  }

  @AfterEach
  void unmount() throws IOException {
    mount.close();
  }

  private Errno open(OpenFlag... flags) throws IOException {
    return errno(() -> mount.open(Caller.ROOT, BIG, Set.of(flags), 0).close());
  }

  private List<String> upper() {
    List<String> paths = new ArrayList<>();
    probe.visit((path, entry) -> paths.add(path));
    return paths;
  }

  @Test
  void aCopyUpThatDoesNotFitIsEnospc() throws Exception {
    assertThat(open(OpenFlag.WRITE)).isEqualTo(Errno.ENOSPC);
    assertThat(errno(() -> mount.chmod(Caller.ROOT, BIG, Follow.FOLLOW, 0600)))
        .isEqualTo(Errno.ENOSPC);
  }

  @Test
  void nothingIsInTheWritableLayerAtThatName() throws Exception {
    assertThat(open(OpenFlag.WRITE)).isEqualTo(Errno.ENOSPC);
    assertThat(upper()).doesNotContain("d/big");
    try (OpenFile reader = mount.open(Caller.ROOT, BIG, Set.of(OpenFlag.READ), 0)) {
      assertThat(reader.size()).isEqualTo(2 * MAX_BYTES);
      ByteBuffer last = ByteBuffer.allocate(1);
      assertThat(reader.read(last, 2 * MAX_BYTES - 1)).isOne();
      assertThat(last.get(0)).isEqualTo((byte) 'x');
    }
  }

  @Test
  void theWorkAreaIsClean() throws Exception {
    assertThat(open(OpenFlag.WRITE)).isEqualTo(Errno.ENOSPC);
    Path area = medium.directory().resolveSibling("work").resolve("work");
    try (Stream<Path> left = Files.list(area)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void anOpenWithTruncStillSucceeds() throws Exception {
    assertThat(open(OpenFlag.WRITE)).isEqualTo(Errno.ENOSPC);
    assertThat(open(OpenFlag.WRITE, OpenFlag.TRUNCATE)).isNull();
    assertThat(upper()).contains("d/big");
  }

  @Test
  void aWriteThatDoesNotFitIsEnospc() throws Exception {
    try (OpenFile file =
        mount.open(Caller.ROOT, BIG, Set.of(OpenFlag.WRITE, OpenFlag.TRUNCATE), 0)) {
      ByteBuffer more = ByteBuffer.allocate(2 * MAX_BYTES);
      file.write(more, 0);
      assertThat(errno(() -> file.write(more, more.position()))).isEqualTo(Errno.ENOSPC);
    }
  }
}
