package io.unionfs.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Error codes of a plan that are not the union's own. */
class FaultErrorCodeTest {
  private final Layer base = Layer.builder().file("f", "f").build();

  private enum Code implements ErrorCode {
    EACCES,
    EWHATEVER
  }

  private static FaultPlan failing(ErrorCode code) {
    return FaultPlan.builder()
        .on(FaultPoint.LOWER_OPEN, FaultPoint.UPPER_CREATE)
        .fail(code)
        .build();
  }

  @Test
  void aCodeIsItsName() throws IOException {
    FaultPlan plan = failing(Code.EACCES);
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(base).faults(plan).mount()) {
      assertThatThrownBy(() -> Files.readString(fs.getPath("/f")))
          .isInstanceOf(AccessDeniedException.class);
    }
    plan.assertAllFired();
  }

  @Test
  void aNameThatIsNoErrorOfTheUnionIsRefused() {
    assertThatThrownBy(
            () -> UnionFileSystem.builder().lower(base).faults(failing(Code.EWHATEVER)).mount())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("EWHATEVER");
  }

  @Test
  void aNameBehindAShortWriteIsRefusedToo() {
    FaultPlan plan =
        FaultPlan.builder().on(FaultPoint.UPPER_WRITE).writeShort(1, Code.EWHATEVER).build();
    assertThatThrownBy(() -> UnionFileSystem.builder().lower(base).faults(plan).mount())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("EWHATEVER");
    assertThat(plan.isArmed()).isTrue();
  }
}
