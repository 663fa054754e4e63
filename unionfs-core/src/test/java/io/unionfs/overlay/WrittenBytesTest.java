package io.unionfs.overlay;

import static io.unionfs.overlay.WriteLayerTest.TIME;
import static io.unionfs.overlay.WriteLayerTest.base;
import static io.unionfs.overlay.WriteLayerTest.checkShownAgain;
import static io.unionfs.overlay.WriteLayerTest.setTime;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of a layer archive and of a whole tree, and how they are written. */
class WrittenBytesTest {
  @Test
  void everyAttributeAndTypeIsInIt() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.write("/f", "f");
      union.mount.setXattr(
          Caller.ROOT,
          Fixture.path("/f"),
          Follow.FOLLOW,
          "user.raw",
          new byte[] {0, -1, '=', 10},
          XattrMode.SET);
      union.mount.chown(Caller.ROOT, Fixture.path("/f"), Follow.FOLLOW, 3_000_000, -2);
      union.chmod("/f", 06755);
      setTime(union, "/f", TIME);
      union.mkfifo("/fifo");
      union.mount.mknod(
          Caller.ROOT,
          Fixture.path("/null"),
          FileType.CHARACTER_DEVICE,
          0666,
          new DeviceNumber(1, 3));
      union.symlink("/s", "t".repeat(300));
      union.write("/\udcff", "raw");
      checkShownAgain(union, base());
      Entry.Node file =
          TarOf.layer(TarOf.changes(union.mount)).entries().stream()
              .filter(e -> e.path().equals("f"))
              .map(e -> ((ArchiveEntry.Node) e).node())
              .findFirst()
              .orElseThrow();
      assertThat(file.attributes().xattrs().get("user.raw")).containsExactly(0, -1, '=', 10);
      assertThat(file.attributes().modified()).isEqualTo(TIME);
    }
  }

  @Test
  void theSameChangesGiveTheSameBytesWhateverTheOrderTheyWereMadeIn() throws Exception {
    MountBuilder one = new MountBuilder().lower(base()).clock(() -> TIME);
    MountBuilder other = new MountBuilder().lower(base()).clock(() -> TIME);
    try (Fixture first = Fixture.of(one);
        Fixture second = Fixture.of(other)) {
      first.write("/x", "x");
      first.write("/y", "y");
      first.link("/a/x", "/x");
      first.unlink("/a/b/file");
      second.unlink("/a/b/file");
      second.write("/y", "y");
      second.write("/a/x", "x");
      second.link("/x", "/a/x");
      assertThat(TarOf.changes(first.mount)).isEqualTo(TarOf.changes(second.mount));
      assertThat(TarOf.tree(first.mount)).isEqualTo(TarOf.tree(second.mount));
    }
  }

  @Test
  void progressIsTold() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.write("/big", "x".repeat(300_000));
      union.write("/small", "y");
      union.link("/small2", "/small");
      List<Long> told = new ArrayList<>();
      ProgressListener listener =
          (what, done, total) -> {
            assertThat(what).isEqualTo("l");
            assertThat(total).isEqualTo(300_001);
            told.add(done);
          };
      union.mount.writeLayer(OutputStream.nullOutputStream(), "l", listener);
      assertThat(told).isSorted().endsWith(300_001L);
      assertThat(told.size()).isGreaterThan(3);
    }
  }

  @Test
  void aFileThatIsRemovedWhileItIsWrittenFailsTheWriting() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.write("/a/first", "x".repeat(300_000));
      union.write("/z", "z");
      ProgressListener removing =
          (what, done, total) -> {
            try {
              if (union.exists("/z")) {
                union.unlink("/z");
              }
            } catch (ErrnoException e) {
              throw new AssertionError(e);
            }
          };
      OutputStream out = OutputStream.nullOutputStream();
      assertThatThrownBy(() -> union.mount.writeLayer(out, "l", removing))
          .isInstanceOf(IOException.class)
          .hasMessage("layer l: \"z\" was removed while it was being written");
    }
  }

  @Test
  void aClosedMountWritesNothing() throws Exception {
    Fixture union = Fixture.of(base());
    union.close();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> union.mount.writeLayer(out, "l", ProgressListener.NONE))
        .isInstanceOf(ErrnoException.class);
    assertThat(out.size()).isZero();
  }

  @Test
  void theWholeTreeIsOneTarWithoutWhiteouts() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.unlink("/a/b/other");
      union.write("/new", "new");
      assertThat(TarOf.words(TarOf.tree(union.mount)))
          .containsExactly(
              "/", "a/", "a/b/", "a/b/file", "a/link", "empty/", "linked=a/link", "new");
    }
  }
}
