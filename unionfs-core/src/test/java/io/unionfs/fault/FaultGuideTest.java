package io.unionfs.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/faults.md}, each of which stands here and runs. */
class FaultGuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "faults.md");
  private static final Path THIS =
      Path.of("src/test/java", FaultGuideTest.class.getName().replace('.', '/') + ".java");
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final Layer base = Layer.builder().file("var/log", "").build();

  @Test
  void aFailure() throws IOException {
    FaultPlan plan =
        FaultPlan.builder()
            .on(FaultPoint.UPPER_WRITE)
            .path("glob:/var/**")
            .call(3)
            .fail(Errno.ENOSPC)
            .build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(base).faults(plan).mount()) {
      Path log = fs.getPath("/var/log");
      Files.writeString(log, "one\n", StandardOpenOption.APPEND);
      Files.writeString(log, "two\n", StandardOpenOption.APPEND);
      assertThatThrownBy(() -> Files.writeString(log, "three\n", StandardOpenOption.APPEND))
          .hasMessage("No space left on device");
      assertThat(log).hasContent("one\ntwo\n");
      plan.assertAllFired();
    }
  }

  @Test
  void aShortWrite() throws IOException {
    FaultPlan plan =
        FaultPlan.builder()
            .on(FaultPoint.UPPER_WRITE)
            .path("glob:/var/log")
            .writeShort(2, Errno.EIO)
            .build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(base).faults(plan).mount();
        FileChannel log = FileChannel.open(fs.getPath("/var/log"), StandardOpenOption.APPEND)) {
      assertThat(log.write(ByteBuffer.wrap("one\n".getBytes()))).isEqualTo(2);
    }
  }

  @Test
  void aDelay() throws IOException {
    FaultPlan plan =
        FaultPlan.builder()
            .on(FaultPoint.Area.COPY_UP)
            .always()
            .delay(Duration.ofMillis(2))
            .build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(base).faults(plan).mount()) {
      long start = System.nanoTime();
      Files.writeString(fs.getPath("/var/log"), "late");
      assertThat(System.nanoTime() - start)
          .isGreaterThanOrEqualTo(Duration.ofMillis(2).toNanos() * plan.fired().size());
    }
    plan.assertAllFired();
  }

  @Test
  void everyExampleStandsHere() throws IOException {
    String here = squeezed(Files.readString(THIS));
    assertThat(EXAMPLE.matcher(Files.readString(GUIDE)).results().map(MatchResult::group))
        .hasSize(3)
        .allSatisfy(
            example ->
                assertThat(here)
                    .contains(
                        squeezed(example.substring("```java".length(), example.length() - 3))));
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s+", "");
  }
}
