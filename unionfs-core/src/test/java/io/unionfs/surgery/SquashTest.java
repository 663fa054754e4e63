package io.unionfs.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.image.History;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Xattrs;
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
import org.junit.jupiter.api.Test;

/** What squash and flatten promise, a sentence each. */
class SquashTest extends SurgeryFixture {
  private StoredImage squashed(StoredImage image, int first, int last) throws IOException {
    StoredImage made =
        surgery.squash(image, new LayerRange(first, last), called("made"), ProgressListener.NONE);
    assertThat(TarOf.differences(MadeImage.shown(store, made), MadeImage.shown(store, image)))
        .isEmpty();
    return made;
  }

  /** The entries of a layer in a word each, the root aside. */
  private List<String> words(StoredImage image, int layer) throws IOException {
    List<String> words = new ArrayList<>();
    try (Store.OpenLayers opened = store.openLayers(image)) {
      for (ArchiveEntry entry : ((ArchiveLayer) opened.layers().get(layer)).entries()) {
        String what = entry instanceof ArchiveEntry.Whiteout ? "-" : "";
        String more = entry instanceof ArchiveEntry.HardLink link ? "=" + link.target() : "";
        if (!entry.path().isEmpty()) {
          words.add(what + entry.path() + more);
        }
      }
    }
    return words;
  }

  @Test
  void whatWasDeletedOfTheLayersBelowIsAWhiteout() throws IOException {
    StoredImage image =
        base()
            .layer("RUN rm", layer -> layer.directory("etc").whiteout("etc/old"))
            .layer("RUN more", layer -> layer.file("new", "n"))
            .store("a");
    assertThat(words(squashed(image, 1, 2), 1)).contains("-etc/old", "new");
  }

  @Test
  void whatCameAndWentInTheRangeIsNotInIt() throws IOException {
    StoredImage image =
        base()
            .layer("RUN add", layer -> layer.file("tmp/big", "x".repeat(10_000)))
            .layer("RUN rm", layer -> layer.directory("tmp").whiteout("tmp/big"))
            .store("a");
    StoredImage made = squashed(image, 1, 2);
    assertThat(words(made, 1)).containsExactly("tmp");
    assertThat(made.size()).isEqualTo(image.size() - 10_000);
  }

  @Test
  void aRangeThatChangesNothingInAllIsAStepWithoutALayer() throws IOException {
    StoredImage image =
        base()
            .entries("RUN add", file("tmp", "x"))
            .entries("RUN rm", new ArchiveEntry.Whiteout("tmp"))
            .store("a");
    StoredImage made = squashed(image, 1, 2);
    assertThat(made.layers()).hasSize(1);
    assertThat(MadeImage.steps(made))
        .containsExactly("ADD base -> 0", "unionfs squash --from 1 --to 2");
  }

  @Test
  void anOpaqueDirectoryHidesWhatIsBelowAndNotWhatTheRangePutsIntoIt() throws IOException {
    StoredImage image =
        base()
            .layer(
                "RUN", layer -> layer.opaqueDirectory("usr/share/doc").file("usr/share/doc/b", "B"))
            .layer("RUN", layer -> layer.file("usr/share/doc/c", "c"))
            .store("a");
    StoredImage made = squashed(image, 1, 2);
    assertThat(words(made, 1)).contains("-usr/share/doc/a", "usr/share/doc/b", "usr/share/doc/c");
    assertThat(MadeImage.shown(store, made).keySet()).doesNotContain("/usr/share/doc/a");
  }

  @Test
  void hardLinksOfTheRangeStayOneFile() throws IOException {
    StoredImage image =
        base()
            .layer("RUN", layer -> layer.file("one", "x").hardLink("two", "one"))
            .layer("RUN", layer -> layer.file("three", "y"))
            .store("a");
    assertThat(words(squashed(image, 1, 2), 1)).containsExactly("one", "three", "two=one");
  }

  @Test
  void aHardLinkToAFileBelowTheRangeIsACopyUnderBothNames() throws IOException {
    StoredImage image =
        base()
            .entries("RUN ln", new ArchiveEntry.HardLink("linked", "etc/motd"))
            .entries("RUN", file("x", "x"))
            .store("a");
    assertThat(words(squashed(image, 1, 2), 1)).contains("etc/motd", "linked=etc/motd", "x");
  }

