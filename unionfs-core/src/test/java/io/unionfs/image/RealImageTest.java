package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Unpack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images made here and now by umoci, buildah and skopeo: what we show of one is what umoci unpacks
 * it to, in every path, type, permission, owner, size, mtime, link target, device number, extended
 * attribute and digest. Skipped where the tools are missing.
 */
class RealImageTest {
  private static final int LAYERS = 6;
  private static final int CHANGES = 60;

  private Path work;

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

  @Test
  void theSmallImagesMadeAnewAreShownAsUmociUnpacksThem() throws Exception {
    Path images = work.resolve("images");
    String script = CommittedImagesTest.resource("make.sh").toString();
    Tool.run(work, "bash", script, images.toString());
    List<String> oddities = unpackedLines("oci:" + images.resolve("oddities") + ":v1");
    for (String name : List.of("oddities", "oddities-docker.tar.gz", "oddities-zstd.tar")) {
      assertSame(images.resolve(name), ImageOptions.defaults(), oddities);
    }
    List<String> built = unpackedLines("oci-archive:" + images.resolve("built-oci.tar"));
    for (String name : List.of("built-docker.tar", "built-oci.tar")) {
      assertSame(images.resolve(name), ImageOptions.defaults(), built);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 12})
  void layersOfRandomChangesPackedByUmociAreShownAsItUnpacksThem(long seed) throws Exception {
    Random random = new Random(seed);
    Path layout = work.resolve("layout");
    String image = layout + ":t";
    Path bundle = work.resolve("bundle");
    umoci("init", "--layout", layout.toString());
    umoci("new", "--image", image);
    umoci("unpack", "--image", image, bundle.toString());
    for (int layer = 0; layer < LAYERS; layer++) {
      new RandomChanges(bundle.resolve("rootfs"), random).make(CHANGES);
      umoci("repack", "--refresh-bundle", "--image", image, bundle.toString());
    }
    umoci("gc", "--layout", layout.toString());
    sameInEveryForm("oci:" + image);
  }

  @ParameterizedTest
  @ValueSource(longs = {4})
  void layersOfRandomChangesCommittedByBuildahAreShownAsUmociUnpacksThem(long seed)
      throws Exception {
    Random random = new Random(seed);
    String from = "scratch";
    for (int layer = 0; layer < LAYERS; layer++) {
      String container = "c" + layer;
      buildah("from", "--name", container, from);
      String root = new String(buildah("mount", container), CraftedImage.UTF_8).strip();
      new RandomChanges(Path.of(root), random).make(CHANGES);
      from = "i" + layer;
      buildah("commit", "-q", container, from);
      buildah("rm", container);
    }
    Path layout = work.resolve("layout");
    buildah("push", "-q", from, "oci:" + layout + ":t");
    sameInEveryForm("oci:" + layout + ":t");
  }

  @Test
  @Tag("long")
  void aDebianIsShownAsUmociUnpacksIt() throws Exception {
    Tool.require("debootstrap");
    Path layout = work.resolve("layout");
    String image = layout + ":t";
    Path bundle = work.resolve("bundle");
    Path root = bundle.resolve("rootfs");
    umoci("init", "--layout", layout.toString());
    umoci("new", "--image", image);
    umoci("unpack", "--image", image, bundle.toString());
    Tool.run(work, "debootstrap", "--variant=minbase", "stable", root.toString());
    umoci("repack", "--refresh-bundle", "--image", image, bundle.toString());
    Tool.run(root, "rm", "-rf", "usr/share/doc", "usr/share/man", "var/lib/apt/lists");
    Tool.run(root, "mkdir", "-p", "usr/share/doc/empty");
    umoci("repack", "--refresh-bundle", "--image", image, bundle.toString());
    new RandomChanges(root, new Random(6)).make(CHANGES);
    umoci("repack", "--refresh-bundle", "--image", image, bundle.toString());
    same(layout, "oci:" + image);
  }

  /** Compares the image as it is, and what skopeo makes of it. */
  private void sameInEveryForm(String source) throws Exception {
    List<Path> forms = new ArrayList<>();
    Path docker = work.resolve("docker.tar");
    Path zstd = work.resolve("zstd.tar");
    Path plain = work.resolve("plain");
    skopeo("copy", source, "docker-archive:" + docker + ":app:1");
    skopeo("copy", "--dest-compress-format", "zstd", source, "oci-archive:" + zstd);
    skopeo(
        "copy",
        "docker-archive:" + docker,
        "--dest-oci-accept-uncompressed-layers",
        "oci:" + plain);
    forms.addAll(List.of(work.resolve("layout"), docker, zstd, plain));
    List<String> expected = unpackedLines(source);
    for (Path form : forms) {
      assertSame(form, ImageOptions.defaults(), expected);
    }
    Path place = Files.createDirectory(work.resolve("place"));
    ImageOptions onDisk = ImageOptions.defaults().withUnpack(Unpack.to(place));
    assertSame(work.resolve("layout"), onDisk, expected);
    assertThat(place).isEmptyDirectory();
  }

  private void same(Path file, String source) throws Exception {
    Path place = Files.createTempDirectory(work, "place");
    ImageOptions options = ImageOptions.defaults().withUnpack(Unpack.to(place));
    assertSame(file, options, unpackedLines(source));
  }

  private static void assertSame(Path file, ImageOptions options, List<String> expected)
      throws Exception {
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

  private List<String> unpackedLines(String source) throws Exception {
    Path copy = Files.createTempDirectory(work, "copy");
    skopeo("copy", source, "oci:" + copy + ":x");
    Path bundle = copy.resolve("bundle");
    umoci("unpack", "--image", copy + ":x", bundle.toString());
    return HostListing.of(bundle.resolve("rootfs")).lines();
  }

  private void umoci(String... arguments) throws Exception {
    Tool.run(work, words(List.of("umoci"), arguments));
  }

  private void skopeo(String... arguments) throws Exception {
    Tool.run(work, words(List.of("skopeo", "--insecure-policy"), arguments));
  }

  private byte[] buildah(String... arguments) throws Exception {
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

  private static String[] words(List<String> program, String... arguments) {
    return Stream.concat(program.stream(), Stream.of(arguments)).toArray(String[]::new);
  }
}
