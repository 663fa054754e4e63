package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests with umoci, buildah and skopeo share; they are skipped where these are missing. */
abstract class RealToolsBase {
  Path work;

  @BeforeEach
  void tools() throws IOException {
    Tool.require("umoci", "skopeo", "buildah", "bash", "getfattr", "setfattr", "setcap", "find");
    work = Files.createTempDirectory("real-image");
  }

  @AfterEach
  void clean() throws Exception {
    if (work != null) {
      Tool.run(Path.of("/"), "rm", "-rf", work.toString());
    }
  }

  /** Makes the layout {@code layout} of {@code layers} layers, and returns the image in it. */
  String packedByUmoci(Random random, int layers, int changes) throws Exception {
    Path layout = work.resolve("layout");
    String image = layout + ":t";
    Path bundle = work.resolve("bundle");
    umoci("init", "--layout", layout.toString());
    umoci("new", "--image", image);
    umoci("unpack", "--image", image, bundle.toString());
    for (int layer = 0; layer < layers; layer++) {
      new RandomChanges(bundle.resolve("rootfs"), random).make(changes);
      umoci("repack", "--refresh-bundle", "--image", image, bundle.toString());
    }
    umoci("gc", "--layout", layout.toString());
    return image;
  }

  static void assertSame(Path file, ImageOptions options, List<String> expected) throws Exception {
    List<String> shown;
    try (Image image = Image.open(file, options)) {
      shown = CommittedImagesTest.listing(image).lines();
    }
    Set<String> missing = new LinkedHashSet<>(expected);
    shown.forEach(missing::remove);
    Set<String> unexpected = new LinkedHashSet<>(shown);
    expected.forEach(unexpected::remove);
    assertThat(
            Stream.concat(
                missing.stream().map("umoci: "::concat),
                unexpected.stream().map("ours:  "::concat)))
        .as("%s", file)
        .isEmpty();
    assertThat(shown).isEqualTo(expected);
  }

  List<String> unpackedLines(String source) throws Exception {
    Path copy = Files.createTempDirectory(work, "copy");
    skopeo("copy", source, "oci:" + copy + ":x");
    Path bundle = copy.resolve("bundle");
    umoci("unpack", "--image", copy + ":x", bundle.toString());
    return HostListing.of(bundle.resolve("rootfs")).lines();
  }

  void umoci(String... arguments) throws Exception {
    Tool.run(work, words(List.of("umoci"), arguments));
  }

  void skopeo(String... arguments) throws Exception {
    Tool.run(work, words(List.of("skopeo", "--insecure-policy"), arguments));
  }

  byte[] buildah(String... arguments) throws Exception {
    Path storage = work.resolve("storage");
    List<String> program =
        List.of(
            "buildah",
            "--root",
            storage + "/root",
            "--runroot",
            storage + "/run",
            "--storage-driver",
            "vfs");
    return Tool.output(work, words(program, arguments));
  }

  static String[] words(List<String> program, String... arguments) {
    return Stream.concat(program.stream(), Stream.of(arguments)).toArray(String[]::new);
  }
}
