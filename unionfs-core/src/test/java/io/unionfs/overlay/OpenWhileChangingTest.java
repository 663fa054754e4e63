package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.concurrency.Meanwhile;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.layer.TreeLayer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Files that are opened in the instant in which they are copied up or renamed: whoever has one open
 * has the file that is there, not one of before. {@code -Dunionfs.races} says how many instants.
 */
@Timeout(300)
class OpenWhileChangingTest {
  private static final int FILES = 500;
  private static final int RACES = Integer.getInteger("unionfs.races", 4_000);
  private static final int MANY_RACES = 20 * RACES;
  private static final Set<OpenFlag> READ = EnumSet.of(OpenFlag.READ);
  private static final Set<OpenFlag> WRITE = EnumSet.of(OpenFlag.WRITE);

  private final ExecutorService other = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() throws InterruptedException {
    other.shutdownNow();
    assertThat(other.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
  }

  private static OpenFile open(Mount mount, String file, Set<OpenFlag> flags)
      throws ErrnoException {
    return mount.open(Caller.ROOT, path(file), flags, 0);
  }

  private static String read(OpenFile file) throws ErrnoException {
    ByteBuffer data = ByteBuffer.allocate(3);
    file.read(data, 0);
    return new String(data.array(), StandardCharsets.UTF_8);
  }

  private static TreeLayer linkedFiles() {
    LayerBuilder layer = Layer.builder();
    for (int i = 0; i < FILES; i++) {
      layer.file("a" + i, "old").hardLink("b" + i, "a" + i);
    }
    return layer.build();
  }

  private static TreeLayer fifos() {
    LayerBuilder layer = Layer.builder();
    for (int i = 0; i < FILES; i++) {
      layer.special("f" + i, FileType.FIFO);
    }
    return layer.build();
  }

  private interface Race {
    void run(Mount mount, int number) throws Exception;
  }

  private static void race(TreeLayer lower, OverlayOptions options, int races, Race race)
      throws Exception {
    for (int done = 0; done < races; done += FILES) {
      try (Mount mount = new MountBuilder().lower(lower).options(options).mount()) {
        mount.chmod(Caller.ROOT, path("/"), Follow.FOLLOW, 0755);
        for (int i = 0; i < FILES; i++) {
          race.run(mount, i);
        }
      }
    }
  }

  /** Opens for reading, over and over, while the file is opened for writing, and then written. */
  private void readersSeeWhatIsWritten(Mount mount, int number) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean copied = new AtomicBoolean();
    Future<List<OpenFile>> readers =
        other.submit(
            () -> {
              List<OpenFile> opened = new ArrayList<>();
              begun.countDown();
              do {
                opened.add(open(mount, "/a" + number, READ));
              } while (!copied.get() && opened.size() < 1_000);
              return opened;
            });
    begun.await();
    try (OpenFile writer = open(mount, "/a" + number, WRITE)) {
      copied.set(true);
      List<OpenFile> opened = readers.get();
      writer.write(ByteBuffer.wrap("NEW".getBytes(StandardCharsets.UTF_8)), 0);
      for (OpenFile reader : opened) {
        assertThat(read(reader)).isEqualTo("NEW");
        reader.close();
      }
    }
  }

  @Test
  void whoOpensAFileWhileItIsCopiedUpReadsWhatIsWrittenAfter() throws Exception {
    race(linkedFiles(), OverlayOptions.DEFAULT, RACES, this::readersSeeWhatIsWritten);
  }

  @Test
  void theSameOfAFileWhoseNamesStayOne() throws Exception {
    OverlayOptions indexed = OverlayOptions.DEFAULT.with(OverlayOptions.Index.ON);
    race(linkedFiles(), indexed, RACES, this::readersSeeWhatIsWritten);
  }

  @Test
  @Tag("long")
  void theSameManyTimes() throws Exception {
    OverlayOptions indexed = OverlayOptions.DEFAULT.with(OverlayOptions.Index.ON);
    race(linkedFiles(), indexed, MANY_RACES, this::readersSeeWhatIsWritten);
  }

