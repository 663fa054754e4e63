package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * What counts against a quota, sentence by sentence, and that what does not fit changes nothing.
 */
class QuotaRulesTest {
  private static final int BLOCK = 4096;
  private static final TreeLayer LOWER =
      Layer.builder()
          .file("a/b/file", "x".repeat(BLOCK + 1))
          .file("a/small", "s")
          .hardLink("a/linked", "a/small")
          .build();

  private static Fixture mount(long blocks, long inodes) throws IOException {
    return mount(OverlayOptions.DEFAULT, new Quota(blocks * BLOCK, inodes));
  }

  private static Fixture mount(OverlayOptions options, Quota quota) throws IOException {
    return Fixture.of(new MountBuilder().lower(LOWER).options(options).quota(quota));
  }

  private static Usage blocks(long blocks, long inodes) {
    return new Usage(blocks * BLOCK, inodes);
  }

  private static void setXattr(Fixture union, String path, int size) throws ErrnoException {
    union.mount.setXattr(
        union.caller, Fixture.path(path), Follow.NOFOLLOW, "user.k", new byte[size], XattrMode.SET);
  }

  @Test
  void aPartOfABlockIsNotGiven() throws Exception {
    try (Fixture union = mount(OverlayOptions.DEFAULT, new Quota(2 * BLOCK - 1, 9))) {
      union.write("/one", "x".repeat(BLOCK));
      assertThat(errno(() -> union.write("/two", "x"))).isEqualTo(Errno.ENOSPC);
      assertThat(union.mount.quota().bytes()).isEqualTo(BLOCK);
    }
  }

  @Test
  void dataCountsInWholeBlocksAndHolesToo() throws Exception {
    try (Fixture union = mount(9, 9)) {
      union.write("/file", "x");
      assertThat(union.mount.usage()).isEqualTo(blocks(1, 1));
      union.mount.truncate(union.caller, Fixture.path("/file"), 3 * BLOCK + 1);
      assertThat(union.mount.usage()).isEqualTo(blocks(4, 1));
      union.mount.truncate(union.caller, Fixture.path("/file"), BLOCK);
      assertThat(union.mount.usage()).isEqualTo(blocks(1, 1));
    }
  }

  @Test
  void dataThatIsInALowerLayerCountsNothing() throws Exception {
    OverlayOptions metacopy = OverlayOptions.DEFAULT.with(OverlayOptions.Metacopy.ON);
    try (Fixture union = mount(metacopy, new Quota(9 * BLOCK, 9))) {
      union.chmod("/a/b/file", 0600);
      assertThat(union.mount.usage()).isEqualTo(blocks(0, 3));
      union.touchOpen("/a/b/file", OpenFlag.WRITE);
      assertThat(union.mount.usage()).isEqualTo(blocks(2, 3));
    }
  }

  @Test
  void littleMetadataCountsNothingAndMoreWholeBlocks() throws Exception {
    try (Fixture union = mount(9, 9)) {
      union.write("/file", "");
      setXattr(union, "/file", 256 - 128 - "user.k".length());
      assertThat(union.mount.usage()).isEqualTo(blocks(0, 1));
      setXattr(union, "/file", 257 - 128 - "user.k".length());
      assertThat(union.mount.usage()).isEqualTo(blocks(1, 1));
      setXattr(union, "/file", 0);
      assertThat(union.mount.usage()).isEqualTo(blocks(0, 1));
    }
  }

  @Test
  void aByteOfALinksTargetCountsFour() throws Exception {
    try (Fixture union = mount(9, 9)) {
      union.symlink("/short", "t".repeat(64));
      assertThat(union.mount.usage()).isEqualTo(blocks(0, 1));
      union.symlink("/long", "t".repeat(65));
      assertThat(union.mount.usage()).isEqualTo(blocks(1, 2));
    }
  }

  @Test
  void namesCountAfterTheThird() throws Exception {
    try (Fixture union = mount(9, 9)) {
      union.write("/one", "");
      union.link("/two", "/one");
      union.link("/three", "/one");
      assertThat(union.mount.usage()).isEqualTo(blocks(0, 1));
      union.link("/four", "/one");
      assertThat(union.mount.usage()).isEqualTo(blocks(1, 1));
      union.unlink("/four");
      assertThat(union.mount.usage()).isEqualTo(blocks(0, 1));
    }
  }

  @Test
  void whatIsOpenCountsUntilItIsClosed() throws Exception {
    try (Fixture union = mount(1, 1)) {
      union.write("/file", "x");
      try (OpenFile file = union.open("/file", OpenFlag.READ)) {
        union.unlink("/file");
        assertThat(file.size()).isOne();
        assertThat(errno(() -> union.write("/other", "x"))).isEqualTo(Errno.ENOSPC);
      }
      assertThat(union.mount.usage()).isEqualTo(Usage.NONE);
      union.write("/other", "x");
    }
  }

  @Test
  void aCopyIsChargedWithAllItsParentsOrNothingIsCopied() throws Exception {
    for (Quota tooSmall : new Quota[] {new Quota(9 * BLOCK, 2), new Quota(BLOCK, 9)}) {
      try (Fixture union = mount(OverlayOptions.DEFAULT, tooSmall)) {
        assertThat(errno(() -> union.touchOpen("/a/b/file", OpenFlag.WRITE)))
            .isEqualTo(Errno.ENOSPC);
        assertThat(union.isUntouched()).isTrue();
        assertThat(union.mount.usage()).isEqualTo(Usage.NONE);
      }
    }
    try (Fixture union = mount(2, 3)) {
      union.touchOpen("/a/b/file", OpenFlag.WRITE);
      assertThat(union.mount.usage()).isEqualTo(blocks(2, 3));
    }
  }

  @Test
  void aParentOfBothNamesIsChargedOnce() throws Exception {
    try (Fixture union = mount(1, 2)) {
      union.rename("/a/small", "/a/other");
      assertThat(union.mount.usage()).isEqualTo(blocks(1, 2));
    }
  }

  @Test
  void growthAfterTheCopyIsChargedBeforeIt() throws Exception {
    try (Fixture union = mount(3, 3)) {
      assertThat(
              errno(
                  () ->
                      union.mount.truncate(union.caller, Fixture.path("/a/b/file"), 3 * BLOCK + 1)))
          .isEqualTo(Errno.ENOSPC);
      assertThat(union.isUntouched()).isTrue();
      union.mount.truncate(union.caller, Fixture.path("/a/b/file"), 3 * BLOCK);
      assertThat(union.mount.usage()).isEqualTo(blocks(3, 3));
    }
  }

  @Test
  void underIndexALowerFileIsOneInodeHoweverManyNamesItHas() throws Exception {
    OverlayOptions index = OverlayOptions.DEFAULT.with(OverlayOptions.Index.ON);
    try (Fixture union = mount(index, new Quota(9 * BLOCK, 9))) {
      union.chmod("/a/small", 0600);
      union.chmod("/a/linked", 0640);
      assertThat(union.mount.usage()).isEqualTo(blocks(1, 2));
    }
  }
}
