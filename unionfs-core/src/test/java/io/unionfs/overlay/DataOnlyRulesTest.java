package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.OverlayOptions.Metacopy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Layers that show no names, but hold data that other layers lead to. */
class DataOnlyRulesTest {
  private static final OverlayOptions ON = OverlayOptions.DEFAULT.with(Metacopy.ON);

  @RegisterExtension final MarkedUpper upper = new MarkedUpper();

  private static TreeLayer leading(String redirect) {
    return Layer.builder().metacopy("d/f", 7, redirect).build();
  }

  @Test
  void theFirstLayerThatHoldsThePathProvidesTheData() throws Exception {
    TreeLayer none = Layer.builder().file("other", "").build();
    TreeLayer first = Layer.builder().file("x/dat", "payload").build();
    TreeLayer second = Layer.builder().file("x/dat", "hidden!").build();
    try (Fixture union = upper.mount(ON, List.of(none, first, second), leading("/x/dat"))) {
      assertThat(union.ls("/")).containsExactly("d");
      assertThat(union.read("/d/f")).isEqualTo("payload");
    }
  }

  @Test
  void missingDataIsFoundOutWhenItIsOpenedAndCopiesNothingUp() throws Exception {
    TreeLayer data = Layer.builder().file("file", "").symlink("link", "file").build();
    try (Fixture union = upper.mount(ON, List.of(data), leading("/gone"))) {
      assertThat(union.stat("/d/f").size()).isEqualTo(7);
      assertThat(errno(() -> union.touchOpen("/d/f", OpenFlag.READ))).isEqualTo(Errno.ENOENT);
      assertThat(errno(() -> union.touchOpen("/d/f", OpenFlag.WRITE))).isEqualTo(Errno.ENOENT);
      assertThat(union.isUntouched()).isTrue();
    }
  }

  @Test
  void aFileOrALinkOnTheWayIsEnotdirOrEloop() throws Exception {
    TreeLayer data = Layer.builder().file("file", "").symlink("link", "file").build();
    try (Fixture union = upper.mount(ON, List.of(data), leading("/file/x"))) {
      assertThat(errno(() -> union.read("/d/f"))).isEqualTo(Errno.ENOTDIR);
    }
    try (Fixture union = upper.mount(ON, List.of(data), leading("/link/x"))) {
      assertThat(errno(() -> union.read("/d/f"))).isEqualTo(Errno.ELOOP);
    }
  }

  @Test
  void aNameLeadsToNoDataOnlyLayer() throws Exception {
    TreeLayer data = Layer.builder().file("dat", "payload").file("at", "payload").build();
    try (Fixture union = upper.mount(ON, List.of(data), leading("dat"))) {
      assertThat(errno(() -> union.lstat("/d/f"))).isEqualTo(Errno.EIO);
    }
  }

  @Test
  void norDoesAPathWhoseDirectoryAnOrdinaryLayerBelowHolds() throws Exception {
    TreeLayer data = Layer.builder().file("x/dat", "payload").build();
    TreeLayer base = Layer.builder().directory("x").build();
    TreeLayer opaque = Layer.builder().opaqueDirectory("x").build();
    try (Fixture union = upper.mount(ON, List.of(data), base, leading("/x/dat"))) {
      assertThat(errno(() -> union.lstat("/d/f"))).isEqualTo(Errno.EIO);
    }
    try (Fixture union = upper.mount(ON, List.of(data), opaque, leading("/x/dat"))) {
      assertThat(union.read("/d/f")).isEqualTo("payload");
    }
  }

  @Test
  void whatTheDataLacksOfTheSizeIsZeroInTheCopy() throws Exception {
    TreeLayer data = Layer.builder().file("dat", "abc").build();
    try (Fixture union = upper.mount(ON, List.of(data), leading("/dat"))) {
      union.append("/d/f", "!");
      assertThat(union.read("/d/f")).isEqualTo("abc\0\0\0\0!");
    }
  }
}
