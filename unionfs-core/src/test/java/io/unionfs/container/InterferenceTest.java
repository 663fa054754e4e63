package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.container.Container.CommitSpec;
import io.unionfs.container.Container.Status;
import io.unionfs.image.ImageReference;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is done with a container while something else is. */
class InterferenceTest {
  private ContainerFixture fixture;
  private ContainerEngine engine;

  @BeforeEach
  void open() throws IOException {
    fixture = ContainerFixture.inMemory();
    engine = fixture.engine;
    fixture.base();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void aContainerThatIsStoppedWhileItIsCommittedIsCommitted() throws IOException {
    Container web = fixture.running("web");
    ContainerFixture.write(web, "/f", "x");
    AtomicBoolean stopped = new AtomicBoolean();
    StoredImage image =
        web.commit(
            CommitSpec.of(ImageReference.parse("second")),
            (what, done, total) -> {
              if (!stopped.getAndSet(true)) {
                stop(web);
              }
            });
    assertThat(stopped).isTrue();
    assertThat(web.details().status()).isEqualTo(Status.EXITED);
    assertThat(engine.store().images().get("second").id()).isEqualTo(image.id());
  }

  private static void stop(Container container) {
    try {
      container.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsInATmpfsAfterARestartStaysThoughItWasMountedBefore() throws IOException {
    Container web = engine.create(ContainerSpec.of("base").withMount(MountSpec.parseTmpfs("/run")));
    web.start();
    try (UnionFileSystem files = web.files()) {
      ContainerFixture.write(files, "/run/before", "x");
      fixture.pass(Duration.ofSeconds(1));
      web.restart();
      ContainerFixture.write(files, "/run/after", "x");
    }
    assertThat(ContainerFixture.exists(web, "/run/before")).isFalse();
    assertThat(ContainerFixture.exists(web, "/run/after")).isTrue();
    fixture.pass(Duration.ofSeconds(1));
    web.restart();
    assertThat(ContainerFixture.exists(web, "/run/after")).isFalse();
  }

  @Test
  @Timeout(60)
  void whoOpensAContainerWhileAnotherClosesItWaits(@TempDir Path directory) throws Exception {
    try (ContainerFixture disk = ContainerFixture.onDisk(directory.resolve("store"))) {
      disk.base();
      Container web = disk.create(ContainerSpec.of("base"));
      Callable<Integer> task =
          () -> {
            for (int i = 0; i < 60; i++) {
              ContainerFixture.write(web, "/f" + i, "x"); // to close it takes a while
              Thread.sleep(i % 7);
            }
            return 0;
          };
      ExecutorService threads = Executors.newFixedThreadPool(3);
      try {
        for (Future<Integer> each : threads.invokeAll(List.of(task, task, task))) {
          assertThat(each.get()).isZero();
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aVolumeThatTakesLongKeepsNobodyFromAnother() throws Exception {
    Container slow =
        engine.create(ContainerSpec.of("base").withMount(MountSpec.parseVolume("slow:/data")));
    Container other =
        engine.create(ContainerSpec.of("base").withMount(MountSpec.parseVolume("other:/data")));
    Store.Lease busy = engine.store().lock(Volumes.lockOf("slow"));
    FutureTask<String> opening = new FutureTask<>(() -> ContainerFixture.read(slow, "/data/f"));
    Thread thread = new Thread(opening);
    try (busy) {
      thread.start();
      while (thread.getState() != Thread.State.TIMED_WAITING
          && thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      assertThat(ContainerFixture.read(other, "/data/f")).isEqualTo("data\n");
    }
    assertThat(opening.get()).isEqualTo("data\n");
  }

  @Test
  void pruneLeavesWhatIsInUseAndTakesTheOthers() throws IOException {
    Container oldest = engine.create(ContainerSpec.of("base"));
    fixture.pass(Duration.ofSeconds(1));
    Container used = engine.create(ContainerSpec.of("base"));
    UnionFileSystem files = used.files();
    try (files) {
      assertThat(engine.prune()).containsExactly(oldest.id());
    }
    assertThat(engine.prune()).containsExactly(used.id());
  }
}
