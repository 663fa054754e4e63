package io.unionfs.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.RenameFlag;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever opens a file of the writable layer reads that file, whatever becomes of its names. */
@Timeout(120)
class OpenWhileNamesChangeTest {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(2);
  private static final int ROUNDS = 10;
  private static final int READERS = 3;

  private final Map<Long, Byte> contents = new ConcurrentHashMap<>();

  @Test
  void inMemory() throws Exception {
    try (Mount mount = new MountBuilder().lower(Layer.builder().build()).mount()) {
      readWhileNamesChange(mount);
    }
  }

  @Test
  void onDisk(@TempDir Path disk) throws Exception {
    Path upper = Files.createDirectory(disk.resolve("upper"));
    Path work = Files.createDirectory(disk.resolve("work"));
    try (Mount mount =
        new MountBuilder().lower(Layer.builder().build()).upper(upper, work).mount()) {
      readWhileNamesChange(mount);
    }
  }

  private static PathName path(String path) {
    return PathName.parse(path);
  }

  /** Files a/f, b/f and so on: each with one byte of its own, known by its number. */
  private void readWhileNamesChange(Mount mount) throws Exception {
    byte content = 0;
    for (String directory : List.of("a", "b")) {
      mount.mkdir(Caller.ROOT, path(directory), 0755);
      for (String file : List.of("f", "g")) {
        make(mount, directory + "/" + file, ++content);
      }
    }
    long end = System.nanoTime() + LONG_ENOUGH.toNanos();
    try (Meanwhile meanwhile = new Meanwhile()) {
      for (int i = 0; i < READERS; i++) {
        meanwhile.again("a reader", () -> read(mount));
      }
      for (int round = 0; meanwhile.goesOn(round < ROUNDS || System.nanoTime() < end); round++) {
        change(mount, (byte) (100 + round % 2 * 2));
      }
      meanwhile.end();
    }
  }

  private void make(Mount mount, String file, byte content) throws ErrnoException {
    try (OpenFile made =
        mount.open(
            Caller.ROOT,
            path(file),
            EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE),
            0644)) {
      contents.put(made.stat().ino(), content);
      made.write(ByteBuffer.wrap(new byte[] {content}), 0);
    }
  }

  /** Exchanges, renames, replaces and removes; what it makes holds {@code content}, or one more. */
  private void change(Mount mount, byte content) throws ErrnoException {
    Set<RenameFlag> exchange = EnumSet.of(RenameFlag.EXCHANGE);
    Set<RenameFlag> plain = EnumSet.noneOf(RenameFlag.class);
    mount.rename(Caller.ROOT, path("a"), path("b"), exchange);
    mount.rename(Caller.ROOT, path("a/f"), path("a/g"), exchange);
    mount.rename(Caller.ROOT, path("a"), path("c"), plain);
    mount.rename(Caller.ROOT, path("b"), path("a"), plain);
    mount.rename(Caller.ROOT, path("c"), path("b"), plain);
    make(mount, "new", content);
    mount.rename(Caller.ROOT, path("new"), path("b/g"), plain);
    mount.unlink(Caller.ROOT, path("a/g"));
    make(mount, "a/g", (byte) (content + 1));
  }

  /** Opens and reads each file; returns whether one was there. */
  private boolean read(Mount mount) throws Exception {
    boolean found = false;
    for (String file : List.of("a/f", "a/g", "b/f", "b/g")) {
      try (OpenFile open = mount.open(Caller.ROOT, path(file), EnumSet.of(OpenFlag.READ), 0)) {
        ByteBuffer read = ByteBuffer.allocate(2);
        int count = open.read(read, 0);
        Byte expected = contents.get(open.stat().ino());
        if (count > 0) { // One that was just made holds nothing yet.
          assertThat(read.get(0)).as(file).isEqualTo(expected);
          found = true;
        }
      } catch (ErrnoException e) {
        assertThat(e.errno()).as(file).isEqualTo(Errno.ENOENT);
      }
    }
    return found;
  }
}
