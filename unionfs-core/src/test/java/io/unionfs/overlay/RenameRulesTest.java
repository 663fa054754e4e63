package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Rules 24, 26 and 27: renames, with redirect_dir=off. */
class RenameRulesTest {
  private static Fixture union() throws IOException, ErrnoException {
    Fixture union =
        Fixture.of(
            Layer.builder()
                .file("ld/y", "")
                .directory("le")
                .file("lf", "lf")
                .file("lg", "lg")
                .file("p/sub/k", "")
                .build(),
            Layer.builder().file("ld/x", "").build());
    union.mkdir("/ud");
    union.write("/ud/q", "");
    union.write("/uf", "uf");
    union.mkdir("/empty");
    return union;
  }

  @Test
  void aLowerOrMergedDirectoryGivesExdevAndNothingIsCopiedUp() throws Exception {
    try (Fixture union = union()) {
      assertThat(errno(() -> union.rename("/le", "/le2"))).isEqualTo(Errno.EXDEV);
      assertThat(errno(() -> union.rename("/ld", "/ud/ld2"))).isEqualTo(Errno.EXDEV);
      assertThat(errno(() -> union.rename("/p/sub", "/sub2"))).isEqualTo(Errno.EXDEV);
      assertThat(errno(() -> union.rename("/le", "/empty"))).isEqualTo(Errno.EXDEV);
      assertThat(errno(() -> union.rename("/le", "/n", RenameFlag.NOREPLACE)))
          .isEqualTo(Errno.EXDEV);
      assertThat(errno(() -> union.rename("/ld", "/uf", RenameFlag.EXCHANGE)))
          .isEqualTo(Errno.EXDEV);
      assertThat(union.mark("/p")).isEqualTo("nothing");
      assertThat(union.mark("/le")).isEqualTo("nothing");
      assertThat(union.mark("/ld")).isEqualTo("nothing");
    }
  }

  @Test
  void pureUpperDirectoriesMoveAndBecomeOpaqueInAMergedParent() throws Exception {
    try (Fixture union = union()) {
      union.rename("/ud", "/ud2");
      assertThat(union.mark("/ud2")).isEqualTo("opaque");
      assertThat(union.mark("/ud")).isEqualTo("nothing");
      assertThat(union.ls("/ud2")).containsExactly("q");
      union.mkdir("/empty/plain");
      union.rename("/empty/plain", "/empty/moved");
      assertThat(union.mark("/empty/moved")).isEqualTo("directory");
    }
  }

  @Test
  void aDirectoryRenamedOverAnEmptyLowerOneIsOpaque() throws Exception {
    try (Fixture union = union()) {
      union.rename("/ud", "/le");
      assertThat(union.mark("/le")).isEqualTo("opaque");
      assertThat(union.ls("/le")).containsExactly("q");
      assertThat(union.exists("/ud")).isFalse();
    }
  }

  @Test
  void aFileRenameIsCopyUpPlusWhiteout() throws Exception {
    try (Fixture union = union()) {
      long ino = union.stat("/lf").ino();
      union.rename("/lf", "/lf2");
      assertThat(union.mark("/lf")).isEqualTo("whiteout");
      assertThat(union.mark("/lf2")).isEqualTo("regular");
      assertThat(union.read("/lf2")).isEqualTo("lf");
      assertThat(union.stat("/lf2").ino()).isEqualTo(ino);
      union.rename("/lf2", "/lg");
      assertThat(union.read("/lg")).isEqualTo("lf");
      assertThat(union.mark("/lf2")).isEqualTo("nothing");
    }
  }

  @Test
  void anUpperFileRenamedOverALowerOneLeavesNoWhiteout() throws Exception {
    try (Fixture union = union()) {
      union.rename("/uf", "/lf");
      assertThat(union.mark("/uf")).isEqualTo("nothing");
      assertThat(union.read("/lf")).isEqualTo("uf");
    }
  }

