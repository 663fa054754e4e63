package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.OverlayOptions.Metacopy;
import io.unionfs.overlay.OverlayOptions.RedirectDir;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Copies of attributes alone ({@code metacopy=on}): where the data is, and when it comes. */
class MetacopyRulesTest {
  private static final OverlayOptions ON = OverlayOptions.DEFAULT.with(Metacopy.ON);
  private static final OverlayOptions OFF = OverlayOptions.DEFAULT.with(RedirectDir.ON);
  private static final TreeLayer BASE =
      Layer.builder().file("f", "payload").file("h1", "linked").hardLink("h2", "h1").build();

  @RegisterExtension final MarkedUpper upper = new MarkedUpper();

  @Test
  void aChangeOfAttributesLeavesTheDataBelowWhereItIsRead() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.chmod("/f", 0600);
      assertThat(upper.metadata("f").marks().metacopy()).isEqualTo(7);
      assertThat(union.read("/f")).isEqualTo("payload");
      assertThat(union.stat("/f").size()).isEqualTo(7);
      assertThat(union.stat("/f").attributes().modified()).isEqualTo(Instant.EPOCH);
    }
  }

  @Test
  void withoutTheOptionDataIsCopiedWithTheAttributes() throws Exception {
    try (Fixture union = upper.mount(OFF, BASE)) {
      union.chmod("/f", 0600);
      assertThat(upper.metadata("f").isMetacopy()).isFalse();
    }
  }

  @Test
  void itIsReadBelowAfterRemountToo() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.chmod("/f", 0600);
      union.rename("/f", "/g");
    }
    try (Fixture union = upper.mount(ON, BASE)) {
      assertThat(union.stat("/g").size()).isEqualTo(7);
      assertThat(union.read("/g")).isEqualTo("payload");
    }
  }

  @Test
  void openingForWritingFetchesTheDataAndChangesTheModificationTime() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.chmod("/f", 0600);
      union.touchOpen("/f", OpenFlag.WRITE);
      assertThat(upper.metadata("f").isMetacopy()).isFalse();
      assertThat(union.stat("/f").attributes().modified()).isAfter(Instant.EPOCH);
    }
    try (Fixture union = upper.mount(ON, Layer.builder().directory("other").build())) {
      assertThat(union.read("/f")).isEqualTo("payload");
    }
  }

  @Test
  void whoOpenedItBeforeReadsWhatIsWrittenAfter() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.chmod("/f", 0600);
      try (OpenFile reader = union.open("/f", OpenFlag.READ)) {
        assertThat(Fixture.read(reader)).isEqualTo("payload");
        try (OpenFile writer = union.open("/f", OpenFlag.WRITE)) {
          writer.write(Fixture.bytes("PAY"), 0);
        }
        ByteBuffer buffer = ByteBuffer.allocate(3);
        reader.read(buffer, 0);
        assertThat(new String(buffer.array(), java.nio.charset.StandardCharsets.UTF_8))
            .isEqualTo("PAY");
      }
    }
  }

  @Test
  void aRenamedOneOfALowerHardLinkIsRedirectedByThePath() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.chmod("/f", 0600);
      union.rename("/f", "/g");
      union.rename("/h1", "/h3");
      assertThat(upper.metadata("g").redirect()).isEqualTo("f");
      assertThat(upper.metadata("h3").redirect()).isEqualTo("/h1");
    }
  }

  @Test
  void withoutTheOptionACopyWithoutDataIsEpermAndNotListed() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.chmod("/f", 0600);
    }
    try (Fixture union = upper.mount(OFF, BASE)) {
      assertThat(errno(() -> union.lstat("/f"))).isEqualTo(Errno.EPERM);
      assertThat(union.ls("/")).containsExactly("h1", "h2");
    }
  }

  @Test
  void inALowerLayerItIsEpermTooButListed() throws Exception {
    TreeLayer top = Layer.builder().metacopy("m", 7, "/f").build();
    try (Fixture union = upper.mount(OFF, BASE, top)) {
      assertThat(errno(() -> union.lstat("/m"))).isEqualTo(Errno.EPERM);
      assertThat(union.ls("/")).containsExactly("f", "h1", "h2", "m");
    }
    try (Fixture union = upper.mount(ON, BASE, top)) {
      assertThat(union.read("/m")).isEqualTo("payload");
    }
  }

  @Test
  void whereThereIsNoDataBelowItIsEio() throws Exception {
    upper.forgeMetacopy("m", 7, "gone");
    TreeLayer top = Layer.builder().metacopy("l", 7, null).build();
    try (Fixture union = upper.mount(ON, BASE, top)) {
      assertThat(errno(() -> union.lstat("/m"))).isEqualTo(Errno.EIO);
      assertThat(errno(() -> union.lstat("/l"))).isEqualTo(Errno.EIO);
    }
  }

  @Test
  void aRedirectThatIsNeitherANameNorAPathIsEinval() throws Exception {
    upper.forgeMetacopy("m", 7, "x/f");
    TreeLayer top = Layer.builder().metacopy("l", 7, "x/f").build();
    try (Fixture union = upper.mount(ON, BASE, top)) {
      assertThat(errno(() -> union.lstat("/m"))).isEqualTo(Errno.EINVAL);
      assertThat(errno(() -> union.lstat("/l"))).isEqualTo(Errno.EINVAL);
    }
  }
}
