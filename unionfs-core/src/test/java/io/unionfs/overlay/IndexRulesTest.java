package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.OverlayOptions.Index;
import io.unionfs.overlay.OverlayOptions.Marks;
import io.unionfs.overlay.OverlayOptions.Metacopy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hard links of lower layers that stay one file ({@code index=on}). */
class IndexRulesTest {
  private static final OverlayOptions ON = OverlayOptions.DEFAULT.with(Index.ON);
  private static final TreeLayer BASE =
      Layer.builder().file("a", "old").hardLink("b", "a").hardLink("c", "a").build();

  @RegisterExtension final MarkedUpper upper = new MarkedUpper();

  @Test
  void allNamesShowTheOneCopyAndItsCount() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      long ino = union.stat("/a").ino();
      union.write("/a", "new");
      assertThat(union.read("/b")).isEqualTo("new");
      assertThat(union.stat("/b").links()).isEqualTo(3);
      assertThat(union.stat("/b").ino()).isEqualTo(ino);
      assertThat(union.stat("/a").ino()).isEqualTo(ino);
      assertThat(upper.metadata("b")).isNull();
      assertThat(upper.indexed()).hasSize(1);
      for (Listing.Item item : union.mount.list(Caller.ROOT, Fixture.path("/"))) {
        assertThat(item.inode().stat().size()).isEqualTo(3);
        assertThat(item.inode().layer()).isEqualTo(io.unionfs.trace.TraceEvent.UPPER);
      }
    }
  }

  @Test
  void theyStillDoAfterRemount() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.write("/a", "new");
    }
    try (Fixture union = upper.mount(ON, BASE)) {
      assertThat(union.read("/b")).isEqualTo("new");
      assertThat(union.stat("/a").links()).isEqualTo(3);
      union.unlink("/c");
      assertThat(union.stat("/a").links()).isEqualTo(2);
    }
    try (Fixture union = upper.mount(ON, BASE)) {
      assertThat(union.stat("/b").links()).isEqualTo(2);
      assertThat(union.stat("/a").links()).isEqualTo(2);
    }
  }

  @Test
  void unlinkIsCountedThoughNothingWasCopiedUpBefore() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.unlink("/c");
      assertThat(union.stat("/a").links()).isEqualTo(2);
      assertThat(upper.indexed()).hasSize(1);
      assertThat(union.mark("/c")).isEqualTo("whiteout");
    }
  }

  @Test
  void theCopyGoesWithItsLastName() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.write("/a", "new");
      union.unlink("/a");
      union.unlink("/b");
      assertThat(upper.indexed()).hasSize(1);
      union.unlink("/c");
      assertThat(upper.indexed()).isEmpty();
    }
  }

  @Test
  void renamingOneNameToAnotherDoesNothing() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.rename("/a", "/b");
      assertThat(union.ls("/")).containsExactly("a", "b", "c");
      assertThat(union.isUntouched()).isTrue();
    }
  }

  @Test
  void withoutTheIndexAgainOtherNamesShowTheLowerFileAndAnotherNumber() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.write("/a", "new");
    }
    try (Fixture union = upper.mount(OverlayOptions.DEFAULT, BASE)) {
      assertThat(union.read("/a")).isEqualTo("new");
      assertThat(union.read("/b")).isEqualTo("old");
      assertThat(union.stat("/a").ino()).isNotEqualTo(union.stat("/b").ino());
    }
  }

  @Test
  void aCopyThatMayNotBeFollowedToItsDataIsEpermAtAllNames() throws Exception {
    try (Fixture union = upper.mount(ON.with(Metacopy.ON), BASE)) {
      union.chmod("/a", 0600);
      assertThat(union.read("/b")).isEqualTo("old");
    }
    try (Fixture union = upper.mount(ON, BASE)) {
      assertThat(errno(() -> union.lstat("/a"))).isEqualTo(Errno.EPERM);
      assertThat(errno(() -> union.lstat("/b"))).isEqualTo(Errno.EPERM);
    }
  }

  @Test
  void theRootOfTheWritableLayerRecordsWhereItComesFrom() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      assertThat(union.isUntouched()).isTrue();
      assertThat(upper.rootMetadata().origin()).isNotZero();
    }
  }

  @Test
  void withUserxattrALinkThatIsASymlinkCannotBeCopiedUp() throws Exception {
    TreeLayer links = Layer.builder().symlink("s", "t").hardLink("r", "s").build();
    try (Fixture union = upper.mount(ON.with(Marks.USER), links)) {
      assertThat(
              errno(
                  () -> union.mount.chown(Caller.ROOT, Fixture.path("/s"), Follow.NOFOLLOW, 1, 1)))
          .isEqualTo(Errno.EPERM);
    }
  }

  /** The kernel, which is given the directory, shows the lower file there. */
  @Test
  void aSealedLayerHoldsTheCopyAtEveryNameThatShowsItAndSaysSo() throws Exception {
    TreeLayer base =
        Layer.builder().file("a", "old").hardLink("b", "a").hardLink("d/e/c", "a").build();
    SealedLayer sealed;
    try (Fixture union = upper.mount(ON, base)) {
      union.write("/a", "new");
      assertThat(union.mount.toLayer("sealed").obstacles())
          .extracting(SealedLayer.Obstacle::path, SealedLayer.Obstacle::reason)
          .contains(tuple("b", SealedLayer.Reason.INDEX), tuple("d/e/c", SealedLayer.Reason.INDEX))
          .doesNotContain(tuple("a", SealedLayer.Reason.INDEX));
      union.unlink("/a");
      sealed = union.mount.toLayer("sealed");
      assertThat(sealed.obstacles())
          .filteredOn(found -> found.reason() == SealedLayer.Reason.INDEX)
          .extracting(SealedLayer.Obstacle::path)
          .containsExactlyInAnyOrder("b", "d/e/c");
      union.unlink("/b");
      union.unlink("/d/e/c");
      assertThat(union.mount.toLayer("none").obstacles())
          .extracting(SealedLayer.Obstacle::reason)
          .doesNotContain(SealedLayer.Reason.INDEX);
    }
    try (Fixture union = Fixture.of(base, sealed)) {
      assertThat(union.exists("/a")).isFalse();
      assertThat(union.read("/b")).isEqualTo("new");
      assertThat(union.read("/d/e/c")).isEqualTo("new");
      assertThat(union.stat("/b").ino()).isEqualTo(union.stat("/d/e/c").ino());
    }
  }

  @Test
  void aLayerMayBeAddedBelowButNotAbove() throws Exception {
    TreeLayer other = Layer.builder().file("x", "other").hardLink("y", "x").build();
    try (Fixture union = upper.mount(ON, BASE)) {
      union.write("/a", "new");
    }
    try (Fixture union = upper.mount(ON, other, BASE)) {
      assertThat(union.read("/b")).isEqualTo("new");
      assertThat(union.stat("/b").ino()).isEqualTo(union.stat("/a").ino());
      assertThat(union.read("/x")).isEqualTo("other");
      union.write("/x", "newer");
      assertThat(union.read("/y")).isEqualTo("newer");
      union.unlink("/c");
    }
    try (Fixture union = upper.mount(ON, BASE)) {
      assertThat(union.stat("/b").links()).isEqualTo(2);
    }
    for (Layer[] layers : new Layer[][] {{BASE, other}, {other}}) {
      assertThatThrownBy(() -> upper.mount(ON, layers))
          .isInstanceOfSatisfying(
              MountException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ESTALE));
    }
  }

  /** An older form of the mark counted the layers from the bottom. */
  @Test
  void aRootThatCountsLayersIsStillUnderstood() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.write("/a", "new");
    }
    upper.forgeRootOrigin(InodeNumbers.ofLower(0, BASE.root().number()));
    try (Fixture union = upper.mount(ON, BASE)) {
      assertThat(union.read("/b")).isEqualTo("new");
    }
    TreeLayer other = Layer.builder().file("x", "other").build();
    assertThatThrownBy(() -> upper.mount(ON, other, BASE)).isInstanceOf(MountException.class);
  }

  @Test
  void theCountFollowsWhatAMountWithoutTheIndexRemoves() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.mount.chmod(Caller.ROOT, Fixture.path("/a"), Follow.FOLLOW, 0600);
      assertThat(union.stat("/b").links()).isEqualTo(3);
    }
    try (Fixture union = upper.mount(ON.with(Index.OFF), BASE)) {
      union.mount.unlink(Caller.ROOT, Fixture.path("/a"));
    }
    try (Fixture union = upper.mount(ON, BASE)) {
      assertThat(union.stat("/b").links()).isEqualTo(2);
      assertThat(union.stat("/b").attributes().mode()).isEqualTo(0600);
    }
  }
}
