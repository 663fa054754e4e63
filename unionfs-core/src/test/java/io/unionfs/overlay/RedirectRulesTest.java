package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.OverlayOptions.RedirectDir;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Directories of lower layers that are renamed, and say what they are called below. */
class RedirectRulesTest {
  private static final OverlayOptions ON = OverlayOptions.DEFAULT.with(RedirectDir.ON);
  private static final OverlayOptions NOFOLLOW = OverlayOptions.DEFAULT.with(RedirectDir.NOFOLLOW);
  private static final TreeLayer BASE =
      Layer.builder().file("a/b/f", "x").file("a/c/g", "y").directory("n").build();

  @RegisterExtension final MarkedUpper upper = new MarkedUpper();

  @Test
  void aMoveToAnotherDirectoryIsMarkedWithThePathBelowAndOneWithinItWithTheName() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.rename("/a/b", "/a/b2");
      union.rename("/a/c", "/n/c");
      assertThat(upper.metadata("a/b2").redirect()).isEqualTo("b");
      assertThat(upper.metadata("n/c").redirect()).isEqualTo("/a/c");
      assertThat(union.read("/a/b2/f")).isEqualTo("x");
      assertThat(union.read("/n/c/g")).isEqualTo("y");
    }
  }

  @Test
  void aSecondRenameWithinTheDirectoryKeepsTheFirstName() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.rename("/a/b", "/a/b2");
      union.rename("/a/b2", "/a/b3");
      assertThat(upper.metadata("a/b3").redirect()).isEqualTo("b");
    }
  }

  @Test
  void thePathIsThatOfTheLayersBelowWhateverItAndItsParentsAreCalledNow() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.rename("/a/b", "/a/b2");
      union.rename("/a/b2", "/n/b3");
      union.rename("/a", "/z");
      union.rename("/z/c", "/n/c2");
      assertThat(upper.metadata("n/b3").redirect()).isEqualTo("/a/b");
      assertThat(upper.metadata("n/c2").redirect()).isEqualTo("/a/c");
    }
  }

  @Test
  void whatMovedWithItsDirectoryIsAmongTheChangesUnderBothNames() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.rename("/a/b", "/n/b");
      assertThat(union.mount.changes())
          .extracting(Change::toString)
          .containsExactly("C /a", "D /a/b", "C /n", "A /n/b", "A /n/b/f");
    }
  }

  private static List<String> voices(Fixture union, String path) throws ErrnoException {
    return union.mount.provenance(Fixture.path(path)).voices().stream()
        .map(voice -> voice.layer() + " " + voice.says())
        .toList();
  }

  @Test
  void whatMovedIsSaidToComeFromTheLayersItComesFrom() throws Exception {
    try (Fixture union = upper.mount(ON.with(OverlayOptions.Metacopy.ON), BASE)) {
      union.rename("/a/b", "/n/b");
      assertThat(voices(union, "/n/b")).containsExactly("-1 SHOWN", "0 SHOWN");
      assertThat(voices(union, "/n/b/f")).containsExactly("0 SHOWN");
      assertThat(voices(union, "/a/b")).containsExactly("-1 WHITEOUT", "0 HIDDEN");
      assertThat(union.mount.provenance(Fixture.path("/a/b")).provider())
          .isEqualTo(Provenance.NOBODY);
      union.mount.chmod(Caller.ROOT, Fixture.path("/a/c/g"), Follow.FOLLOW, 0600);
      assertThat(voices(union, "/a/c/g")).containsExactly("-1 SHOWN", "0 DATA");
      assertThat(Fixture.errno(() -> voices(union, "/a/never"))).isEqualTo(Errno.ENOENT);
    }
  }

  @Test
  void anExchangeMarksBoth() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.rename("/a/b", "/a/c", RenameFlag.EXCHANGE);
      assertThat(upper.metadata("a/b").redirect()).isEqualTo("c");
      assertThat(upper.metadata("a/c").redirect()).isEqualTo("b");
    }
    try (Fixture union = upper.mount(ON, BASE)) {
      assertThat(union.ls("/a/b")).containsExactly("g");
      assertThat(union.ls("/a/c")).containsExactly("f");
    }
  }

  @Test
  void aPathOf256BytesIsStoredAndALongerOneIsExdev() throws Exception {
    String d = "d".repeat(100);
    String e = "e".repeat(100);
    TreeLayer deep =
        Layer.builder()
            .directory(d + "/" + e + "/" + "f".repeat(53))
            .directory(d + "/" + e + "/" + "f".repeat(54))
            .build();
    try (Fixture union = upper.mount(ON, deep)) {
      String in = "/" + d + "/" + e + "/";
      assertThat(errno(() -> union.rename(in + "f".repeat(54), "/long"))).isEqualTo(Errno.EXDEV);
      union.rename(in + "f".repeat(53), "/short");
      assertThat(upper.metadata("short").redirect()).hasSize(256);
    }
  }

  @Test
  void redirectsAreFollowedWhetherOrNotMoreAreMade() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.rename("/a/b", "/moved");
    }
    try (Fixture union = upper.mount(OverlayOptions.DEFAULT, BASE)) {
      assertThat(union.read("/moved/f")).isEqualTo("x");
      assertThat(errno(() -> union.rename("/moved", "/again"))).isEqualTo(Errno.EXDEV);
    }
  }

  @Test
  void underNofollowADirectoryThatWasRenamedIsEperm() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.rename("/a/b", "/moved");
    }
    try (Fixture union = upper.mount(NOFOLLOW, BASE)) {
      assertThat(errno(() -> union.lstat("/moved"))).isEqualTo(Errno.EPERM);
      assertThat(errno(() -> union.mkdir("/moved"))).isEqualTo(Errno.EPERM);
    }
  }

  @Test
  void underNofollowTheRedirectOfWhatMergesWithNothingIsNotAsked() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.mkdir("/new");
      union.rename("/a/b", "/new/b");
      union.write("/new/b/own", "");
    }
    try (Fixture union = upper.mount(NOFOLLOW, BASE)) {
      assertThat(union.ls("/new/b")).containsExactly("own");
    }
  }

  @Test
  void underNofollowALowerDirectoryThatWasRenamedIsEperm() throws Exception {
    TreeLayer top = Layer.builder().redirectedDirectory("moved", "/a/b").build();
    try (Fixture union = upper.mount(NOFOLLOW, BASE, top)) {
      assertThat(errno(() -> union.lstat("/moved"))).isEqualTo(Errno.EPERM);
    }
    try (Fixture union = upper.mount(ON, BASE, top)) {
      assertThat(union.read("/moved/f")).isEqualTo("x");
    }
  }

  @Test
  void aRedirectThatIsNeitherANameNorAPathIsEinval() throws Exception {
    upper.forgeDirectory("relative", "a/b");
    upper.forgeDirectory("double", "/a//b");
    upper.forgeDirectory("trailing", "/a/b/");
    try (Fixture union = upper.mount(ON, BASE)) {
      assertThat(errno(() -> union.lstat("/relative"))).isEqualTo(Errno.EINVAL);
      assertThat(errno(() -> union.lstat("/double"))).isEqualTo(Errno.EINVAL);
      assertThat(errno(() -> union.lstat("/trailing"))).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void inALowerLayerItIsEinvalTooUnlessThereIsNothingBelow() throws Exception {
    TreeLayer bad = Layer.builder().redirectedDirectory("bad", "a/b").build();
    try (Fixture union = upper.mount(ON, BASE, bad)) {
      assertThat(errno(() -> union.lstat("/bad"))).isEqualTo(Errno.EINVAL);
    }
    try (Fixture union = upper.mount(ON, bad)) {
      assertThat(union.ls("/bad")).isEmpty();
    }
  }

  @Test
  void aRedirectToDotsIsEacces() throws Exception {
    upper.forgeDirectory("here", ".");
    upper.forgeDirectory("above", "/a/..");
    try (Fixture union = upper.mount(ON, BASE)) {
      assertThat(errno(() -> union.lstat("/here"))).isEqualTo(Errno.EACCES);
      assertThat(errno(() -> union.lstat("/above"))).isEqualTo(Errno.EACCES);
    }
  }

  @Test
  void whatCannotBeLookedUpIsNotListedWhereTheWritableLayerSaysIt() throws Exception {
    try (Fixture union = upper.mount(ON, BASE)) {
      union.rename("/a/b", "/moved");
    }
    TreeLayer bad = Layer.builder().redirectedDirectory("bad", "a/b").build();
    try (Fixture union = upper.mount(NOFOLLOW, BASE, bad)) {
      assertThat(union.ls("/")).containsExactly("a", "bad", "n");
    }
  }

  @Test
  void anOpenFileIsCopiedUpWhereItsDirectoryWasMovedTo() throws Exception {
    try (Fixture union = upper.mount(ON, BASE);
        OpenFile file = union.open("/a/b/f", OpenFlag.READ)) {
      union.rename("/a", "/z");
      union.mount.chmod(Caller.ROOT, file, 0600);
      assertThat(union.stat("/z/b/f").attributes().mode()).isEqualTo(0600);
      assertThat(upper.metadata("z/b/f")).isNotNull();
    }
  }

  @Test
  void andWhereItsDirectoryWasExchangedTo() throws Exception {
    try (Fixture union = upper.mount(ON, BASE);
        OpenFile first = union.open("/a/b/f", OpenFlag.READ);
        OpenFile second = union.open("/a/c/g", OpenFlag.READ)) {
      union.rename("/a/b", "/a/c", RenameFlag.EXCHANGE);
      union.mount.chmod(Caller.ROOT, first, 0600);
      union.mount.chmod(Caller.ROOT, second, 0611);
      assertThat(union.stat("/a/c/f").attributes().mode()).isEqualTo(0600);
      assertThat(union.stat("/a/b/g").attributes().mode()).isEqualTo(0611);
    }
  }
}
