package io.unionfs.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.nio.Snapshot;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Listing;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.MountSnapshot;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Snapshots are taken and gone back to at one instant, whatever other threads do meanwhile. */
@Timeout(300)
class SnapshotsAtOneInstantTest {
  private static final int ROUNDS = 2_000;
  private static final Caller ROOT = Caller.ROOT;

  private static PathName path(String path) {
    return PathName.parse(path);
  }

  private static void write(Mount mount, String path, String text) throws ErrnoException {
    Set<OpenFlag> flags = Set.of(OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.TRUNCATE);
    try (OpenFile file = mount.open(ROOT, path(path), flags, 0644)) {
      file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }
  }

  private static String read(Mount mount, String path) throws ErrnoException {
    try (OpenFile file = mount.open(ROOT, path(path), Set.of(OpenFlag.READ), 0)) {
      ByteBuffer buffer = ByteBuffer.allocate(100);
      file.read(buffer, 0);
      return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aReaderSeesOneStateOrTheOther() throws Exception {
    try (Mount mount = new MountBuilder().lower(Layer.builder().file("d/f", "0").build()).mount();
        Meanwhile meanwhile = new Meanwhile()) {
      List<MountSnapshot> states = new ArrayList<>();
      Map<String, Long> sizes = new ConcurrentHashMap<>();
      for (int state = 0; state < 3; state++) {
        String text = ("" + state).repeat(1 + 7 * state);
        sizes.put(text, (long) text.length());
        write(mount, "/d/f", text);
        if (state > 0) {
          mount.unlink(ROOT, path("/d/one" + (state - 1)));
          mount.unlink(ROOT, path("/d/two" + (state - 1)));
        }
        write(mount, "/d/one" + state, "1");
        write(mount, "/d/two" + state, "2");
        states.add(mount.snapshot("state " + state));
      }
      meanwhile.again(
          "reads",
          () -> {
            assertThat(sizes).containsKey(read(mount, "/d/f"));
            return true;
          });
      meanwhile.again(
          "stats",
          () -> {
            Inode inode = (Inode) mount.lookup(ROOT, path("/d/f"), Follow.FOLLOW);
            assertThat(sizes).containsValue(inode.stat().size());
            return true;
          });
      meanwhile.again(
          "lists",
          () -> {
            TreeSet<String> names = new TreeSet<>();
            for (Listing.Item item : mount.list(ROOT, path("/d"))) {
              names.add(item.name());
            }
            assertThat(names).hasSize(3);
            String state = names.last().substring(3);
            assertThat(names).containsExactly("f", "one" + state, "two" + state);
            return true;
          });
      for (int round = 0; meanwhile.goesOn(round < ROUNDS); round++) {
        MountSnapshot state = states.get(round % 3);
        mount.restore(state);
        mount.chmod(ROOT, path("/d"), Follow.FOLLOW, 0700 + round % 8);
        if (round % 5 == 0) {
          mount.snapshot("again");
        }
      }
      meanwhile.end();
    }
  }

  /** What a snapshot shows never changes, though others write all the time. */
  @Test
  void aWriterIsInTheSnapshotOrAfterIt() throws Exception {
    try (Mount mount = new MountBuilder().lower(Layer.builder().file("f", "x").build()).mount();
        Meanwhile meanwhile = new Meanwhile()) {
      AtomicInteger number = new AtomicInteger();
      meanwhile.again(
          "writes",
          () -> {
            write(mount, "/f", "" + number.incrementAndGet());
            return true;
          });
      meanwhile.again(
          "makes",
          () -> {
            String name = "/n" + number.incrementAndGet() % 8;
            try {
              mount.mkdir(ROOT, path(name), 0755);
            } catch (ErrnoException e) {
              mount.rmdir(ROOT, path(name));
            }
            return true;
          });
      int taken = 0;
      while (meanwhile.goesOn(taken < ROUNDS / 4)) {
        MountSnapshot snapshot;
        try {
          snapshot = mount.snapshot("s");
        } catch (ErrnoException e) {
          assertThat(e.errno()).isEqualTo(Errno.EBUSY);
          Thread.yield(); // The writer may wait for a processor with the file open.
          continue;
        }
        taken++;
        List<String> frozen = shown(snapshot);
        Thread.yield();
        assertThat(shown(snapshot)).isEqualTo(frozen);
      }
      meanwhile.end();
    }
  }

  private static List<String> shown(MountSnapshot snapshot) throws IOException {
    return io.unionfs.overlay.SnapshotProbe.shown(snapshot);
  }

  /** A change that was done before the restore began is gone when it is done. */
  @Test
  void nothingThatWasDoneBeforeARestoreIsLeft() throws Exception {
    try (UnionFileSystem fs =
            UnionFileSystem.builder().lower(Layer.builder().directory("w").build()).mount();
        Meanwhile meanwhile = new Meanwhile()) {
      Snapshot empty = fs.snapshot();
      AtomicLong clock = new AtomicLong();
      Map<String, Long> finished = new ConcurrentHashMap<>();
      for (int writer = 0; writer < 2; writer++) {
        String prefix = "/w/" + writer + "-";
        AtomicInteger number = new AtomicInteger();
        meanwhile.again(
            "writer " + writer,
            () -> {
              Path file = fs.getPath(prefix + number.incrementAndGet());
              try {
                Files.writeString(file, file.toString());
                finished.put(file.getFileName().toString(), clock.incrementAndGet());
                return true;
              } catch (ClosedChannelException e) {
                return false; // A restore came between opening and writing.
              }
            });
      }
      int seen = 0;
      for (int round = 0; meanwhile.goesOn(round < ROUNDS / 4); round++) {
        long begun = clock.incrementAndGet();
        fs.restore(empty);
        try (var names = Files.newDirectoryStream(fs.getPath("/w"))) {
          for (Path name : names) {
            Long when = finished.get(name.getFileName().toString());
            assertThat(when == null || when > begun).as("%s of %s", name, when).isTrue();
            seen++;
          }
        } catch (java.nio.file.DirectoryIteratorException | ClosedChannelException e) {
          throw new AssertionError("nobody else restores", e);
        }
      }
      meanwhile.end();
      fs.restore(empty);
      assertThat(Files.list(fs.getPath("/w"))).isEmpty();
      fs.restore(empty);
      assertThat(fs.usage().inodes()).isZero();
      assertThat(seen).isNotNegative();
    }
  }

  /** Whoever opened a file before a restore gives it back to the account of that time. */
  @Test
  void whatIsClosedLateIsGivenBackWhereItWasCharged() throws Exception {
    try (Mount mount = new MountBuilder().lower(Layer.builder().file("f", "").build()).mount();
        Meanwhile meanwhile = new Meanwhile()) {
      write(mount, "/f", "kept");
      MountSnapshot snapshot = mount.snapshot("s");
      Usage usage = mount.usage();
      meanwhile.again("opens", () -> opens(mount));
      meanwhile.again("opens too", () -> opens(mount));
      for (int round = 0; meanwhile.goesOn(round < 10 * ROUNDS); round++) {
        write(mount, "/g", "g");
        mount.unlink(ROOT, path("/g"));
        mount.restore(snapshot);
        Usage now = mount.usage();
        assertThat(now.bytes()).isGreaterThanOrEqualTo(usage.bytes());
        assertThat(now.inodes()).isGreaterThanOrEqualTo(usage.inodes());
      }
      meanwhile.end();
      assertThat(mount.usage()).isEqualTo(usage);
    }
  }

  private static boolean opens(Mount mount) throws ErrnoException {
    try {
      mount.open(ROOT, path("/g"), Set.of(OpenFlag.READ), 0).close();
      return true;
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(Errno.ENOENT);
      return false;
    }
  }
}
