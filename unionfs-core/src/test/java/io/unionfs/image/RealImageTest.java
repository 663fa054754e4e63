package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Unpack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images made here and now by umoci, buildah and skopeo: what we show of one is what umoci unpacks
 * it to, in every path, type, permission, owner, size, mtime, link target, device number, extended
 * attribute and digest. Skipped where the tools are missing.
 */
class RealImageTest extends RealToolsBase {
  private static final int LAYERS = 6;
  private static final int CHANGES = 60;

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
    sameInEveryForm("oci:" + packedByUmoci(random, LAYERS, CHANGES));
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
    Path gzip = work.resolve("gzip.tar");
    skopeo("copy", source, "docker-archive:" + docker + ":app:1");
    skopeo("copy", "--dest-compress-format", "zstd", source, "oci-archive:" + zstd);
    skopeo(
        "copy",
        "docker-archive:" + docker,
        "--dest-oci-accept-uncompressed-layers",
        "oci:" + plain);
    skopeo(
        "copy",
        "--dest-compress-format",
        "gzip",
        "docker-archive:" + docker,
        "oci-archive:" + gzip);
    forms.addAll(List.of(work.resolve("layout"), docker, zstd, plain, gzip));
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
}
