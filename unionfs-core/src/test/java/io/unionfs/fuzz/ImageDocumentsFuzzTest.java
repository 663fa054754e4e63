package io.unionfs.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.image.Descriptor;
import io.unionfs.image.History;
import io.unionfs.image.Image;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageConfigBuilder;
import io.unionfs.image.ImageException;
import io.unionfs.image.ImageFile;
import io.unionfs.image.ImageOptions;
import io.unionfs.image.ImageReference;
import io.unionfs.image.ImageWriter;
import io.unionfs.image.Manifest;
import io.unionfs.image.NamedImage;
import io.unionfs.image.Platform;
import io.unionfs.layer.Digest;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Documents of images that say anything: they are read or refused with an {@link ImageException} of
 * one line, and what is read can be written. The first byte of an input says which document the
 * rest is: {@code m}anifest, {@code c}onfig, {@code i}ndex, {@code d}ocker-archive, {@code n}ame,
 * or a chan{@code g}e.
 */
class ImageDocumentsFuzzTest {
  private static final String OCI = "application/vnd.oci.image.";

  // A tar of nothing is a layer.
  private static final byte[] LAYER = new byte[1024];
  private static final byte[] CONFIG =
      utf8(
          "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\","
              + "\"diff_ids\":[\""
              + digest(LAYER)
              + "\"]}}");
  private static final byte[] MANIFEST =
      Manifest.of(
              Descriptor.of(OCI + "config.v1+json", digest(CONFIG), CONFIG.length),
              List.of(Descriptor.of(OCI + "layer.v1.tar", digest(LAYER), LAYER.length)))
          .bytes();

  @FuzzTest(maxDuration = "4m")
  @DictionaryEntries({
    "\"schemaVersion\":2",
    "\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.index.v1+json",
    "\"annotations\":{",
    "\"platform\":{\"os\":\"linux\",\"architecture\":\"",
    "\"history\":[{\"empty_layer\":true}]",
    "\"created\":\"2024-01-01T00:00:00Z\"",
    "\"RepoTags\":[",
    "ENTRYPOINT [\"",
    "HEALTHCHECK --interval="
  })
  @EnabledIfEnvironmentVariable(
      named = "JAZZER_FUZZ",
      matches = "1",
      disabledReason = "fuzzing is asked for by JAZZER_FUZZ=1; the seeds are replayed")
  void documents(byte[] input) throws IOException {
    check(input);
  }

  @ParameterizedTest
  @MethodSource
  void seed(Path seed) throws IOException {
    check(Files.readAllBytes(seed));
  }

  static Stream<Path> seed() throws IOException {
    return FuzzedOptions.seeds(ImageDocumentsFuzzTest.class, "documents");
  }

  private static void check(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    try {
      switch (input[0]) {
        case 'm' -> manifest(rest);
        case 'c' -> config(rest);
        case 'i' -> inLayout("index.json", rest);
        case 'd' -> inDockerArchive(rest);
        case 'n' -> name(new String(rest, StandardCharsets.UTF_8));
        case 'g' -> change(new String(rest, StandardCharsets.UTF_8));
        default -> {}
      }
    } catch (ImageException | IllegalArgumentException e) {
      assertThat(e.getMessage()).matches("[^\\p{Cntrl}]*").hasSizeLessThan(4000);
    }
  }

  private static void manifest(byte[] json) throws IOException {
    ImageException refused = null;
    try {
      Manifest manifest = Manifest.parse(json);
      assertThat(manifest.bytes()).isEqualTo(json);
      assertThat(manifest.digest()).isEqualTo(digest(json));
      Manifest anew = Manifest.of(manifest.config(), manifest.layers(), manifest.annotations());
      assertThat(anew.layers())
          .extracting(Descriptor::digest)
          .isEqualTo(manifest.layers().stream().map(Descriptor::digest).toList());
    } catch (ImageException e) {
      refused = e;
    }
    String descriptor =
        "{\"mediaType\":\"%smanifest.v1+json\",\"digest\":\"%s\",\"size\":%d}"
            .formatted(OCI, digest(json), json.length);
    inLayout("blobs/sha256/" + digest(json).hex(), json, descriptor);
    if (refused != null) {
      throw refused;
    }
  }

