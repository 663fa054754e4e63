package io.unionfs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.archive.Hashing;
import io.unionfs.hub.Transfer.Way;
import io.unionfs.image.ImageOptions;
import io.unionfs.image.ImageReference;
import io.unionfs.image.ImageWriter;
import io.unionfs.image.NamedImage;
import io.unionfs.image.Platform;
import io.unionfs.image.Tool;
import io.unionfs.layer.Digest;
import io.unionfs.registry.DockerRegistry;
import io.unionfs.registry.RegistryClient;
import io.unionfs.registry.RegistryException;
import io.unionfs.store.Images.Removal;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images pass between docker-registry, skopeo, umoci and us, with equal digests. */
@Timeout(180)
class RealRegistryTest extends HubTestBase {
  private PullReport pull(String name) throws IOException {
    return pull(name, PullOptions.defaults());
  }

  private PullReport pull(String name, PullOptions options) throws IOException {
    try (RegistryClient client = RegistryClient.builder().build()) {
      return Hub.of(store, client)
          .pull(ImageReference.parsePinned(name), options, TransferListener.NONE);
    }
  }

  private PushReport push(String name, PushOptions options) throws IOException {
    try (RegistryClient client = RegistryClient.builder().build()) {
      return Hub.of(store, client)
          .push(
              store.images().get(name), ImageReference.parse(name), options, TransferListener.NONE);
    }
  }

  private String skopeo(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
    command.addAll(List.of(arguments));
    return new String(
        Tool.output(directory, command.toArray(String[]::new)), StandardCharsets.UTF_8);
  }

  private String remoteDigest(String name) throws Exception {
    return skopeo("inspect", "--tls-verify=false", "--format", "{{.Digest}}", "docker://" + name)
        .strip();
  }

  /** An image in an OCI layout, with the tag {@code x}, which skopeo takes. */
  private Path layout(SampleImage image) throws IOException {
    Path layout = directory.resolve("layout");
    ImageWriter.writeLayout(
        List.of(new NamedImage(image, List.of(ImageReference.parse("app:x")))),
        layout,
        ProgressListener.NONE);
    return layout;
  }

  private static SampleImage image() {
    return SampleImage.of(2, 1).plain(SampleImage.noise("etc/motd", 100, 4));
  }

  @Test
  void whatSkopeoPushedIsPulled() throws Exception {
    Tool.require("skopeo");
    SampleImage image = image();
    try (DockerRegistry registry = DockerRegistry.open()) {
      String name = registry.host() + "/app:1";
      skopeo(
          "copy",
          "--preserve-digests",
          "--dest-tls-verify=false",
          "oci:" + layout(image) + ":x",
          "docker://" + name);
      PullReport report = pull(name);
      assertThat(report.digest().toString()).isEqualTo(remoteDigest(name));
      assertThat(report.image().manifest().bytes()).isEqualTo(image.manifest().bytes());
      assertThat(report.image().config().bytes()).isEqualTo(image.configBytes());
      assertThat(pull(name).status()).isEqualTo(PullReport.Status.UP_TO_DATE);
    }
  }

