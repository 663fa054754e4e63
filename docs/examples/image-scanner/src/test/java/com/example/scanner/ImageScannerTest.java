package com.example.scanner;

import static io.unionfs.testing.assertions.UnionAssertions.assertThat;

import io.unionfs.container.ContainerEngine;
import io.unionfs.image.ImageReference;
import io.unionfs.image.ImageWriter;
import io.unionfs.image.NamedImage;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.testing.Image;
import io.unionfs.testing.Lower;
import io.unionfs.testing.UnionFs;
import io.unionfs.testing.UnionTempDirFactory;
import io.unionfs.testing.images.ImageForm;
import io.unionfs.testing.images.SyntheticImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found, on images whose layers stand beside the test. */
class ImageScannerTest {
  // In two parts, so that nobody takes this file for a leak.
  private static final String KEY_ID = "AKIA" + "QWERTYUIOP123456";
  private static final String TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";

  @TempDir(factory = UnionTempDirFactory.class)
  Path dir; // in memory

  @Test
  @Lower({"04755 usr/bin/su=", "srv/app.conf=id = " + KEY_ID})
  @Lower("srv/.wh.app.conf")
  void aSecretThatWasDeletedIsFound(@UnionFs ContainerEngine engine) throws IOException {
    assertThat(scan(engine))
        .containsExactly(
            "layer 0  /srv/app.conf  an AWS access key, hidden by layer 1 but in the image",
            "layer 0  /usr/bin/su  set-user-ID 0");
  }

  @Test
  @Lower({"02755 0:42 usr/bin/wall=", "06755 8:12 usr/bin/mail=", "02775 0:50 usr/share/"})
  @Lower("usr/bin/wall=harmless")
  void rightsThatWereTakenAwayAreStillThereBelow(@UnionFs ContainerEngine engine)
      throws IOException {
    assertThat(scan(engine))
        .containsExactly(
            "layer 0  /usr/bin/mail  set-user-ID 8, set-group-ID 12",
            "layer 0  /usr/bin/wall  set-group-ID 42, hidden by layer 1 but in the image");
  }

  @Test
  @Lower({"04755 a/dir/su=", "04755 b/dir/su=", "04755 c/dir/su=", "04755 d/dir/su="})
  @Lower("e=")
  @Lower({"a/.wh..wh..opq", "b/.wh.dir", "c -> d", "d/dir/.wh.sudo"})
  void aDirectoryAboveHidesToo(@UnionFs UnionFileSystem fs) throws IOException {
    assertThat(ImageScanner.privileged(fs.lowerLayers()))
        .extracting(finding -> finding.where() + " " + finding.hiddenBy())
        .containsExactlyInAnyOrder(
            "/a/dir/su OptionalInt[2]",
            "/b/dir/su OptionalInt[2]",
            "/c/dir/su OptionalInt[2]",
            "/d/dir/su OptionalInt.empty");
    assertThat(fs.getPath("/a")).isOpaqueInLayer(2);
  }

  @Test
  @Lower({"usr/bin/", "bin -> usr/bin"})
  @Lower("04755 bin/su=")
  @Lower("bin/.wh.su")
  void pathsAreThoseBehindLinks(@UnionFs ContainerEngine engine) throws IOException {
    assertThat(scan(engine))
        .containsExactly("layer 1  /usr/bin/su  set-user-ID 0, hidden by layer 2 but in the image");
  }

  @Test
  @Lower({"04755 \u001b[2J\u0007=", "home/app/token=" + TOKEN})
  void aNameDoesNotReachTheTerminal(@UnionFs ContainerEngine engine) throws IOException {
    assertThat(scan(engine))
        .containsExactly(
            "layer 0  /\\x1b[2J\\x07  set-user-ID 0", "layer 0  /home/app/token  a GitHub token");
  }

  @Test
  void layersAreThoseThatAMountNames(@UnionFs @Image("images/app.tar.gz") UnionFileSystem fs)
      throws IOException {
    List<Finding> found = scan(Path.of("src/test/resources/images/app.tar.gz"));
    assertThat(found).hasSize(4);
    for (Finding finding : found) {
      int layer = finding.layer().getAsInt();
      Path file = fs.getPath(finding.where());
      if (finding.hiddenBy().isPresent()) {
        assertThat(file).isHiddenInLayer(layer);
      } else {
        assertThat(file).isProvidedByLayer(layer);
      }
    }
  }

  @Test
  void randomBytesAreNoSecrets() throws IOException {
    SyntheticImage image =
        SyntheticImage.builder().layers(4).files(400).changed(0.2).deleted(0.1).seed(8).build();
    assertThat(scan(image.write(ImageForm.OCI_LAYOUT, dir.resolve("synthetic")))).isEmpty();
  }

  /** The findings of the image in {@code engine}'s store, which has the layers of the test. */
  private List<String> scan(ContainerEngine engine) throws IOException {
    List<ImageReference> names = List.of(ImageReference.parse("test"));
    NamedImage image = new NamedImage(engine.store().images().get("test"), names);
    Path layout = dir.resolve("layout");
    ImageWriter.writeLayout(List.of(image), layout, ProgressListener.NONE);
    return scan(layout).stream().map(Finding::toString).toList();
  }

  private static List<Finding> scan(Path file) throws IOException {
    try (io.unionfs.image.Image image = io.unionfs.image.Image.open(file)) {
      return ImageScanner.scan(image);
    }
  }
}
