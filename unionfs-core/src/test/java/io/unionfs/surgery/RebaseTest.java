package io.unionfs.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.overlay.TarOf;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What rebase promises, and what it tells of. */
class RebaseTest extends SurgeryFixture {
  private Rebased rebased(StoredImage image, StoredImage from, StoredImage to) throws IOException {
    return surgery.rebase(
        image, Optional.ofNullable(from), to, called("made"), ProgressListener.NONE);
  }

  private List<RebaseRemark> remarks(MadeImage oldBase, MadeImage newBase, ArchiveEntry... own)
      throws IOException {
    StoredImage from = oldBase.store("old");
    StoredImage to = newBase.store("new");
    StoredImage image = MadeImage.on(store, from).entries("RUN", own).store("app");
    return rebased(image, from, to).remarks();
  }

  private MadeImage other() {
    return MadeImage.in(store)
        .layer("ADD other", layer -> layer.file("etc/motd", "hello").file("etc/old", "old"));
  }

  @Test
  void theImagesOwnLayersComeOntoTheNewBaseAsTheyAre() throws IOException {
    StoredImage from = base().empty("ENV OLD").store("old");
    StoredImage to =
        base().entries("RUN patch", file("etc/patched", "p")).empty("ENV NEW").store("new");
    StoredImage image =
        MadeImage.on(store, from)
            .entries("RUN app", file("app", "app"))
            .empty("CMD app")
            .change("CMD [\"app\"]")
            .store("app");
    Rebased made = rebased(image, from, to);
    assertThat(made.remarks()).isEmpty();
    assertThat(made.image().config().diffIds())
        .containsExactly(
            to.config().diffIds().get(0),
            to.config().diffIds().get(1),
            image.config().diffIds().get(1));
    assertThat(made.image().manifest().layers().get(2)).isEqualTo(image.manifest().layers().get(1));
    assertThat(MadeImage.steps(made.image()))
        .containsExactly("ADD base -> 0", "RUN patch -> 1", "ENV NEW", "RUN app -> 2", "CMD app");
    assertThat(made.image().config().cmd()).containsExactly("app");
    assertThat(made.image().config().created()).contains(TIME);
    assertThat(MadeImage.shown(store, made.image())).containsKeys("/app", "/etc/patched");
    assertThat(rebased(image, from, to).image().manifest().digest())
        .isEqualTo(made.image().manifest().digest());
  }

  @Test
  void whereTheBasesHistoryIsNoPartOfTheImagesTheStepsBehindItsLastLayerAreTheImages()
      throws IOException {
    StoredImage image = base().empty("ENV X").entries("RUN app", file("app", "app")).store("app");
    StoredImage from =
        MadeImage.in(store)
            .layer(
                "called otherwise",
                layer ->
                    layer
                        .file("etc/motd", "hello")
                        .file("etc/old", "old")
                        .file("usr/share/doc/a", "a")
                        .file("usr/share/doc/b", "b"))
            .store("old");
    assertThat(from.config().diffIds()).isEqualTo(image.config().diffIds().subList(0, 1));
    assertThat(MadeImage.steps(rebased(image, from, other().store("new")).image()))
        .containsExactly("ADD other -> 0", "ENV X", "RUN app -> 1");
  }

  @Test
  void anOldBaseThatIsNotBelowIsRefused() throws IOException {
    StoredImage image = base().entries("RUN", file("x", "x")).store("app");
    StoredImage no = other().store("no");
    List<String> before = MadeImage.everything(store);
    assertThatThrownBy(() -> rebased(image, no, no))
        .isInstanceOf(StoreException.class)
        .hasMessageMatching(
            "no:latest is no base of app:latest: layer 0 is .*, and the image's .*");
    assertThat(MadeImage.everything(store)).isEqualTo(before);
  }

  @Test
  void anotherPlatformIsRefused() throws IOException {
    StoredImage from = base().store("old");
    StoredImage image = MadeImage.on(store, from).entries("RUN", file("x", "x")).store("app");
    StoredImage to =
        MadeImage.in(store).platform("arm64").entries("ADD", file("x", "x")).store("new");
    assertThatThrownBy(() -> rebased(image, from, to))
        .hasMessage("new:latest is for linux/arm64, and app:latest for linux/amd64");
  }