  @Test
  void dockersSchema2IsPulledAndPushedAsItIs() throws Exception {
    Tool.require("skopeo");
    try (DockerRegistry registry = DockerRegistry.open()) {
      String name = registry.host() + "/app:2";
      skopeo(
          "copy",
          "--format",
          "v2s2",
          "--dest-tls-verify=false",
          "oci:" + layout(image()) + ":x",
          "docker://" + name);
      PullReport report = pull(name);
      assertThat(report.digest().toString()).isEqualTo(remoteDigest(name));
      assertThat(report.image().manifest().mediaType())
          .isEqualTo("application/vnd.docker.distribution.manifest.v2+json");
      String copy = registry.host() + "/team/copy:2";
      store.images().tag(report.image(), ImageReference.parse(copy));
      PushReport pushed = push(copy, PushOptions.defaults());
      assertThat(ways(pushed.layers())).containsOnly(Way.MOUNTED);
      assertThat(pushed.sent()).isZero();
      assertThat(remoteDigest(copy)).isEqualTo(report.digest().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SENT", "COMPRESSED"})
  void whatIsPushedSkopeoAndUmociTake(String plainLayers) throws Exception {
    Tool.require("skopeo", "umoci");
    SampleImage image = image();
    try (DockerRegistry registry = DockerRegistry.open()) {
      String name = registry.host() + "/app:1";
      StoredImage stored = add(image, name);
      PushOptions options =
          PushOptions.defaults().withPlainLayers(PushOptions.PlainLayers.valueOf(plainLayers));
      PushReport pushed = push(name, options);
      assertThat(remoteDigest(name)).isEqualTo(pushed.manifest().digest().toString());
      if (options.equals(PushOptions.defaults())) {
        assertThat(pushed.manifest().digest()).isEqualTo(image.manifest().digest());
      }
      Path taken = directory.resolve("taken");
      skopeo(
          "copy",
          "--preserve-digests",
          "--src-tls-verify=false",
          "docker://" + name,
          "oci:" + taken + ":x");
      Path bundle = directory.resolve("bundle");
      Tool.run(directory, "umoci", "unpack", "--image", taken + ":x", bundle.toString());
      assertThat(Files.size(bundle.resolve("rootfs/etc/motd"))).isEqualTo(100);
      store.images().remove(name, Removal.FORCED);
      StoredImage loaded =
          store.images().load(taken, ImageOptions.defaults(), ProgressListener.NONE).get(0);
      assertThat(loaded.id()).isEqualTo(stored.id());
      assertThat(loaded.manifest().digest()).isEqualTo(pushed.manifest().digest());
      PullReport again = pull(name);
      assertThat(again.received()).isZero();
      assertThat(again.image().manifest().digest()).isEqualTo(pushed.manifest().digest());
    }
  }

  @Test
  void whatUmociMadePassesThroughUs() throws Exception {
    Tool.require("skopeo", "umoci");
    try (DockerRegistry registry = DockerRegistry.open()) {
      Path made = directory.resolve("made");
      Tool.run(directory, "umoci", "init", "--layout", made.toString());
      Tool.run(directory, "umoci", "new", "--image", made + ":x");
      Path file = Files.writeString(directory.resolve("hello"), "hello\n");
      Tool.run(directory, "umoci", "insert", "--image", made + ":x", file.toString(), "/etc/hello");
      String digest = skopeo("inspect", "--format", "{{.Digest}}", "oci:" + made + ":x").strip();
      String name = registry.host() + "/umoci:1";
      StoredImage loaded =
          store
              .images()
              .load(made, ImageOptions.defaults().withReference("x"), ProgressListener.NONE)
              .get(0);
      store.images().tag(loaded, ImageReference.parse(name));
      push(name, PushOptions.defaults());
      assertThat(remoteDigest(name)).isEqualTo(digest);
      Path back = directory.resolve("back");
      skopeo(
          "copy",
          "--preserve-digests",
          "--src-tls-verify=false",
          "docker://" + name,
          "oci:" + back + ":x");
      assertThat(skopeo("inspect", "--format", "{{.Digest}}", "oci:" + back + ":x").strip())
          .isEqualTo(digest);
    }
  }

  @Test
  void anIndexOfSeveralPlatformsIsPulledForEach() throws Exception {
    Tool.require("skopeo");
    SampleImage intel = SampleImage.of(2, 1);
    SampleImage arm = SampleImage.of(2, 9).architecture("arm64");
    try (DockerRegistry registry = DockerRegistry.open()) {
      String name = registry.host() + "/multi:1";
      Path layout = directory.resolve("layout");
      Path sub = directory.resolve("sub");
      List<NamedImage> both =
          List.of(new NamedImage(intel, List.of()), new NamedImage(arm, List.of()));
      ImageWriter.writeLayout(both, layout, ProgressListener.NONE);
      byte[] index = SampleImage.utf8(SampleImage.index(intel, arm));
      Files.createDirectories(sub);
      Files.write(layout.resolve("blobs/sha256/" + Hashing.sha256(index).hex()), index);
      Files.writeString(
          layout.resolve("index.json"),
          "{\"schemaVersion\":2,\"manifests\":["
              + SampleImage.json(SampleImage.INDEX, index)
                  .replaceFirst(
                      "}$", ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"x\"}}")
              + "]}");
      skopeo(
          "copy",
          "--all",
          "--preserve-digests",
          "--dest-tls-verify=false",
          "oci:" + layout + ":x",
          "docker://" + name);
      for (SampleImage each : List.of(intel, arm)) {
        PullOptions options =
            PullOptions.defaults()
                .withPlatform(Platform.parse(each.config().platform().toString()));
        PullReport report = pull(name, options);
        assertThat(report.digest()).isEqualTo(Hashing.sha256(index));
        assertThat(report.image().manifest().digest()).isEqualTo(each.manifest().digest());
        Digest digest = each.manifest().digest();
        assertThat(pull(registry.host() + "/multi@" + digest).digest()).isEqualTo(digest);
      }
    }
  }

  @Test
  void aRegistryWithPasswordsLetsInWhoHasOne() throws Exception {
    SampleImage image = image();
    try (DockerRegistry registry = DockerRegistry.withPassword()) {
      String name = registry.host() + "/app:1";
      StoredImage stored = add(image, name);
      assertThatThrownBy(() -> push(name, PushOptions.defaults()))
          .isInstanceOfSatisfying(
              RegistryException.class,
              e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.DENIED));
      Path own = directory.resolve("config/auth.json");
      CredentialFile file = CredentialFile.of(own, directory.resolve("none"));
      file.put(registry.host(), DockerRegistry.WHO);
      try (RegistryClient client = RegistryClient.builder().credentials(file).build()) {
        client.login(registry.host(), DockerRegistry.WHO);
        Hub hub = Hub.of(store, client);
        hub.push(stored, ImageReference.parse(name), PushOptions.defaults(), TransferListener.NONE);
        store.images().remove(name, Removal.FORCED);
        assertThat(
                hub.pull(
                        ImageReference.parsePinned(name),
                        PullOptions.defaults(),
                        TransferListener.NONE)
                    .image()
                    .manifest()
                    .digest())
            .isEqualTo(image.manifest().digest());
      }
      Tool.require("skopeo");
      // The file is one that skopeo reads, too.
      String digest =
          skopeo(
                  "inspect",
                  "--authfile",
                  own.toString(),
                  "--tls-verify=false",
                  "--format",
                  "{{.Digest}}",
                  "docker://" + name)
              .strip();
      assertThat(digest).isEqualTo(image.manifest().digest().toString());
    }
  }

  @Test
  void ofTenLayersTheOneThatIsNotThereIsSent() throws Exception {
    try (DockerRegistry registry = DockerRegistry.open()) {
      String base = registry.host() + "/app:base";
      add(SampleImage.of(9, 1), base);
      push(base, PushOptions.defaults());
      long before = blobs(registry);
      String name = registry.host() + "/app:1";
      SampleImage image = SampleImage.of(9, 1).gzipped(SampleImage.noise("top", 1000, 99));
      add(image, name);
      PushReport report = push(name, PushOptions.defaults());
      assertThat(ways(report.layers())).containsOnlyOnce(Way.SENT).hasSize(10);
      assertThat(report.sent()).isEqualTo(image.layers.get(9).size());
      // The layer, the config and the manifest, which the registry keeps as a blob.
      assertThat(blobs(registry) - before).isEqualTo(3);
    }
  }

  private static long blobs(DockerRegistry registry) throws IOException {
    try (Stream<Path> all = Files.walk(registry.data())) {
      return all.filter(file -> file.endsWith("data") && file.toString().contains("/blobs/"))
          .count();
    }
  }
}
