package io.unionfs.surgery;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.FileType;
import io.unionfs.overlay.TreeDifference;
import io.unionfs.overlay.TreeDifference.Metadata;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is told of the difference of two images. */
class ImageDifferenceTest extends SurgeryFixture {
  private ImageDifference of(StoredImage before, StoredImage after) throws IOException {
    return ImageDifference.of(store, before, after);
  }

  @Test
  void pathsAreAddedChangedInContentOrMetadataOrTypeAndDeleted() throws IOException {
    StoredImage before =
        MadeImage.in(store)
            .layer(
                "ADD",
                layer ->
                    layer
                        .file("content", "one")
                        .file("mode", "m")
                        .file("becomes-dir", "x")
                        .file("gone/a", "a")
                        .file("both", "one")
                        .symlink("link", "one")
                        .file("same", "same"))
            .store("a");
    StoredImage after =
        MadeImage.in(store)
            .layer(
                "ADD",
                layer ->
                    layer
                        .file("content", "two")
                        .file("mode", "m")
                        .with("mode", a -> a.withMode(0600).withOwner(1, 2))
                        .file("becomes-dir/x", "x")
                        .file("added/a", "a")
                        .file("both", "longer")
                        .with("both", a -> a.modifiedAt(Instant.ofEpochSecond(9)))
                        .symlink("link", "two")
                        .file("same", "same"))
            .store("b");
    assertThat(of(before, after).paths())
        .containsExactly(
            new TreeDifference.Added("/added", FileType.DIRECTORY),
            new TreeDifference.Added("/added/a", FileType.REGULAR),
            new TreeDifference.TypeChanged("/becomes-dir", FileType.REGULAR, FileType.DIRECTORY),
            new TreeDifference.Added("/becomes-dir/x", FileType.REGULAR),
            new TreeDifference.ContentChanged("/both", FileType.REGULAR, Set.of(Metadata.MODIFIED)),
            new TreeDifference.ContentChanged("/content", FileType.REGULAR, Set.of()),
            new TreeDifference.Deleted("/gone", FileType.DIRECTORY),
            new TreeDifference.ContentChanged("/link", FileType.SYMLINK, Set.of()),
            new TreeDifference.MetadataChanged(
                "/mode", FileType.REGULAR, Set.of(Metadata.MODE, Metadata.OWNER)));
  }

  @Test
  void layersAreSharedAtTheBottomOrElsewhere() throws IOException {
    StoredImage base = base().store("base");
    StoredImage before =
        MadeImage.on(store, base)
            .entries("1", file("1", "1"))
            .entries("2", file("2", "2"))
            .store("a");
    StoredImage after =
        MadeImage.on(store, base)
            .entries("3", file("3", "3"))
            .entries("2", file("2", "2"))
            .store("b");
    ImageDifference.Layers layers = of(before, after).layers();
    assertThat(layers.common()).isEqualTo(base.config().diffIds());
    assertThat(layers.elsewhere()).containsExactly(before.config().diffIds().get(2));
    assertThat(layers.removed()).containsExactly(before.config().diffIds().get(1));
    assertThat(layers.added()).containsExactly(after.config().diffIds().get(1));
  }

  @Test
  void settingsDifferByVariableAndLabel() throws IOException {
    StoredImage before = base().change("ENV A=1 B=2\nLABEL l=1\nCMD [\"x\"]\nEXPOSE 80").store("a");
    StoredImage after =
        base().change("ENV A=1 B=3 C=4\nCMD [\"x\", \"y\"]\nEXPOSE 80\nUSER app").store("b");
    assertThat(of(before, after).config())
        .containsExactly(
            setting("Cmd", "[\"x\"]", "[\"x\",\"y\"]"),
            setting("Env B", "2", "3"),
            setting("Env C", null, "4"),
            setting("Label l", "1", null),
            setting("User", null, "app"));
  }

  private static ImageDifference.Setting setting(String name, String before, String after) {
    return new ImageDifference.Setting(
        name, Optional.ofNullable(before), Optional.ofNullable(after));
  }

  @Test
  void anImageAndItselfDoNotDiffer() throws IOException {
    StoredImage image = base().change("CMD x").store("a");
    assertThat(of(image, image).isEmpty()).isTrue();
    assertThat(of(image, base().store("b")).isEmpty()).isFalse();
  }
}
