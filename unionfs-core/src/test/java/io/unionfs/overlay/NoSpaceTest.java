package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.medium.DirectoryMedium;
import io.unionfs.medium.UpperMedium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rule 13: no space half-way through a copy-up. */
class NoSpaceTest {
  private static final int MAX_BYTES = 64 << 10;
  private static final int SIZE = 2 * MAX_BYTES;
  private static final PathName BIG = Fixture.path("/d/big");

  private UpperMedium medium;
  private UpperProbe probe;
  private Mount mount;

  @BeforeEach
  void open() throws IOException {
    Layer layer = Layer.builder().file("d/big", "x".repeat(SIZE)).file("d/small", "s").build();
    medium = DirectoryMedium.inMemory(MAX_BYTES);
    probe = UpperProbe.mount(List.of(layer), medium, AccessTimes.RELATIME, InstantSource.system());
    mount = probe.mount();
  }

  @AfterEach
  void close() throws IOException {
    mount.close();
  }

  private Set<String> upper() {
    Set<String> paths = new TreeSet<>();
    probe.visit((path, entry) -> paths.add(path));
    return paths;
  }

  private OpenFile open(OpenFlag... flags) throws ErrnoException {
    return mount.open(Caller.ROOT, BIG, Set.of(flags), 0);
  }

  @Test
  void copyUpIsEnospcAndLeavesNoPartialFile() throws Exception {
    assertThat(errno(() -> open(OpenFlag.WRITE).close())).isEqualTo(Errno.ENOSPC);
    assertThat(errno(() -> mount.chmod(Caller.ROOT, BIG, Follow.FOLLOW, 0600)))
        .isEqualTo(Errno.ENOSPC);
    assertThat(upper()).containsExactly("d");
    try (OpenFile file = open(OpenFlag.READ)) {
      assertThat(Fixture.read(file)).hasSize(SIZE).containsOnlyOnce("x".repeat(SIZE));
      assertThat(file.stat().attributes().mode()).isEqualTo(0644);
    }
  }

  @Test
  void theWorkAreaIsCleanAndTheSpaceIsFreeAgain() throws Exception {
    assertThat(errno(() -> open(OpenFlag.WRITE).close())).isEqualTo(Errno.ENOSPC);
    Path area = medium.directory().resolveSibling("work").resolve("work");
    try (Stream<Path> left = Files.list(area)) {
      assertThat(left).isEmpty();
    }
    try (OpenFile file =
        mount.open(Caller.ROOT, Fixture.path("/d/small"), Set.of(OpenFlag.WRITE), 0)) {
      assertThat(file.write(Fixture.bytes("y".repeat(MAX_BYTES / 2)), 0)).isEqualTo(MAX_BYTES / 2);
    }
  }

  @Test
  void anOpenWithTruncStillSucceeds() throws Exception {
    assertThat(errno(() -> open(OpenFlag.WRITE).close())).isEqualTo(Errno.ENOSPC);
    try (OpenFile file = open(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.TRUNCATE)) {
      assertThat(file.size()).isZero();
      file.write(Fixture.bytes("fits"), 0);
      assertThat(Fixture.read(file)).isEqualTo("fits");
    }
    assertThat(upper()).containsExactly("d", "d/big");
  }
}
