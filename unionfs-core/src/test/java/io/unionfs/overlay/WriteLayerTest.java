package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a mount's changes is in a layer archive, and how it says it. */
class WriteLayerTest {
  static final Instant TIME = Instant.parse("2001-02-03T04:05:06.000000007Z");
  private static final OverlayOptions REDIRECTS =
      OverlayOptions.DEFAULT.with(OverlayOptions.RedirectDir.ON);

  static Layer base() {
    return Layer.builder()
        .time(TIME)
        .file("a/b/file", "content")
        .file("a/b/other", "other")
        .file("linked", "l")
        .hardLink("a/link", "linked")
        .directory("empty")
        .build();
  }

  /** A mount whose changes come at a time that is no layer's. */
  private static Fixture union(OverlayOptions options, Layer... lower) throws IOException {
    MountBuilder builder = new MountBuilder().options(options);
    for (Layer layer : lower) {
      builder.lower(layer);
    }
    return Fixture.of(builder);
  }

  private static List<String> written(Fixture union) throws IOException, ErrnoException {
    return TarOf.words(TarOf.changes(union.mount));
  }

  /** Puts what {@code union} writes on {@code lower}, and a tree by itself. */
  static void checkShownAgain(Fixture union, Layer... lower) throws Exception {
    byte[] tar = TarOf.changes(union.mount);
    List<Layer> layers = new ArrayList<>(List.of(lower));
    layers.add(TarOf.layer(tar));
    assertThat(TarOf.differences(TarOf.shown(layers), TarOf.shown(union.mount))).isEmpty();
    assertThat(TarOf.changes(union.mount)).as("written again").isEqualTo(tar);
    List<Layer> tree = List.of(TarOf.layer(TarOf.tree(union.mount)));
    assertThat(TarOf.differences(TarOf.shown(tree), TarOf.shown(union.mount))).isEmpty();
  }

  static void setTime(Fixture union, String path, Instant to) throws ErrnoException {
    TimeChange time = new TimeChange.To(to);
    union.mount.setTimes(union.caller, Fixture.path(path), Follow.NOFOLLOW, time, time);
  }

  // ---- what is a change ----

