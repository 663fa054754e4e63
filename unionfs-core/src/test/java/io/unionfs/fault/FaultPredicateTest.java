package io.unionfs.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Errno;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a rule's predicate may do, and what comes of it. */
class FaultPredicateTest {
  private final Layer base = Layer.builder().file("a/x", "x").directory("b").build();

  @Test
  void aPredicateThatWaitsHoldsUpNoOtherUserOfThePlan() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    FaultPlan plan =
        FaultPlan.builder()
            .on(FaultPoint.UPPER_MOVE)
            .path(
                path -> {
                  if (!path.equals("/slow")) {
                    return false;
                  }
                  waits.countDown();
                  return await(goOn);
                })
            .fail(Errno.EIO)
            .build();
    CompletableFuture<Boolean> slow =
        CompletableFuture.supplyAsync(() -> fails(plan, "/slow"), task -> new Thread(task).start());
    assertThat(waits.await(10, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Boolean> other =
        CompletableFuture.supplyAsync(
            () -> {
              assertThat(plan.fired()).isEmpty();
              return fails(plan, "/fast");
            },
            task -> new Thread(task).start());
    try {
      assertThat(other).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(false);
    } finally {
      goOn.countDown();
    }
    assertThat(slow).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    assertThat(plan.fired()).hasSize(1);
  }

  private static boolean fails(FaultPlan plan, String path) {
    try {
      plan.reach(FaultPoint.UPPER_MOVE, path);
      return false;
    } catch (InjectedFaultException e) {
      return true;
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPredicateIsAskedOnlyAtThePointsOfItsRule() throws IOException {
    FaultPlan plan =
        FaultPlan.builder()
            .on(FaultPoint.UPPER_MOVE)
            .path(
                path -> {
                  throw new AssertionError("asked for " + path);
                })
            .fail(Errno.EIO)
            .build();
    plan.reach(FaultPoint.UPPER_LINK, "/a");
    assertThat(plan.calls(FaultPoint.UPPER_LINK)).isOne();
  }

  @Test
  void aPredicateThatThrowsFailsTheStepAndIsTold() throws IOException {
    IllegalStateException bug = new IllegalStateException("no such test");
    FaultPlan plan =
        FaultPlan.builder()
            .on(FaultPoint.Area.COPY_UP)
            .path(
                path -> {
                  throw bug;
                })
            .fail(Errno.ENOSPC)
            .build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(base).faults(plan).mount()) {
      Path file = fs.getPath("/a/x");
      assertThatThrownBy(() -> Files.writeString(file, "y"))
          .isExactlyInstanceOf(FileSystemException.class)
          .hasMessageContaining("Input/output error")
          .hasRootCause(bug);
      assertThat(file).hasContent("x");
      Files.createDirectory(fs.getPath("/b2"));
      plan.disarm();
      Files.writeString(file, "y");
    }
    assertThatThrownBy(plan::assertAllFired)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a predicate failed")
        .hasCause(bug);
    plan.reset();
    assertThatThrownBy(plan::assertAllFired)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("0 calls matched");
  }
}
