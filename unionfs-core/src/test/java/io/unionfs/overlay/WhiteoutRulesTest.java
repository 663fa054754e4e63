package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules 20 to 23: when a whiteout is left, and what is made over one. */
class WhiteoutRulesTest {
  private static TreeLayer base() {
    return Layer.builder()
        .file("d/a", "a")
        .file("d/b", "b")
        .file("f", "f")
        .directory("empty")
        .build();
  }

  @Test
  void unlinkAndRmdirLeaveAWhiteoutOnlyWhereSomethingLowerWouldShowThrough() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.unlink("/f");
      assertThat(union.mark("/f")).isEqualTo("whiteout");
      union.rmdir("/empty");
      assertThat(union.mark("/empty")).isEqualTo("whiteout");
      union.write("/new", "");
      union.unlink("/new");
      assertThat(union.mark("/new")).isEqualTo("nothing");
      union.mkdir("/dir");
      union.rmdir("/dir");
      assertThat(union.mark("/dir")).isEqualTo("nothing");
      union.write("/f", "again");
      union.unlink("/f");
      assertThat(union.mark("/f")).isEqualTo("whiteout");
    }
  }

  @Test
  void noneIsLeftInsideAnOpaqueDirectory() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.unlink("/d/a");
      union.unlink("/d/b");
      union.rmdir("/d");
      union.mkdir("/d");
      assertThat(union.mark("/d")).isEqualTo("opaque");
      union.write("/d/a", "");
      union.unlink("/d/a");
      assertThat(union.mark("/d/a")).isEqualTo("nothing");
      assertThat(union.ls("/d")).isEmpty();
    }
  }

  @Test
  void noneIsLeftForANameThatALowerWhiteoutHidesAnyway() throws Exception {
    try (Fixture union = Fixture.of(base(), Layer.builder().whiteout("f").build())) {
      union.write("/f", "new");
      union.unlink("/f");
      assertThat(union.mark("/f")).isEqualTo("nothing");
      assertThat(union.exists("/f")).isFalse();
    }
  }

  @Test
  void rmdirOfDirectoryWithOnlyWhiteoutsSucceeds() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      assertThat(errno(() -> union.rmdir("/d"))).isEqualTo(Errno.ENOTEMPTY);
      union.unlink("/d/a");
      union.unlink("/d/b");
      union.rmdir("/d");
      assertThat(union.mark("/d")).isEqualTo("whiteout");
    }
    try (Fixture union =
        Fixture.of(base(), Layer.builder().whiteout("d/a").whiteout("d/b").build())) {
      union.rmdir("/d");
      assertThat(union.exists("/d")).isFalse();
    }
  }

  @Test
  void mkdirOverAWhiteoutMakesTheNewDirectoryOpaque() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.unlink("/f");
      union.mkdir("/f");
      assertThat(union.mark("/f")).isEqualTo("opaque");
    }
  }

  @Test
  void aFileSymlinkOrFifoJustReplacesTheWhiteout() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.unlink("/f");
      union.write("/f", "new");
      assertThat(union.mark("/f")).isEqualTo("regular");
      assertThat(union.read("/f")).isEqualTo("new");
      union.unlink("/d/a");
      union.symlink("/d/a", "target");
      assertThat(union.mark("/d/a")).isEqualTo("symlink");
      union.rmdir("/empty");
      union.mkfifo("/empty");
      assertThat(union.mark("/empty")).isEqualTo("fifo");
    }
  }

  @Test
  void mkdirWithNothingBelowIsNotOpaque() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.mkdir("/nd");
      assertThat(union.mark("/nd")).isEqualTo("directory");
    }
  }

  @Test
  void aNewObjectOverAWhiteoutHasTheCallersOwnerAndInheritsSetgid() throws Exception {
    TreeLayer layer =
        Layer.builder()
            .file("d/f", "")
            .file("d/g", "")
            .with("d", a -> a.withMode(02777).withOwner(0, 50))
            .build();
    try (Fixture union = Fixture.of(layer)) {
      union.unlink("/d/f");
      union.unlink("/d/g");
      union.as(new Caller(1, 1, Set.of(), 022));
      union.mkdir("/d/f");
      union.write("/d/g", "");
      Stat directory = union.stat("/d/f");
      assertThat(directory.attributes().mode()).isEqualTo(02755);
      assertThat(directory.attributes().uid()).isEqualTo(1);
      assertThat(directory.attributes().gid()).isEqualTo(50);
      assertThat(union.stat("/d/g").attributes().mode()).isEqualTo(0644);
      assertThat(union.stat("/d/g").attributes().gid()).isEqualTo(50);
    }
  }

  @Test
  void deletedLowerFilesDoNotComeBackWhenADirectoryIsMadeAgain() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.unlink("/d/a");
      union.unlink("/d/b");
      union.rmdir("/d");
      union.mkdir("/d");
      assertThat(union.ls("/d")).isEmpty();
      assertThat(union.exists("/d/a")).isFalse();
    }
  }
}