  @Test
  void whoOpensAFifoWhileItIsCopiedUpIsItsReaderAfter() throws Exception {
    race(
        fifos(),
        OverlayOptions.DEFAULT,
        RACES,
        (mount, number) -> {
          CountDownLatch begun = new CountDownLatch(1);
          Future<OpenFile> reader =
              other.submit(
                  () -> {
                    begun.countDown();
                    return open(mount, "/f" + number, READ);
                  });
          begun.await();
          mount.chmod(Caller.ROOT, path("/f" + number), Follow.FOLLOW, 0666);
          try (OpenFile opened = reader.get()) {
            open(mount, "/f" + number, WRITE).close(); // ENXIO if nobody read.
            assertThat(opened.stat().attributes().mode()).isEqualTo(0666);
          }
        });
  }

  @Test
  void whoOpensADirectoryWhileItIsRenamedHasTheOneThatIsThere() throws Exception {
    TreeLayer lower = Layer.builder().directory("x").build();
    try (Mount mount = new MountBuilder().lower(lower).mount();
        Meanwhile meanwhile = new Meanwhile()) {
      mount.mkdir(Caller.ROOT, path("/d0"), 0755);
      AtomicInteger at = new AtomicInteger();
      AtomicInteger mode = new AtomicInteger();
      meanwhile.again(
          "uses", () -> chmod(mount, "/d" + at.get(), 0700 + mode.incrementAndGet() % 8));
      for (int i = 0; meanwhile.goesOn(i < RACES); i++) {
        mount.rename(Caller.ROOT, path("/d" + i % 2), path("/d" + (i + 1) % 2), Set.of());
        at.set((i + 1) % 2);
        assertThat(chmod(mount, "/d" + at.get(), 0710 + i % 8)).isTrue();
      }
      meanwhile.end();
    }
  }

  /** Through a descriptor; whether the directory was there, and still is. */
  private static boolean chmod(Mount mount, String directory, int mode) throws ErrnoException {
    try (OpenFile opened = open(mount, directory, EnumSet.of(OpenFlag.READ, OpenFlag.DIRECTORY))) {
      mount.chmod(Caller.ROOT, opened, mode);
      return opened.stat().links() > 0;
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(Errno.ENOENT);
      return false;
    }
  }

  @Test
  void whatIsInAnOpenDirectoryIsFoundWhileThatIsRenamed() throws Exception {
    TreeLayer lower = Layer.builder().directory("x").build();
    try (Mount mount = new MountBuilder().lower(lower).mount()) {
      mount.mkdir(Caller.ROOT, path("/d0"), 0755);
      mount.mkdir(Caller.ROOT, path("/d0/sub"), 0755);
      mount.mknod(Caller.ROOT, path("/d0/sub/f"), FileType.REGULAR, 0644, DeviceNumber.NONE);
      try (OpenFile sub = open(mount, "/d0/sub", READ);
          Meanwhile meanwhile = new Meanwhile()) {
        meanwhile.again(
            "opens",
            () -> {
              mount.open(Caller.ROOT, PathName.parse("f").at(sub), READ, 0).close();
              mount.open(Caller.ROOT, PathName.parse(".").at(sub), READ, 0).close();
              mount.open(Caller.ROOT, PathName.parse("..").at(sub), READ, 0).close();
              return true;
            });
        for (int i = 0; meanwhile.goesOn(i < RACES); i++) {
          mount.rename(Caller.ROOT, path("/d" + i % 2), path("/d" + (i + 1) % 2), Set.of());
        }
        meanwhile.end();
      }
    }
  }

  @Test
  void aDirectoryThatIsOpenedAndRemovedOverAndOverLeavesNothingBehind() throws Exception {
    TreeLayer lower = Layer.builder().directory("x").build();
    try (Mount mount = new MountBuilder().lower(lower).mount();
        Meanwhile meanwhile = new Meanwhile()) {
      meanwhile.again("opens", () -> chmod(mount, "/d", 0750));
      for (int i = 0; meanwhile.goesOn(i < RACES); i++) {
        mount.mkdir(Caller.ROOT, path("/d"), 0755);
        mount.rmdir(Caller.ROOT, path("/d"));
      }
      meanwhile.end();
      mount.mkdir(Caller.ROOT, path("/d"), 0755);
      assertThat(chmod(mount, "/d", 0700)).isTrue();
      assertThat(
              ((Inode) mount.lookup(Caller.ROOT, path("/d"), Follow.FOLLOW))
                  .stat()
                  .attributes()
                  .mode())
          .isEqualTo(0700);
    }
  }
}