  @Test
  void anUntouchedMountGivesAnEmptyLayer() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.read("/a/b/file");
      assertThat(written(union)).isEmpty();
      checkShownAgain(union, base());
    }
  }

  @Test
  void whatChangedIsInItWithTheDirectoriesOnTheWay() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.write("/a/b/file", "changed");
      union.unlink("/a/b/other");
      union.write("/new", "new");
      assertThat(written(union))
          .containsExactly("/", "a/", "a/b/", "-a/b/other", "a/b/file", "new");
      checkShownAgain(union, base());
    }
  }

  @Test
  void aChangeThatWasUndoneIsNone() throws Exception {
    try (Fixture union = union(REDIRECTS, base())) {
      Instant before = union.stat("/").attributes().modified();
      union.write("/a/b/file", "CONTENT");
      union.write("/a/b/file", "content");
      union.unlink("/a/b/other");
      union.write("/a/b/other", "other");
      union.chmod("/a/b/other", 0644);
      union.chmod("/empty", 0700);
      union.chmod("/empty", 0755);
      union.rename("/a", "/moved");
      union.rename("/moved", "/a");
      union.write("/passing", "x");
      union.unlink("/passing");
      for (String path : List.of("/a/b/file", "/a/b/other", "/a/b", "/a")) {
        setTime(union, path, TIME);
      }
      setTime(union, "/", before);
      assertThat(union.isUntouched()).isFalse();
      assertThat(written(union)).isEmpty();
      checkShownAgain(union, base());
    }
  }

  @Test
  void aDirectoryThatWasEmptiedAndMadeAnewAsItWasIsNoChange() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.unlink("/a/b/file");
      union.unlink("/a/b/other");
      union.rmdir("/a/b");
      union.as(Caller.ROOT).mkdir("/a/b");
      union.chmod("/a/b", 0755);
      union.write("/a/b/file", "content");
      union.write("/a/b/other", "other");
      for (String path : List.of("/a/b/file", "/a/b/other", "/a/b", "/a")) {
        union.chmod(path, path.length() > 4 ? 0644 : 0755);
        setTime(union, path, TIME);
      }
      assertThat(union.mark("/a/b")).isEqualTo("opaque");
      assertThat(written(union)).isEmpty();
    }
  }

  @Test
  void aDirectoryThatWasCopiedUpAndIsAsItWasIsNotInIt() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.chmod("/a/b", 0755);
      union.touchOpen("/a/b/file", OpenFlag.WRITE);
      assertThat(union.mark("/a/b/file")).isEqualTo("regular");
      assertThat(written(union)).isEmpty();
    }
  }

  @Test
  void aDirectoryWhoseTimeAloneDiffersIsInIt() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.write("/a/b/passing", "x");
      union.unlink("/a/b/passing");
      assertThat(written(union)).containsExactly("/", "a/", "a/b/");
      checkShownAgain(union, base());
    }
  }

  @Test
  void dataOfEqualSizeAndTimeIsCompared() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.write("/a/b/file", "CONTENT");
      setTime(union, "/a/b/file", TIME);
      assertThat(written(union)).containsExactly("/", "a/", "a/b/", "a/b/file");
      checkShownAgain(union, base());
    }
  }

  @Test
  void theAttributesOfTheRootAreInIt() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.mount.chown(Caller.ROOT, Fixture.path("/"), Follow.FOLLOW, 5, 6);
      union.chmod("/", 0711);
      assertThat(written(union)).containsExactly("/");
      checkShownAgain(union, base());
    }
  }

  // ---- whiteouts ----

  @Test
  void thereIsNoWhiteoutForWhatTheBaseNeverHad() throws Exception {
    Layer hiding = Layer.builder().time(TIME).whiteout("a/b/other").build();
    try (Fixture union = Fixture.of(base(), hiding)) {
      union.write("/a/b/other", "again");
      union.unlink("/a/b/other");
      union.write("/a/b/new", "new");
      union.unlink("/a/b/new");
      setTime(union, "/a/b", TIME);
      assertThat(union.mark("/a/b")).isEqualTo("directory");
      assertThat(written(union)).isEmpty();
    }
  }

  @Test
  void anOpaqueDirectoryIsSaidByAWhiteoutForEachNameThatTheBaseHas() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.unlink("/a/b/file");
      union.unlink("/a/b/other");
      union.rmdir("/a/b");
      union.mkdir("/a/b");
      union.write("/a/b/other", "new");
      union.write("/a/b/third", "new");
      assertThat(written(union))
          .containsExactly("/", "a/", "a/b/", "-a/b/file", "a/b/other", "a/b/third");
      checkShownAgain(union, base());
    }
  }

  @Test
  void whatReplacesADirectoryNeedsNoWhiteout() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.unlink("/a/b/file");
      union.unlink("/a/b/other");
      union.rmdir("/a/b");
      union.symlink("/a/b", "elsewhere");
      union.unlink("/linked");
      union.mkdir("/linked");
      union.write("/linked/x", "x");
      assertThat(written(union)).containsExactly("/", "a/", "a/b", "linked/", "linked/x");
      checkShownAgain(union, base());
    }
  }

  @Test
  void aRemovedDirectoryIsOneWhiteout() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.unlink("/a/b/file");
      union.unlink("/a/b/other");
      union.rmdir("/a/b");
      assertThat(written(union)).containsExactly("/", "a/", "-a/b");
      checkShownAgain(union, base());
    }
  }

  @Test
  void aNameOf255BytesCanBeWhitedOut() throws Exception {
    Layer base = Layer.builder().file("n".repeat(255), "x").build();
    try (Fixture union = Fixture.of(base)) {
      union.unlink("/" + "n".repeat(255));
      assertThat(written(union)).containsExactly("/", "-" + "n".repeat(255));
      checkShownAgain(union, base);
    }
  }

  // ---- what a layer archive has no word for ----

  @Test
  void aRenamedDirectoryIsWrittenWhole() throws Exception {
    try (Fixture union = union(REDIRECTS, base())) {
      union.rename("/a", "/moved");
      union.write("/moved/b/file", "changed");
      assertThat(written(union))
          .containsExactly(
              "/",
              "-a",
              "linked",
              "moved/",
              "moved/b/",
              "moved/b/file",
              "moved/b/other",
              "moved/link=linked");
      checkShownAgain(union, base());
    }
  }

  @Test
  void aFileOfWhichOnlyAttributesWereCopiedUpIsWrittenWithItsData() throws Exception {
    try (Fixture union = union(REDIRECTS.with(OverlayOptions.Metacopy.ON), base())) {
      union.chmod("/a/b/file", 0600);
      assertThat(((Entry.Node) union.upper("/a/b/file"))).isInstanceOf(Entry.Metacopy.class);
      assertThat(written(union)).containsExactly("/", "a/", "a/b/", "a/b/file");
      checkShownAgain(union, base());
    }
  }

  @Test
  void socketsAreLeftOutAndWhatTheyReplaceIsRemoved() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.mount.mknod(
          Caller.ROOT, Fixture.path("/socket"), FileType.SOCKET, 0666, DeviceNumber.NONE);
      union.unlink("/linked");
      union.mount.mknod(
          Caller.ROOT, Fixture.path("/linked"), FileType.SOCKET, 0666, DeviceNumber.NONE);
      assertThat(written(union)).containsExactly("/", "-linked");
      checkShownAgain(union, base());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".wh.x", ".wh.", ".wh..wh..opq"})
  void aNameThatBeginsWithWhIsRefusedBeforeAnythingIsWritten(String name) throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.write("/a/first", "x");
      union.write("/a/b/" + name, "x");
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      String message =
          "layer l: entry \"a/b/"
              + name
              + "\" has a name that begins with .wh., which in a layer is a whiteout";
      assertThatThrownBy(() -> union.mount.writeLayer(out, "l", ProgressListener.NONE))
          .isInstanceOf(LayerException.class)
          .hasMessage(message);
      assertThatThrownBy(() -> union.mount.writeTree(out, "l", ProgressListener.NONE))
          .isInstanceOf(LayerException.class)
          .hasMessage(message);
      assertThat(out.size()).isZero();
    }
  }

  @Test
  void aPathThatIsTooLongForATarIsRefusedBeforeAnythingIsWritten() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        names.add("d".repeat(250));
        PathName path = PathName.ofNames(names.toArray(String[]::new));
        union.mount.mkdir(Caller.ROOT, path, 0755);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertThatThrownBy(() -> union.mount.writeLayer(out, "l", ProgressListener.NONE))
          .isInstanceOf(LayerException.class)
          .hasMessageEndingWith("has a path that no tar of a layer can hold");
      assertThat(out.size()).isZero();
    }
  }

  // ---- hard links ----

  @Test
  void namesOfOneFileStayNamesOfOneFile() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.write("/z", "z");
      union.link("/a/z", "/z");
      union.symlink("/y", "target");
      union.link("/a/y", "/y");
      assertThat(written(union)).containsExactly("/", "a/", "a/y", "a/z", "y=a/y", "z=a/z");
      checkShownAgain(union, base());
    }
  }

  @Test
  void aLowerFileThatGotAFurtherNameIsInItUnderBoth() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.link("/further", "/linked");
      assertThat(written(union)).containsExactly("/", "further", "linked=further");
      checkShownAgain(union, base());
    }
  }

  @Test
  void aHardLinkThatACopyUpBrokeIsAFileOfItsOwn() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.chmod("/linked", 0600);
      union.chmod("/linked", 0644);
      assertThat(written(union)).containsExactly("/", "linked");
      checkShownAgain(union, base());
    }
  }

  @Test
  void aFileThatSharesItsCopyIsInItUnderAllItsNames() throws Exception {
    try (Fixture union = union(OverlayOptions.DEFAULT.with(OverlayOptions.Index.ON), base())) {
      union.write("/linked", "changed");
      assertThat(union.mark("/a/link")).isEqualTo("regular");
      assertThat(written(union)).containsExactly("/", "a/", "a/link", "linked=a/link");
      checkShownAgain(union, base());
    }
  }

  @Test
  void aCopyThatOnlyTheIndexHoldsIsInIt() throws Exception {
    try (Fixture union = union(OverlayOptions.DEFAULT.with(OverlayOptions.Index.ON), base())) {
      union.write("/linked", "changed");
      union.unlink("/linked");
      assertThat(union.read("/a/link")).isEqualTo("changed");
      assertThat(written(union)).containsExactly("/", "-linked", "a/", "a/link");
      checkShownAgain(union, base());
    }
  }

  @Test
  void aFileOfARenamedDirectoryTakesItsOtherNamesAlong() throws Exception {
    Layer base =
        Layer.builder().time(TIME).file("old/f", "f").hardLink("kept/deep/f", "old/f").build();
    try (Fixture union = union(REDIRECTS, base)) {
      union.rename("/old", "/new");
      assertThat(written(union))
          .containsExactly(
              "/", "-old", "kept/", "kept/deep/", "kept/deep/f", "new/", "new/f=kept/deep/f");
      checkShownAgain(union, base);
    }
  }

  @Test
  void aSharedCopyThatIsAsTheFileWasIsNoChange() throws Exception {
    try (Fixture union = union(OverlayOptions.DEFAULT.with(OverlayOptions.Index.ON), base())) {
      union.chmod("/linked", 0600);
      union.chmod("/linked", 0644);
      assertThat(written(union)).isEmpty();
    }
  }
}