  @Test
  void ownersModesTimesXattrsAndSpecialFilesStay() throws IOException {
    Attributes odd =
        new Attributes(
            04711,
            70_000,
            3_000_000,
            Instant.EPOCH,
            Instant.ofEpochSecond(1, 123_456_789),
            Instant.EPOCH,
            Xattrs.of(Map.of("user.k", new byte[] {0, 1}, "security.capability", new byte[20])));
    StoredImage image =
        base()
            .entries(
                "RUN",
                new ArchiveEntry.Node(
                    "odd", new Entry.File(1, odd, 1, io.unionfs.layer.Content.of(new byte[3]))),
                new ArchiveEntry.Node(
                    "fifo", new Entry.Special(1, odd, 1, FileType.FIFO, DeviceNumber.NONE)),
                new ArchiveEntry.Node(
                    "device",
                    new Entry.Special(
                        1, odd, 1, FileType.BLOCK_DEVICE, new DeviceNumber(300, 70_000))),
                new ArchiveEntry.Node("link", new Entry.Symlink(1, odd, 1, "nowhere")),
                new ArchiveEntry.Directory("dir", odd))
            .entries("RUN", file("x", "x"))
            .store("a");
    Map<String, String> shown = MadeImage.shown(store, squashed(image, 1, 2));
    assertThat(shown.get("/odd")).contains("4711 70000:3000000 1970-01-01T00:00:01.123456789Z");
    assertThat(shown).containsKeys("/fifo", "/device", "/link", "/dir");
  }

  /** In an archive it is a file; unpacked for overlayfs, a whiteout. It is handed on as it is. */
  @Test
  void aDevice00OfAnArchiveStaysOne() throws IOException {
    Attributes attributes = Attributes.of(0, Instant.EPOCH);
    StoredImage image =
        base()
            .entries(
                "RUN",
                new ArchiveEntry.Node(
                    "etc/old",
                    new Entry.Special(
                        1, attributes, 1, FileType.CHARACTER_DEVICE, DeviceNumber.NONE)))
            .entries("RUN", file("x", "x"))
            .store("a");
    assertThat(words(squashed(image, 1, 2), 1)).containsExactly("etc", "etc/old", "x");
  }

  @Test
  void whatTheRangeSaysThroughALinkOfALayerBelowIsWhereItWas() throws IOException {
    StoredImage image =
        MadeImage.in(store)
            .layer("ADD", layer -> layer.file("usr/lib/a", "a").symlink("lib", "usr/lib"))
            .entries("RUN", file("lib/b", "b"))
            .entries("RUN", new ArchiveEntry.Whiteout("lib/a"))
            .store("a");
    assertThat(words(squashed(image, 1, 2), 1))
        .containsExactly("usr", "usr/lib", "-usr/lib/a", "usr/lib/b");
  }

  @Test
  void theLayersOutsideTheRangeStayAsTheyAre() throws IOException {
    StoredImage image =
        base()
            .entries("RUN 1", file("1", "1"))
            .entries("RUN 2", file("2", "2"))
            .entries("RUN 3", file("3", "3"))
            .store("a");
    StoredImage made = squashed(image, 1, 2);
    assertThat(made.config().diffIds())
        .hasSize(3)
        .startsWith(image.config().diffIds().get(0))
        .endsWith(image.config().diffIds().get(3));
    assertThat(made.manifest().layers().get(2)).isEqualTo(image.manifest().layers().get(3));
  }

  @Test
  void oneStepTakesThePlaceOfThoseOfTheRangeAndTheOthersStay() throws IOException {
    StoredImage image =
        base()
            .empty("ENV A=b")
            .entries("RUN 1", file("1", "1"))
            .empty("ENV C=d")
            .entries("RUN 2", file("2", "2"))
            .empty("CMD x")
            .store("a");
    StoredImage made = squashed(image, 1, 2);
    assertThat(MadeImage.steps(made))
        .containsExactly(
            "ADD base -> 0", "ENV A=b", "unionfs squash --from 1 --to 2 -> 1", "CMD x");
    History step = made.config().history().get(2);
    assertThat(step.comment())
        .isEqualTo("3 steps with 2 layers of " + image.id().abbreviated() + " in one");
    assertThat(step.created()).contains(TIME);
    assertThat(made.config().created()).contains(TIME);
  }

  @Test
  void anImageThatTellsNoHistoryGetsStepsOfWhichNothingIsTold() throws IOException {
    StoredImage told =
        base().entries("RUN 1", file("1", "1")).entries("RUN 2", file("2", "2")).store("a");
    String json =
        "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
            + String.join(
                ",", told.config().diffIds().stream().map(each -> "\"" + each + "\"").toList())
            + "]}}";
    StoredImage image = Untold.add(store, json, told.manifest().layers(), "untold");
    assertThat(image.config().history()).isEmpty();
    StoredImage made = squashed(image, 1, 2);
    assertThat(MadeImage.steps(made))
        .containsExactly(" -> 0", "unionfs squash --from 1 --to 2 -> 1");
  }

