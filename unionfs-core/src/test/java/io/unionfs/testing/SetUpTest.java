package io.unionfs.testing;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A set-up method runs once for a class, however many tests start from what it left. */
class SetUpTest {
  private static final AtomicInteger RUNS = new AtomicInteger();

  private static int runs(Class<?> sample, long tests) {
    RUNS.set(0);
    SampleRun.of(sample).assertSucceeded(tests);
    return RUNS.get();
  }

  private static void install(UnionFileSystem fs) throws IOException {
    RUNS.incrementAndGet();
    Files.createDirectories(fs.getPath("/opt/app"));
    Files.writeString(fs.getPath("/opt/app/config"), "installed\n");
    Files.writeString(fs.getPath("/etc/motd"), ", installed", APPEND);
  }

  private static void check(UnionFileSystem fs) throws IOException {
    Path config = fs.getPath("/opt/app/config");
    assertThat(fs.changes()).isEmpty();
    assertThat(config).hasContent("installed\n");
    assertThat(fs.getPath("/etc/motd")).hasContent("hello, installed");
    Files.writeString(config, "changed\n", APPEND);
    Files.delete(fs.getPath("/etc/motd"));
    assertThat(fs.changes())
        .hasToString("[C /etc, D /etc/motd, C /opt, C /opt/app, C /opt/app/config]");
  }

  @Lower("etc/motd=hello")
  static class Prepared {
    @UnionFs(setUp = "prepare")
    UnionFileSystem fs;

    static void prepare(UnionFileSystem fs) throws IOException {
      install(fs);
    }

    @Test
    void one() throws IOException {
      check(fs);
    }

    @RepeatedTest(2)
    void other() throws IOException {
      check(fs);
    }

    @Nested
    class Inner {
      @Test
      void inner() throws IOException {
        check(fs);
      }
    }
  }

  @Test
  void aSetUpRunsOnceForAClassAndThoseWithinIt() {
    assertThat(runs(Prepared.class, 4)).isEqualTo(1);
  }

  @Lower("etc/motd=hello")
  static class Parameters {
    @UnionFs(setUp = "io.unionfs.testing.SetUpTest#install")
    UnionFileSystem fs;

    @Test
    void one(@UnionFs(setUp = "io.unionfs.testing.SetUpTest#install") UnionFileSystem parameter)
        throws IOException {
      check(fs);
      check(parameter);
    }

    @Test
    void other(@UnionFs(setUp = "io.unionfs.testing.SetUpTest#install") UnionFileSystem parameter)
        throws IOException {
      check(parameter);
    }
  }

  @Test
  void allElementsThatNameItStartFromTheSameRun() {
    assertThat(runs(Parameters.class, 2)).isEqualTo(1);
  }

  @Lower("etc/motd=hello")
  static class OtherLayers {
    static void touch(Path root) throws IOException {
      RUNS.incrementAndGet();
      Files.createFile(root.resolve("touched"));
    }

    @Test
    void one(@UnionFs(setUp = "touch") Path root) {
      assertThat(root.resolve("etc/motd")).hasContent("hello");
      assertThat(root.resolve("touched")).exists();
    }

    @Test
    @Lower("etc/motd=other")
    void other(@UnionFs(setUp = "touch") Path root) {
      assertThat(root.resolve("etc/motd")).hasContent("other");
      assertThat(root.resolve("touched")).exists();
    }

    @Test
    @FixedClock("2001-01-01T00:00:00Z")
    void clock(@UnionFs(setUp = "touch") Path root) throws IOException {
      assertThat(Files.getLastModifiedTime(root.resolve("touched")))
          .hasToString("2001-01-01T00:00:00Z");
    }
  }

  @Test
  void onOtherLayersAndByAnotherClockItRunsAgain() {
    assertThat(runs(OtherLayers.class, 3)).isEqualTo(3);
  }
}
