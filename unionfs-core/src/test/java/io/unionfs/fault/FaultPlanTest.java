package io.unionfs.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Errno;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which calls a plan fires at, and what the union's user sees of it. */
class FaultPlanTest {
  private static final FaultPoint POINT = FaultPoint.UPPER_MOVE;

  private final Layer base =
      Layer.builder().file("etc/a", "a").file("etc/b", "b").directory("var").build();

  private interface Call {
    void run() throws IOException;
  }

  private static boolean fails(Call call) {
    try {
      call.run();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static List<Integer> failures(FaultPlan plan, int calls) {
    List<Integer> failed = new ArrayList<>();
    for (int i = 1; i <= calls; i++) {
      if (fails(() -> plan.reach(POINT))) {
        failed.add(i);
      }
    }
    return failed;
  }

  @Test
  void theNthCallFailsOrAllFromItOn() {
    assertThat(failures(FaultPlan.builder().on(POINT).call(3).fail(Errno.EIO).build(), 6))
        .containsExactly(3);
    assertThat(failures(FaultPlan.builder().on(POINT).from(3).fail(Errno.EIO).build(), 5))
        .containsExactly(3, 4, 5);
    assertThat(failures(FaultPlan.builder().on(POINT).always().fail(Errno.EIO).build(), 2))
        .containsExactly(1, 2);
    assertThat(failures(FaultPlan.builder().on(POINT).fail(Errno.EIO).build(), 2))
        .containsExactly(1);
  }

  @Test
  void chanceIsTheSameWithTheSameSeedAndAfterReset() {
    FaultPlan plan = FaultPlan.builder().on(POINT).chance(0.5, 7).fail(Errno.EIO).build();
    List<Integer> first = failures(plan, 100);
    assertThat(first).hasSizeBetween(20, 80);
    plan.reset();
    assertThat(failures(plan, 100)).isEqualTo(first);
    FaultPlan other = FaultPlan.builder().on(POINT).chance(0.5, 8).fail(Errno.EIO).build();
    assertThat(failures(other, 100)).isNotEqualTo(first);
  }

  @Test
  void aDisarmedPlanNeitherCountsNorFires() throws IOException {
    FaultPlan plan = FaultPlan.builder().on(POINT).call(1).fail(Errno.EIO).build();
    plan.disarm();
    plan.reach(POINT);
    assertThat(plan.calls()).isZero();
    plan.arm();
    assertThatThrownBy(() -> plan.reach(POINT)).isInstanceOf(InjectedFaultException.class);
    assertThat(plan.calls(POINT)).isOne();
  }

  @Test
  void aFaultThatNeverCameIsTold() throws IOException {
    FaultPlan plan =
        FaultPlan.builder()
            .on(POINT)
            .call(2)
            .fail(Errno.EIO)
            .on(FaultPoint.UPPER_LINK)
            .path("glob:/x")
            .fail(Errno.EIO)
            .build();
    plan.reach(POINT);
    assertThatThrownBy(plan::assertAllFired)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("UPPER_MOVE")
        .hasMessageContaining("1 call matched")
        .hasMessageContaining("glob:/x")
        .hasMessageContaining("0 calls matched");
    assertThat(fails(() -> plan.reach(POINT))).isTrue();
    assertThat(fails(() -> plan.reach(FaultPoint.UPPER_LINK, "/x"))).isTrue();
    assertThatCode(plan::assertAllFired).doesNotThrowAnyException();
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    FaultPlanBuilder builder = FaultPlan.builder();
    assertThatThrownBy(() -> builder.on(POINT).call(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.on(POINT).path("/etc"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.on(POINT).path("glob:/{a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.on(POINT).writeShort(1, Errno.EIO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.on(POINT).chance(1.5, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theErrnoIsShownAsTheJdkShowsIt() throws IOException {
    FaultPlan plan =
        FaultPlan.builder()
            .on(FaultPoint.UPPER_CREATE)
            .call(1)
            .fail(Errno.EIO)
            .on(FaultPoint.UPPER_CREATE)
            .call(2)
            .fail(Errno.EACCES)
            .on(FaultPoint.UPPER_CREATE)
            .call(3)
            .fail(Errno.ENOSPC)
            .build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(base).faults(plan).mount()) {
      Path made = fs.getPath("/var/d");
      assertThatThrownBy(() -> Files.createDirectory(made))
          .isExactlyInstanceOf(FileSystemException.class)
          .hasMessage("/var/d: Input/output error");
      assertThatThrownBy(() -> Files.createDirectory(made))
          .isInstanceOf(AccessDeniedException.class);
      assertThatThrownBy(() -> Files.createDirectory(made))
          .hasMessage("/var/d: No space left on device");
      Files.createDirectory(made);
    }
    plan.assertAllFired();
  }

  @Test
  void aFailureOfALowerLayerIsNotRemembered() throws IOException {
    FaultPlan plan =
        FaultPlan.builder()
            .on(FaultPoint.LOWER_LIST)
            .path("glob:/etc")
            .call(1)
            .fail(Errno.EIO)
            .on(FaultPoint.LOWER_OPEN)
            .path("glob:/etc/a")
            .call(1)
            .fail(Errno.EIO)
            .on(FaultPoint.LOWER_READ)
            .path("glob:/etc/b")
            .call(1)
            .fail(Errno.EIO)
            .build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(base).faults(plan).mount()) {
      Path a = fs.getPath("/etc/a");
      assertThatThrownBy(() -> Files.size(a)).hasMessage("/etc/a: Input/output error");
      assertThat(Files.size(a)).isOne();
      assertThatThrownBy(() -> Files.readString(a)).hasMessage("/etc/a: Input/output error");
      assertThat(a).hasContent("a");
      assertThatThrownBy(() -> Files.readString(fs.getPath("/etc/b")))
          .hasMessage("Input/output error");
      assertThat(fs.getPath("/etc/b")).hasContent("b");
      try (DirectoryStream<Path> names = Files.newDirectoryStream(fs.getPath("/etc"))) {
        assertThat(names).hasSize(2);
      }
    }
    plan.assertAllFired();
  }

  @Test
  void anotherMountOfTheSameLayersIsNotConcerned() throws IOException {
    FaultPlan plan = FaultPlan.builder().on(FaultPoint.Area.LOWER).always().fail(Errno.EIO).build();
    try (UnionFileSystem faulty = UnionFileSystem.builder().lower(base).faults(plan).mount();
        UnionFileSystem sound = UnionFileSystem.builder().lower(base).mount()) {
      assertThatThrownBy(() -> Files.size(faulty.getPath("/etc/a")))
          .isInstanceOf(IOException.class);
      assertThat(sound.getPath("/etc/a")).hasContent("a");
    }
  }

  @Test
  void aPlanWithoutRulesChangesNothingForAMappedLowerFile(@TempDir Path lower) throws IOException {
    Files.writeString(lower.resolve("f"), "hello");
    FaultPlan plan = FaultPlan.builder().build();
    try (UnionFileSystem fs =
            UnionFileSystem.builder().lower(Layer.ofDirectory(lower)).faults(plan).mount();
        FileChannel file = FileChannel.open(fs.getPath("/f"))) {
      MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_ONLY, 1, 3);
      assertThat(StandardCharsets.UTF_8.decode(mapped).toString()).isEqualTo("ell");
      assertThat(plan.calls(FaultPoint.LOWER_READ)).isOne();
    }
  }

  @Test
  void aLowerFileIsReadWhenItIsMapped(@TempDir Path lower) throws IOException {
    Files.writeString(lower.resolve("f"), "hello");
    FaultPlan plan = FaultPlan.builder().on(FaultPoint.LOWER_READ).fail(Errno.EIO).build();
    try (UnionFileSystem fs =
            UnionFileSystem.builder().lower(Layer.ofDirectory(lower)).faults(plan).mount();
        FileChannel file = FileChannel.open(fs.getPath("/f"))) {
      assertThatThrownBy(() -> file.map(FileChannel.MapMode.READ_ONLY, 0, 5))
          .hasMessage("Input/output error");
      assertThat(file.map(FileChannel.MapMode.READ_ONLY, 0, 5).remaining()).isEqualTo(5);
    }
    plan.assertAllFired();
  }

  @Test
  void aRuleIsHeldAgainstBothPathsOfARenameAndAgainstCopiedParents() throws IOException {
    FaultPlan plan =
        FaultPlan.builder()
            .on(FaultPoint.UPPER_MOVE)
            .path("glob:/var/c")
            .call(1)
            .fail(Errno.EIO)
            .on(FaultPoint.COPY_UP_MOVE)
            .path("glob:/etc")
            .call(1)
            .fail(Errno.EIO)
            .build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(base).faults(plan).mount()) {
      Path from = fs.getPath("/etc/a");
      Path to = fs.getPath("/var/c");
      assertThatThrownBy(() -> Files.move(from, to)).hasMessageContaining("Input/output error");
      assertThatThrownBy(() -> Files.move(from, to)).hasMessageContaining("Input/output error");
      Files.move(from, to);
      assertThat(plan.fired())
          .extracting(FiredFault::point)
          .containsExactly(FaultPoint.COPY_UP_MOVE, FaultPoint.UPPER_MOVE);
    }
  }
}