  private static void config(byte[] json) throws IOException {
    ImageConfig config = ImageConfig.parse(json);
    assertThat(config.bytes()).isEqualTo(json);
    History step = new History(Optional.empty(), "x", "", "", OptionalInt.empty());
    ImageConfig more =
        ImageConfigBuilder.from(config)
            .change("ENV a=$a\nLABEL a=b\nEXPOSE 1\nVOLUME /a\nWORKDIR a\nUSER a\nCMD a")
            .change("ONBUILD RUN a\nHEALTHCHECK CMD a")
            .layer(digest(LAYER), step)
            .build();
    assertThat(more.diffIds()).hasSize(config.diffIds().size() + 1).endsWith(digest(LAYER));
    assertThat(more.history())
        .hasSize(Math.max(config.history().size(), config.diffIds().size()) + 1);
    assertThat(more.workingDir()).startsWith("/").endsWith("a");
  }

  private static void name(String text) {
    ImageReference name = ImageReference.parse(text);
    assertThat(ImageReference.parse(name.toString())).isEqualTo(name);
    assertThat(ImageReference.parse(name.familiar())).isEqualTo(name);
  }

  private static void change(String text) {
    ImageConfigBuilder.of(Platform.parse("linux/amd64")).change(text).build();
  }

  /** A layout with one good image, and the file {@code path}. */
  private static void inLayout(String path, byte[] bytes, String... descriptors)
      throws IOException {
    try (FileSystem jimfs = Jimfs.newFileSystem(Configuration.unix())) {
      Path root = jimfs.getPath("/work");
      put(root, "oci-layout", utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
      put(
          root,
          "index.json",
          utf8("{\"schemaVersion\":2,\"manifests\":[" + String.join(",", descriptors) + "]}"));
      for (byte[] blob : List.of(LAYER, CONFIG, MANIFEST)) {
        put(root, "blobs/sha256/" + digest(blob).hex(), blob);
      }
      put(root, path, bytes);
      open(root);
      if (path.equals("index.json")) {
        try (Image image = goodImage()) {
          ImageWriter.writeLayout(
              List.of(new NamedImage(image, List.of(ImageReference.parse("app:1")))),
              root,
              ProgressListener.NONE);
        }
        try (Image image =
            Image.open(root, ImageOptions.defaults().withReference(digest(MANIFEST).toString()))) {
          assertThat(image.manifest().bytes()).isEqualTo(MANIFEST);
        }
      }
    }
  }

  private static Image goodImage() throws IOException {
    Path root = Jimfs.newFileSystem(Configuration.unix()).getPath("/work");
    put(root, digest(CONFIG).hex() + ".json", CONFIG);
    put(root, "layer.tar", LAYER);
    String item = "[{\"Config\":\"%s.json\",\"Layers\":[\"layer.tar\"]}]";
    put(root, "manifest.json", utf8(item.formatted(digest(CONFIG).hex())));
    return Image.open(root);
  }

  private static void inDockerArchive(byte[] manifest) throws IOException {
    try (FileSystem jimfs = Jimfs.newFileSystem(Configuration.unix())) {
      Path root = jimfs.getPath("/work");
      put(root, "config.json", CONFIG);
      put(root, "layer.tar", LAYER);
      put(root, "manifest.json", manifest);
      open(root);
    }
  }

  private static void put(Path root, String path, byte[] bytes) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.write(root.resolve(path), bytes);
  }

  /** What can be opened can be read and written. */
  private static void open(Path root) throws IOException {
    try (ImageFile file = ImageFile.open(root, ImageOptions.defaults())) {
      for (Image image : file.images()) {
        image.layers();
        ImageWriter.write(
            List.of(new NamedImage(image, image.references()).asOci()),
            ImageWriter.Form.DOCKER_ARCHIVE,
            OutputStream.nullOutputStream(),
            ProgressListener.NONE);
      }
    }
  }

  private static Digest digest(byte[] bytes) {
    try {
      return Digest.sha256(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
