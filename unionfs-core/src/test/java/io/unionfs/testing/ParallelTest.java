package io.unionfs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.container.Container;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests that run at the same time have nothing of each other. */
class ParallelTest {
  private static final String CONCURRENT = "concurrent";
  private static final String SAME_THREAD = "same_thread";

  private static Map<String, String> parallel(String methods, String classes) {
    return Map.of(
        "junit.jupiter.execution.parallel.enabled",
        "true",
        "junit.jupiter.execution.parallel.mode.default",
        methods,
        "junit.jupiter.execution.parallel.mode.classes.default",
        classes,
        "junit.jupiter.execution.parallel.config.strategy",
        "fixed",
        "junit.jupiter.execution.parallel.config.fixed.parallelism",
        "8",
        "junit.jupiter.tempdir.factory.default",
        UnionTempDirFactory.class.getName());
  }

  @Image("/io/unionfs/image/images/oddities-docker.tar.gz")
  @Lower({"etc/motd=hello", "srv/log="})
  abstract static class Crowd {
    static final Queue<FileSystem> MOUNTED = new ConcurrentLinkedQueue<>();
    static final Set<Layer> LOWEST = ConcurrentHashMap.newKeySet();
    static final Set<Thread> THREADS = ConcurrentHashMap.newKeySet();

    @UnionFs UnionFileSystem field;

    @UnionFs(setUp = "install")
    Path prepared;

    @TempDir Path temporary;

    private final Path ofConstructor;

    Crowd(Path ofConstructor) {
      this.ofConstructor = ofConstructor;
    }

    static void install(UnionFileSystem fs) throws IOException {
      Files.writeString(fs.getPath("/srv/log"), "installed");
    }

    @BeforeEach
    void before(@UnionFs Path before) throws IOException {
      use(before.getFileSystem().getPath("/before"));
    }

    @RepeatedTest(40)
    void test(@UnionFs Path parameter) throws IOException {
      THREADS.add(Thread.currentThread());
      use(field.getPath("/mine"));
      use(parameter.resolve("mine"));
      use(temporary.resolve("mine"));
      use(ofConstructor.resolve("mine"));
      use(prepared.resolve("mine"));
      assertThat(prepared.resolve("srv/log")).hasContent("installed");
      Files.writeString(prepared.resolve("srv/log"), "changed");
      assertThat(field.changes()).hasToString("[C /etc, D /etc/motd, A /mine]");
      LOWEST.add(field.lowerLayers().get(0));
    }

    private static void use(Path mine) throws IOException {
      MOUNTED.add(mine.getFileSystem());
      Files.writeString(Files.createFile(mine), Thread.currentThread().getName());
      assertThat(mine).hasContent(Thread.currentThread().getName());
      Path motd = mine.getFileSystem().getPath("/etc/motd");
      if (Files.exists(motd)) {
        assertThat(motd).hasContent("hello");
        Files.delete(motd);
      }
    }
  }

  static class First extends Crowd {
    First(@UnionFs Path path) {
      super(path);
    }

    @Nested
    class Inner extends Crowd {
      Inner(@UnionFs Path path) {
        super(path);
      }
    }
  }

  static class Second extends Crowd {
    Second(@UnionFs Path path) {
      super(path);
    }

    @RepeatedTest(10)
    void container(@UnionFs Container container) throws IOException {
      try (UnionFileSystem files = container.files()) {
        Files.writeString(files.getPath("/mine"), "x");
      }
      assertThat(container.changes()).hasToString("[A /mine]");
    }
  }

  static class Third extends Crowd {
    Third(@UnionFs Path path) {
      super(path);
    }
  }

  private static void run(Map<String, String> parameters, int threads) {
    Crowd.MOUNTED.clear();
    Crowd.LOWEST.clear();
    Crowd.THREADS.clear();
    SampleRun.with(parameters, First.class, Second.class, Third.class).assertSucceeded(4 * 40 + 10);
    // 6 of each test, 1 of what is before it in the class around it or beside it
    assertThat(Crowd.MOUNTED).hasSize(4 * 40 * 6 + 40 + 10).doesNotHaveDuplicates();
    assertThat(Crowd.MOUNTED).noneMatch(FileSystem::isOpen);
    assertThat(Crowd.LOWEST).hasSize(1);
    assertThat(Crowd.THREADS).hasSizeGreaterThanOrEqualTo(threads);
  }

  @Test
  void methodsAndClassesMayRunAtTheSameTime() {
    run(parallel(CONCURRENT, CONCURRENT), 2);
  }

  @Test
  void methodsAloneMayRunAtTheSameTime() {
    run(parallel(CONCURRENT, SAME_THREAD), 2);
  }

  @Test
  void classesAloneMayRunAtTheSameTime() {
    run(parallel(SAME_THREAD, CONCURRENT), 2);
  }

  @Test
  void allMayRunInOneThread() {
    run(Map.of("junit.jupiter.tempdir.factory.default", UnionTempDirFactory.class.getName()), 1);
  }

  // ---- what cannot be ----

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  @Execution(ExecutionMode.CONCURRENT)
  static class SharedInstance {
    @UnionFs Path path;

    @Test
    void one() throws InterruptedException {
      Thread.sleep(500);
    }

    @Test
    void other() throws InterruptedException {
      Thread.sleep(500);
    }
  }

  @Test
  void aFieldThatTwoTestsShareIsRefused() {
    assertThat(SampleRun.with(parallel(SAME_THREAD, SAME_THREAD), SharedInstance.class).failure())
        .hasMessageMatching(
            "ParallelTest.SharedInstance.(one|other), field path:"
                + " ParallelTest.SharedInstance.(one|other) runs at the same time and uses the same"
                + " instance: use a parameter, one instance for each test, or run them one after"
                + " the other");
  }

  abstract static class SharedStatic {
    @UnionFs static Path path;

    @Test
    void test() throws Exception {
      Thread.sleep(500);
    }
  }

  static class OneShared extends SharedStatic {}

  static class OtherShared extends SharedStatic {}

  @Test
  void aStaticFieldThatTwoClassesShareIsRefused() {
    assertThat(
            SampleRun.with(parallel(SAME_THREAD, CONCURRENT), OneShared.class, OtherShared.class)
                .failure())
        .hasMessageContaining("runs at the same time and uses the same static field: declare it");
    SampleRun.of(OneShared.class, OtherShared.class).assertSucceeded(2);
  }
}