  @Test
  void theSameImageRangeAndTimeGiveTheSameDigest() throws IOException {
    StoredImage image =
        base().entries("RUN 1", file("1", "1")).entries("RUN 2", file("2", "2")).store("a");
    assertThat(squashed(image, 0, 1).manifest().digest())
        .isEqualTo(squashed(image, 0, 1).manifest().digest())
        .isNotEqualTo(squashed(image, 0, 2).manifest().digest());
  }

  @Test
  void aFlatImageIsOneLayerWithoutWhiteouts() throws IOException {
    StoredImage image =
        base()
            .empty("ENV A=b")
            .layer("RUN rm", layer -> layer.directory("etc").whiteout("etc/old"))
            .empty("CMD x")
            .store("a");
    StoredImage made = surgery.flatten(image, called("flat"), ProgressListener.NONE);
    assertThat(MadeImage.shown(store, made)).isEqualTo(MadeImage.shown(store, image));
    assertThat(words(made, 0)).noneMatch(word -> word.startsWith("-")).doesNotContain("etc/old");
    assertThat(MadeImage.steps(made)).containsExactly("unionfs flatten -> 0", "CMD x");
  }

  @Test
  void theImageThatItWasMadeOfStays() throws IOException {
    StoredImage image = base().entries("RUN", file("1", "1")).store("a");
    StoredImage made =
        surgery.squash(image, LayerRange.all(image), called("a"), ProgressListener.NONE);
    assertThat(store.images().get("a").id()).isEqualTo(made.id());
    assertThat(store.images().get(image.id().hex()).names()).isEmpty();
    assertThat(MadeImage.shown(store, image)).isEqualTo(MadeImage.shown(store, made));
    assertThat(store.check(ProgressListener.NONE).problems()).isEmpty();
  }

  @Test
  void settingsAndFieldsThatNobodyKnowsStay() throws IOException {
    StoredImage told = base().store("a");
    String diffId = told.config().diffIds().get(0).toString();
    String json =
        "{\"os\":\"linux\",\"architecture\":\"amd64\",\"os.version\":\"7\",\"config\":{\"Cmd\":[\"x\"],"
            + "\"Odd\":{\"a\":1}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
            + diffId
            + "\"]},\"history\":[{\"created_by\":\"x\",\"odd\":2,\"empty_layer\":true},{\"created_by\":\"y\"}]}";
    StoredImage image = Untold.add(store, json, told.manifest().layers(), "odd");
    StoredImage made = surgery.flatten(image, called("made"), ProgressListener.NONE);
    assertThat(new String(made.config().bytes(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"os.version\":\"7\"", "\"Odd\":{\"a\":1}", "\"odd\":2");
  }

  @Test
  void aRangeIsNamedByItsNumbersOrItsBase() throws IOException {
    StoredImage base = base().store("base");
    StoredImage other = base().entries("RUN", file("q", "q")).store("other");
    StoredImage image =
        MadeImage.on(store, base)
            .entries("RUN 1", file("1", "1"))
            .entries("RUN 2", file("2", "2"))
            .store("a");
    assertThat(LayerRange.above(image, base)).isEqualTo(new LayerRange(1, 2));
    assertThat(LayerRange.last(image, 2)).isEqualTo(new LayerRange(1, 2));
    assertThat(LayerRange.all(image)).isEqualTo(new LayerRange(0, 2));
    assertThatThrownBy(() -> LayerRange.above(image, other))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "other:latest is no base of a:latest: layer 1 is "
                + other.config().diffIds().get(1).abbreviated()
                + ", and the image's "
                + image.config().diffIds().get(1).abbreviated());
    assertThatThrownBy(() -> LayerRange.above(base, image))
        .hasMessage("a:latest is no base of base:latest: it has 3 layers, and the image 1");
    assertThatThrownBy(() -> LayerRange.above(base, base))
        .hasMessage("image base:latest has no layers above those of base:latest");
    assertThatThrownBy(() -> LayerRange.last(image, 4))
        .hasMessage("image a:latest has 3 layers, of which 4 are no range");
    assertThatThrownBy(() -> squashed(image, 1, 3))
        .hasMessage("image a:latest has no layers 1 to 3; its layers are 0 to 2");
  }

  @Test
  void whatItSaysOfItsBaseStaysIfThatIsStillBelow() throws IOException {
    StoredImage base = base().store("base");
    StoredImage image =
        MadeImage.on(store, base)
            .entries("RUN 1", file("1", "1"))
            .entries("RUN 2", file("2", "2"))
            .annotation(Base.DIGEST, base.manifest().digest().toString())
            .annotation("other", "stays")
            .store("a");
    assertThat(squashed(image, 1, 2).manifest().annotations())
        .containsOnlyKeys(Base.DIGEST, "other");
    assertThat(squashed(image, 0, 1).manifest().annotations()).containsOnlyKeys("other");
  }
}