  @Test
  void theOldBaseIsTheOneThatTheImageNames() throws IOException {
    StoredImage from = base().store("old");
    StoredImage to = other().store("new");
    StoredImage byDigest =
        MadeImage.on(store, from)
            .entries("RUN", file("x", "x"))
            .annotation(Base.DIGEST, from.manifest().digest().toString())
            .store("app");
    StoredImage byLabel =
        MadeImage.on(store, from)
            .entries("RUN", file("x", "x"))
            .change("LABEL " + Base.NAME + "=docker.io/library/old:latest")
            .store("labelled");
    StoredImage silent = MadeImage.on(store, from).entries("RUN", file("x", "x")).store("silent");
    for (StoredImage image : List.of(byDigest, byLabel)) {
      StoredImage made = rebased(image, null, to).image();
      assertThat(made.config().diffIds()).startsWith(to.config().diffIds().get(0)).hasSize(2);
      assertThat(made.manifest().annotations())
          .isEqualTo(
              Map.of(
                  Base.DIGEST,
                  to.manifest().digest().toString(),
                  Base.NAME,
                  "docker.io/library/new:latest"));
      assertThat(made.config().labels()).isEmpty();
    }
    assertThatThrownBy(() -> rebased(silent, null, to))
        .hasMessage(
            "image silent:latest does not say what its base is, neither by an annotation nor by a"
                + " label org.opencontainers.image.base.digest: name the old base");
    StoredImage lost =
        MadeImage.on(store, from)
            .entries("RUN", file("x", "x"))
            .annotation(Base.NAME, "registry.example/lost:1")
            .store("lost");
    assertThatThrownBy(() -> rebased(lost, null, to))
        .hasMessage(
            "the base of image lost:latest, registry.example/lost:1, is not in the store: name the"
                + " old base");
  }

  @Test
  void aWhiteoutOfWhatTheNewBaseLacksIsTold() throws IOException {
    assertThat(
            remarks(
                base(),
                other(),
                new ArchiveEntry.Whiteout("usr/share/doc/a"),
                new ArchiveEntry.Whiteout("etc/old")))
        .containsExactly(new RebaseRemark.HidesNothing(1, "/usr/share/doc/a"));
  }

  @Test
  void aParentThatBecameALinkIsToldOnceForAllThatIsInIt() throws IOException {
    MadeImage merged =
        MadeImage.in(store)
            .layer("ADD", layer -> layer.directory("usr/lib").symlink("lib", "usr/lib"));
    MadeImage split =
        MadeImage.in(store).layer("ADD", layer -> layer.directory("usr/lib").directory("lib"));
    assertThat(remarks(split, merged, file("lib/a", "a"), file("lib/b", "b"), file("x", "x")))
        .containsExactly(new RebaseRemark.ResolvesElsewhere(1, "/lib", "/lib", "/usr/lib"));
    StoredImage made = store.images().get("made");
    assertThat(MadeImage.shown(store, made)).containsKeys("/usr/lib/a", "/usr/lib/b");
  }

  @Test
  void aDirectoryThatTakesThePlaceOfALinkIsTold() throws IOException {
    MadeImage merged =
        MadeImage.in(store)
            .layer("ADD", layer -> layer.file("usr/lib/c", "c").symlink("lib", "usr/lib"));
    MadeImage split = MadeImage.in(store).layer("ADD", layer -> layer.file("lib/c", "c"));
    assertThat(
            remarks(
                split,
                merged,
                new ArchiveEntry.Directory("lib", Attributes.of(0755, Instant.EPOCH)),
                file("lib/a", "a")))
        .containsExactly(
            new RebaseRemark.HidesOther(
                1, "/lib", Optional.of(FileType.DIRECTORY), FileType.SYMLINK));
  }