  @Test
  void eisdirEnotdirEnotemptyAndEexistAreAsPosixSays() throws Exception {
    try (Fixture union = union()) {
      assertThat(errno(() -> union.rename("/lf", "/le"))).isEqualTo(Errno.EISDIR);
      assertThat(errno(() -> union.rename("/ud", "/lf"))).isEqualTo(Errno.ENOTDIR);
      assertThat(errno(() -> union.rename("/ud", "/ld"))).isEqualTo(Errno.ENOTEMPTY);
      assertThat(errno(() -> union.rename("/uf", "/lf", RenameFlag.NOREPLACE)))
          .isEqualTo(Errno.EEXIST);
      assertThat(errno(() -> union.rename("/ud", "/ud/q/r"))).isEqualTo(Errno.ENOTDIR);
      assertThat(errno(() -> union.rename("/ud", "/ud/r"))).isEqualTo(Errno.EINVAL);
      assertThat(errno(() -> union.rename("/missing", "/x"))).isEqualTo(Errno.ENOENT);
    }
  }

  @Test
  void exchangeAndNoreplaceWork() throws Exception {
    try (Fixture union = union()) {
      union.rename("/lf", "/lg", RenameFlag.EXCHANGE);
      assertThat(union.read("/lf")).isEqualTo("lg");
      assertThat(union.read("/lg")).isEqualTo("lf");
      union.rename("/ud", "/lf", RenameFlag.EXCHANGE);
      assertThat(union.mark("/lf")).isEqualTo("opaque");
      assertThat(union.read("/ud")).isEqualTo("lg");
      union.rename("/uf", "/free", RenameFlag.NOREPLACE);
      assertThat(union.read("/free")).isEqualTo("uf");
      assertThat(errno(() -> union.rename("/lg", "/none", RenameFlag.EXCHANGE)))
          .isEqualTo(Errno.ENOENT);
    }
  }

  @Test
  void renameWhiteoutIsEinval() throws Exception {
    try (Fixture union = union()) {
      assertThat(errno(() -> union.rename("/lf", "/n", RenameFlag.WHITEOUT)))
          .isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void aDirectoryRenamedOverAWhiteoutOrOverADirectoryThatShowsNothingIsOpaque() throws Exception {
    try (Fixture union = union()) {
      union.unlink("/lf");
      union.rename("/ud", "/lf");
      assertThat(union.mark("/lf")).isEqualTo("opaque");
      union.unlink("/ld/x");
      union.unlink("/ld/y");
      union.rename("/lf", "/ld");
      assertThat(union.mark("/ld")).isEqualTo("opaque");
      assertThat(union.ls("/ld")).containsExactly("q");
      assertThat(union.mark("/lf")).isEqualTo("whiteout");
    }
  }

  @Test
  void namesOfALowerHardLinkAreFilesOfTheirOwn() throws Exception {
    try (Fixture union = Fixture.of(Layer.builder().file("a", "A").hardLink("b", "a").build())) {
      union.rename("/a", "/b");
      assertThat(union.ls("/")).containsExactly("b");
      assertThat(union.mark("/a")).isEqualTo("whiteout");
    }
  }

  @Test
  void aMergedDirectoryThatWasCopiedUpGivesExdevToo() throws Exception {
    try (Fixture union = union()) {
      union.chmod("/ld", 0700);
      union.chmod("/le", 0700);
      assertThat(errno(() -> union.rename("/ld", "/ld2"))).isEqualTo(Errno.EXDEV);
      assertThat(errno(() -> union.rename("/le", "/le2"))).isEqualTo(Errno.EXDEV);
      assertThat(errno(() -> union.rename("/uf", "/ld", RenameFlag.EXCHANGE)))
          .isEqualTo(Errno.EXDEV);
      assertThat(union.ls("/ld")).containsExactly("x", "y");
      assertThat(union.exists("/ld2")).isFalse();
    }
  }

  @Test
  void aDirectoryThatIsNotOpaqueYetIsOpaqueWhenItReplacesOneThatShowsNothing() throws Exception {
    try (Fixture union = union()) {
      union.unlink("/ld/x");
      union.unlink("/ld/y");
      assertThat(union.mark("/ud")).isEqualTo("directory");
      union.rename("/ud", "/ld");
      assertThat(union.mark("/ld")).isEqualTo("opaque");
      assertThat(union.ls("/ld")).containsExactly("q");
    }
  }
}
