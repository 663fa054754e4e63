package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.container.Container.Removal;
import io.unionfs.container.Container.Status;
import io.unionfs.container.Container.VolumesOf;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.StoreException;
import io.unionfs.trace.ProgressListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads and processes that work with the same containers. */
@Timeout(300)
class TwoProcessesTest {
  @TempDir Path directory;
  private ContainerFixture fixture;
  private ContainerEngine engine;

  @BeforeEach
  void open() throws IOException {
    fixture = ContainerFixture.onDisk(directory);
    engine = fixture.engine;
    fixture.base();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private Process other(String what) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            TwoProcessesMain.class.getName(),
            what,
            directory.toString(),
            "77")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void aContainerInUseByAnotherProcessIsToldSoInOneLine() throws Exception {
    Container web = fixture.running("web");
    Process other = other("hold");
    try (BufferedReader out = output(other)) {
      assertThat(out.readLine()).isEqualTo("open");
      String words = "container web is in use by another process";
      assertThatThrownBy(web::files).isInstanceOf(StoreException.class).hasMessage(words);
      assertThatThrownBy(() -> web.exec(null, files -> 0)).hasMessage(words);
      assertThatThrownBy(web::changes).hasMessage(words);
      assertThatThrownBy(() -> web.remove(Removal.FORCED, VolumesOf.KEPT)).hasMessage(words);
      web.pause();
      assertThat(web.details().status()).as("its state is nobody's own").isEqualTo(Status.PAUSED);
      web.unpause();
      assertThat(engine.list()).hasSize(1);
      other.getOutputStream().write('\n');
      other.getOutputStream().flush();
      assertThat(other.waitFor()).isZero();
    } finally {
      other.destroyForcibly();
    }
    assertThat(ContainerFixture.read(web, "/held")).isEqualTo("by the other");
  }

  @Test
  void aVolumeInUseByAnotherProcessIsToldSoInOneLine() throws Exception {
    MountSpec volume = MountSpec.parseVolume("vv:/data");
    engine.create(ContainerSpec.of("base").withName("web").withMount(volume));
    Container mine = engine.create(ContainerSpec.of("base").withMount(volume));
    assertThat(ContainerFixture.read(mine, "/data/f")).isEqualTo("data\n");
    Process other = other("hold");
    try (BufferedReader out = output(other)) {
      assertThat(out.readLine()).isEqualTo("open");
      assertThatThrownBy(mine::files)
          .isInstanceOf(StoreException.class)
          .hasMessage("volume vv is in use by another process");
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertThat(ContainerFixture.read(mine, "/data/f")).isEqualTo("data\n");
  }

  @Test
  void whatAKilledProcessHadOpenIsFree() throws Exception {
    Container web = fixture.running("web");
    Process other = other("hold");
    try (BufferedReader out = output(other)) {
      assertThat(out.readLine()).isEqualTo("open");
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertThat(ContainerFixture.read(web, "/held")).isEqualTo("by the other");
    ContainerFixture.write(web, "/mine", "x");
  }

  @Test
  void aNameIsGivenOnceByTwoProcesses() throws Exception {
    Process other = other("create");
    try (BufferedReader out = output(other)) {
      int mine = TwoProcessesMain.create(engine);
      int theirs = Integer.parseInt(out.readLine());
      assertThat(other.waitFor()).isZero();
      assertThat(mine + theirs).isEqualTo(TwoProcessesMain.NAMES);
    } finally {
      other.destroyForcibly();
    }
    assertThat(engine.list()).hasSize(TwoProcessesMain.NAMES);
    for (int i = 0; i < TwoProcessesMain.NAMES; i++) {
      assertThat(engine.get("name" + i).details().name()).isEqualTo("name" + i);
    }
  }

  @Test
  void aRecordThatTwoProcessesChangeStaysWhole() throws Exception {
    Container web = fixture.running("web");
    Process other = other("change");
    try {
      TwoProcessesMain.change(web, new Random(1));
      assertThat(other.waitFor()).isZero();
    } finally {
      other.destroyForcibly();
    }
    String name = web.details().name();
    assertThat(engine.get(name).id()).isEqualTo(web.id());
    for (int i = 0; i < 3; i++) {
      String free = "web" + i;
      if (!free.equals(name)) {
        assertThatThrownBy(() -> engine.get(free)).hasMessage("No such container: " + free);
      }
    }
    assertThat(engine.store().check(ProgressListener.NONE).problems()).isEmpty();
  }

  private static <T> List<T> together(int threads, Callable<T> task) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(task));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : running) {
        results.add(each.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aNameIsGivenOnceByManyThreads() throws Exception {
    List<Integer> made = together(4, () -> TwoProcessesMain.create(engine));
    assertThat(made.stream().mapToInt(Integer::intValue).sum()).isEqualTo(TwoProcessesMain.NAMES);
  }

  @Test
  void aContainerIsRemovedOnceByManyThreads() throws Exception {
    Container web = fixture.running("web");
    assertThat(together(4, () -> TwoProcessesMain.remove(web))).containsOnlyOnce(true);
  }

  @Test
  void manyThreadsChangeOneRecord() throws Exception {
    Container web = fixture.running("web");
    together(
        4,
        () -> {
          TwoProcessesMain.change(web, new Random(Thread.currentThread().hashCode()));
          return 0;
        });
    assertThat(engine.get(web.details().name()).id()).isEqualTo(web.id());
  }

  @Test
  void manyThreadsOpenAndCloseTheFilesOfOneContainer() throws Exception {
    Container web =
        engine.create(
            ContainerSpec.of("base")
                .withMount(MountSpec.parseVolume("vv:/data"))
                .withMount(MountSpec.parseTmpfs("/run")));
    together(
        4,
        () -> {
          String own = "/etc/own" + Thread.currentThread().hashCode();
          for (int i = 0; i < 50; i++) {
            try (UnionFileSystem files = web.files()) {
              ContainerFixture.write(files, own, "x" + i);
              assertThat(files.getPath(own)).hasContent("x" + i);
              assertThat(files.getPath("/data/f")).hasContent("data\n");
            }
          }
          return 0;
        });
    assertThat(web.changes()).hasSize(6);
  }
}
