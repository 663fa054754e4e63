package io.unionfs.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.hub.Hub;
import io.unionfs.hub.PullOptions;
import io.unionfs.hub.PushOptions;
import io.unionfs.hub.TransferListener;
import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.registry.DockerRegistry;
import io.unionfs.registry.RegistryClient;
import io.unionfs.registry.Repository;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import io.unionfs.trust.FileDifference.Aspect;
import io.unionfs.trust.SignatureCheck.SignedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody pushes, under the base's own tag, a base in which one file is another, and copies the
 * signature of the right one beside it. It is refused by digest, by key, and by its layers.
 */
class TamperedBaseTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SigningKey KEY = SigningKey.generate(RANDOM);

  @TempDir Path work;
  private DockerRegistry registry;
  private RegistryClient client;
  private Store makers;
  private Store users;
  private ImageReference name;

  /** The right base, as its makers know it. */
  private StoredImage right;

  private StoredImage tampered;

  @BeforeEach
  void tamper() throws Exception {
    registry = DockerRegistry.open();
    client = RegistryClient.builder().build();
    makers = Store.open(work.resolve("makers"), InstantSource.system());
    users = Store.open(work.resolve("users"), InstantSource.system());
    name = ImageReference.parse(registry.host() + "/os/base:1");
    right = base("root:x:0:0::/root:/bin/sh\n").addTo(makers, name.toString());
    push(makers, right, name);
    Signatures signatures = Signatures.of(makers);
    signatures.add(
        right.manifest().digest(),
        List.of(ImageSignature.sign(KEY, right.manifest().digest(), name, RANDOM)));
    signatures.push(repository(), right.manifest().digest());
    attack();
  }

  private void attack() throws IOException {
    try (Store attackers = Store.open(work.resolve("attackers"), InstantSource.system())) {
      tampered = base("root::0:0::/root:/bin/sh\n").addTo(attackers, name.toString());
      push(attackers, tampered, name);
      Digest digest = tampered.manifest().digest();
      Signatures copied = Signatures.of(attackers);
      copied.add(digest, Signatures.fetch(repository(), right.manifest().digest()));
      copied.push(repository(), digest);
      assertThat(Signatures.fetch(repository(), digest)).hasSize(1);
    }
    assertThat(repository().find("1").orElseThrow().digest())
        .isEqualTo(tampered.manifest().digest());
  }

  @AfterEach
  void close() throws IOException {
    for (AutoCloseable each :
        Stream.of(users, makers, client, registry).filter(each -> each != null).toList()) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  private static TestImage base(String passwd) throws IOException {
    LayerBuilder os =
        Layer.builder()
            .time(Instant.EPOCH)
            .file("etc/passwd", passwd)
            .file("etc/hosts", "127.0.0.1 localhost\n")
            .file("bin/sh", "#!");
    return new TestImage()
        .gzipped(os)
        .gzipped(Layer.builder().time(Instant.EPOCH).file("usr/bin/tool", "tool"));
  }

  private Repository repository() {
    return client.repository(name);
  }

  private void push(Store from, StoredImage image, ImageReference to) throws IOException {
    Hub.of(from, client).push(image, to, PushOptions.defaults(), TransferListener.NONE);
  }

  private StoredImage pull(String what, PullOptions options) throws IOException {
    return Hub.of(users, client)
        .pull(ImageReference.parsePinned(what), options, TransferListener.NONE)
        .image();
  }

  private String byDigest() {
    return name.repository() + "@" + right.manifest().digest();
  }

  @Test
  void itIsRefusedByDigest() throws IOException {
    // The tag has been moved, the digest has not.
    assertThat(pull(byDigest(), PullOptions.defaults()).id()).isEqualTo(right.id());
    StoredImage pulled = pull(name.toString(), PullOptions.defaults());
    assertThat(pulled.id()).isEqualTo(tampered.id());
    BaseReport report = check(pulled, right.manifest().digest().toString());
    assertThat(report.isTrusted()).isFalse();
    assertThat(((Base.Known) report.base()).named()).isEqualTo(Base.Named.MANIFEST);
  }

  @Test
  void whatTheRegistryPutsInItsPlaceIsRefusedByDigest() throws IOException {
    // Whoever has the registry can lay another manifest under the digest.
    Path blobs = registry.data().resolve("docker/registry/v2/blobs/sha256");
    String hex = right.manifest().digest().hex();
    Path file = blobs.resolve(hex.substring(0, 2)).resolve(hex).resolve("data");
    Files.write(file, tampered.manifest().bytes());
    assertThatThrownBy(() -> pull(byDigest(), PullOptions.defaults()))
        .isInstanceOf(IOException.class);
    assertThat(users.images().list()).isEmpty();
    // Or another layer under its digest.
    Files.write(file, right.manifest().bytes());
    Digest layer = right.layers().get(0).blob().digest();
    Path blob = blobs.resolve(layer.hex().substring(0, 2)).resolve(layer.hex()).resolve("data");
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length / 2] ^= 1;
    Files.write(blob, bytes);
    assertThatThrownBy(() -> pull(byDigest(), PullOptions.defaults()))
        .isInstanceOf(IOException.class);
    assertThat(users.images().list()).isEmpty();
    assertThat(users.check(ProgressListener.NONE).problems()).isEmpty();
  }

  @Test
  void itIsRefusedByKeyBeforeALayerIsFetched() throws IOException {
    SignatureCheck check = new SignatureCheck(KEY.verifyingKey(), SignedName.oneOf(List.of(name)));
    SignedPull signed = new SignedPull(check, ImageReference.parsePinned(name.toString()));
    assertThatThrownBy(() -> pull(name.toString(), PullOptions.defaults().withCheck(signed)))
        .isInstanceOf(TrustException.class)
        .hasMessage(
            registry.host()
                + "/os/base: "
                + tampered.manifest().digest()
                + " is not signed with the key "
                + KEY.verifyingKey().fingerprint()
                + ": it is the signature of another image, "
                + right.manifest().digest()
                + "; nothing was pulled");
    assertThat(users.images().list()).isEmpty();
    assertThat(users.directory().resolve("blobs/sha256")).isEmptyDirectory();
    // The right one, by its digest, is taken.
    SignedPull again = new SignedPull(check, ImageReference.parsePinned(byDigest()));
    assertThat(pull(byDigest(), PullOptions.defaults().withCheck(again)).id())
        .isEqualTo(right.id());
    assertThat(again.accepted()).hasSize(1);
  }

  @Test
  void itIsRefusedByItsLayersWhoeverBuiltOnIt() throws IOException {
    pull(byDigest(), PullOptions.defaults());
    LayerBuilder app = Layer.builder().time(Instant.EPOCH).file("srv/app", "app");
    StoredImage onRight =
        base("root:x:0:0::/root:/bin/sh\n").gzipped(app).addTo(users, "app:right");
    StoredImage onTampered =
        base("root::0:0::/root:/bin/sh\n").gzipped(app).addTo(users, "app:tampered");
    String base = right.manifest().digest().toString();
    assertThat(check(onRight, base).verdict()).isEqualTo(new BaseReport.Trusted(2, 1));
    assertThat(check(onTampered, base).verdict())
        .isEqualTo(
            new BaseReport.Different(
                0,
                right.layers().get(0).diffId(),
                tampered.layers().get(0).diffId(),
                new BaseReport.Differences(
                    List.of(new FileDifference("/etc/passwd", Set.of(Aspect.CONTENT))), 1)));
    String chain = right.layers().get(1).chainId().toString();
    assertThat(check(onTampered, chain).isTrusted()).isFalse();
  }

  private BaseReport check(StoredImage image, String base) throws IOException {
    return new BaseCheck(20, ProgressListener.NONE)
        .check(LayeredImage.stored(users, image), Base.find(users, base));
  }
}
