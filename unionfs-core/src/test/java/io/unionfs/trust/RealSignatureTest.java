package io.unionfs.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.unionfs.hub.Hub;
import io.unionfs.hub.PushOptions;
import io.unionfs.hub.TransferListener;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Tool;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.registry.DockerRegistry;
import io.unionfs.registry.RegistryClient;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures in the hands of skopeo, which knows where cosign puts them, and in which form. */
class RealSignatureTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path work;

  private void skopeo(Path policy, String from, String to) throws Exception {
    Path attachments = Files.createDirectories(work.resolve("registries.d"));
    Files.writeString(
        attachments.resolve("default.yaml"), "default-docker:\n  use-sigstore-attachments: true\n");
    Tool.run(
        work,
        "skopeo",
        "--policy",
        policy.toString(),
        "--registries.d",
        attachments.toString(),
        "copy",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        from,
        to);
  }

  /** A policy that accepts what is signed with a key in its repository, and nothing else. */
  private Path policy(String file, VerifyingKey key) throws Exception {
    Path pem = Files.write(work.resolve(file + ".pub"), key.pem());
    return Files.writeString(
        work.resolve(file + ".json"),
        "{\"default\":[{\"type\":\"reject\"}],\"transports\":{\"docker\":{\"\":["
            + "{\"type\":\"sigstoreSigned\",\"keyPath\":\""
            + pem
            + "\",\"signedIdentity\":{\"type\":\"matchRepository\"}}]}}}");
  }

  private DockerRegistry registry;
  private RegistryClient client;
  private Store store;
  private Signatures signatures;
  private final SigningKey key = SigningKey.generate(RANDOM);
  private ImageReference name;
  private StoredImage image;

  @BeforeEach
  void push() throws Exception {
    Tool.require("skopeo");
    registry = DockerRegistry.open();
    client = RegistryClient.builder().build();
    store = Store.inMemory();
    signatures = Signatures.of(store);
    name = ImageReference.parse(registry.host() + "/os/base:1");
    image = new TestImage().gzipped(Layer.builder().file("f", "1")).addTo(store, name.toString());
    Hub.of(store, client).push(image, name, PushOptions.defaults(), TransferListener.NONE);
  }

  @AfterEach
  void close() throws IOException {
    if (store != null) {
      store.close();
      client.close();
    }
    if (registry != null) {
      registry.close();
    }
  }

  private void sign() throws IOException {
    Digest manifest = image.manifest().digest();
    signatures.add(manifest, List.of(ImageSignature.sign(key, manifest, name, RANDOM)));
    signatures.push(client.repository(name), manifest);
  }

  @Test
  void whatSkopeoCopiesInItsOwnWritingIsReadHere() throws Exception {
    sign();
    Path any =
        Files.writeString(
            work.resolve("any.json"), "{\"default\":[{\"type\":\"insecureAcceptAnything\"}]}");
    ImageReference copy = ImageReference.parse(registry.host() + "/mirror/base:1");
    skopeo(any, "docker://" + name, "docker://" + copy);
    Digest manifest = image.manifest().digest();
    List<ImageSignature> copied = Signatures.fetch(client.repository(copy), manifest);
    assertThat(copied).isEqualTo(signatures.list(manifest)).hasSize(1);
    // It has written the manifest itself.
    String tag = SignatureManifest.tag(manifest);
    assertThat(client.repository(copy).manifest(tag).bytes())
        .isNotEqualTo(client.repository(name).manifest(tag).bytes());
    SignatureCheck check =
        new SignatureCheck(key.verifyingKey(), new SignatureCheck.SignedName.InRepository(name));
    assertThat(check.check(manifest, copied).isSigned()).isTrue();
  }

  @Test
  void skopeoAcceptsWhatWeSignedAndNothingElse() throws Exception {
    Path ours = policy("ours", key.verifyingKey());
    String from = "docker://" + name;
    String into = "dir:" + work.resolve("taken");
    assertThatThrownBy(() -> skopeo(ours, from, into))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("A signature was required, but no signature exists");
    sign();
    try {
      skopeo(ours, from, into);
    } catch (AssertionError e) {
      // Debian's has the verification taken out.
      assumeFalse(
          e.getMessage().contains("sigstore disabled"), "this skopeo cannot verify sigstore's");
      throw e;
    }
    assertThat(work.resolve("taken/manifest.json")).hasBinaryContent(image.manifest().bytes());
    Path others = policy("others", SigningKey.generate(RANDOM).verifyingKey());
    assertThatThrownBy(() -> skopeo(others, from, "dir:" + work.resolve("refused")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("signature");
  }
}