  @Test
  void aFileThatHidesAnotherThanItDidIsTold() throws IOException {
    MadeImage newer =
        MadeImage.in(store)
            .layer(
                "ADD",
                layer ->
                    layer.file("etc/motd", "HELLO").file("etc/old", "old").file("etc/new", "n"));
    assertThat(
            remarks(
                base(),
                newer,
                file("etc/motd", "mine"),
                file("etc/old", "mine"),
                file("etc/new", "mine"),
                file("etc/own", "mine")))
        .containsExactly(
            new RebaseRemark.HidesOther(
                1, "/etc/motd", Optional.of(FileType.REGULAR), FileType.REGULAR),
            new RebaseRemark.HidesOther(1, "/etc/new", Optional.empty(), FileType.REGULAR));
  }

  @Test
  void aWhiteoutOfAFileThatWasChangedMeanwhileIsTold() throws IOException {
    MadeImage newer = MadeImage.in(store).layer("ADD", layer -> layer.file("etc/motd", "HELLO"));
    assertThat(remarks(base(), newer, new ArchiveEntry.Whiteout("etc/motd")))
        .containsExactly(
            new RebaseRemark.HidesOther(
                1, "/etc/motd", Optional.of(FileType.REGULAR), FileType.REGULAR));
  }

  @Test
  void aHardLinkToAFileThatIsAnotherInTheNewBaseIsTold() throws IOException {
    MadeImage newer = MadeImage.in(store).layer("ADD", layer -> layer.file("etc/motd", "HELLO"));
    assertThat(remarks(base(), newer, new ArchiveEntry.HardLink("linked", "etc/motd")))
        .containsExactly(new RebaseRemark.LinksToOther(1, "/linked", "/etc/motd"));
  }

  @Test
  void aLayerThatCannotBePutOnTheNewBaseIsRefusedAndTheStoreStaysAsItWas() throws IOException {
    StoredImage from = base().store("old");
    StoredImage image =
        MadeImage.on(store, from)
            .entries("RUN", new ArchiveEntry.HardLink("linked", "usr/share/doc/a"))
            .store("app");
    StoredImage to = other().store("new");
    List<String> before = MadeImage.everything(store);
    assertThatThrownBy(() -> rebased(image, from, to))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "app:latest cannot be put on new:latest: layer "
                + image.config().diffIds().get(1).abbreviated()
                + ": entry \"linked\" is a hard link to \"usr/share/doc/a\", which does not exist");
    assertThat(MadeImage.everything(store)).isEqualTo(before);
  }

  @Test
  void aSettingThatIsTheOldBasesAndAnotherInTheNewOneIsTold() throws IOException {
    StoredImage from = base().change("ENV PATH=/old A=1 B=2").store("old");
    StoredImage to = other().change("ENV PATH=/new B=2").store("new");
    StoredImage image =
        MadeImage.on(store, from).entries("RUN", file("x", "x")).change("ENV B=own").store("app");
    Rebased made = rebased(image, from, to);
    assertThat(made.remarks())
        .containsExactly(
            new RebaseRemark.KeepsSetting("Env A", "1", Optional.empty()),
            new RebaseRemark.KeepsSetting("Env PATH", "/old", Optional.of("/new")));
    assertThat(made.image().config().env()).containsExactly("PATH=/old", "A=1", "B=own");
  }

  /** What is shown is what the layers show when they are stacked by hand. */
  @Test
  void whatIsShownIsTheLayersOnTheNewBase() throws IOException {
    StoredImage from = base().store("old");
    StoredImage to = other().store("new");
    StoredImage image =
        MadeImage.on(store, from)
            .entries("RUN", file("etc/motd", "mine"), new ArchiveEntry.Whiteout("etc/old"))
            .store("app");
    StoredImage made = rebased(image, from, to).image();
    try (Store.OpenLayers below = store.openLayers(to);
        Store.OpenLayers own = store.openLayers(image)) {
      List<io.unionfs.layer.Layer> stacked = new ArrayList<>(below.layers());
      stacked.add(own.layers().get(1));
      assertThat(MadeImage.shown(store, made)).isEqualTo(TarOf.shown(stacked));
    }
  }
}
