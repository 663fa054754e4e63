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
import io.unionfs.testing.registry.Fault;
import io.unionfs.testing.registry.TestRegistry;
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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody pushes, under the base's own tag, a base in which one file is another, and copies the
 * signature of the right one beside it. It is refused by digest, by key, and by its layers.
 */
class TamperedBaseTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SigningKey KEY = SigningKey.generate(RANDOM);

  /** With the real thing; skipped where it is not installed. */
  @Nested
  class InDockersRegistry extends Attack {
    private DockerRegistry registry;

    @Override
    String open() throws Exception {
      registry = DockerRegistry.open();
      return registry.host();
    }

    @Override
    void serve(Digest digest, byte[] other) throws IOException {
      Path blobs = registry.data().resolve("docker/registry/v2/blobs/sha256");
      Files.write(
          blobs.resolve(digest.hex().substring(0, 2) + "/" + digest.hex() + "/data"), other);
    }

    @Override
    void end() throws IOException {
      if (registry != null) {
        registry.close();
      }
    }
  }

  @Nested
  class InARegistryOfTheTests extends Attack {
    private TestRegistry registry;

    @Override
    String open() throws Exception {
      registry = TestRegistry.open();
      return registry.host();
    }

    @Override
    void serve(Digest digest, byte[] other) {
      registry.always("GET", digest.hex(), Fault.changed(reply -> reply.body(other)));
    }

    @Override
    void end() throws IOException {
      registry.close();
    }

    @Test
    void whatIsRefusedByKeyWasNeverAskedFor() {
      assertThatThrownBy(() -> pullSigned(name.toString())).isInstanceOf(TrustException.class);
      for (StoredImage.LayerInfo layer : tampered.layers()) {
        assertThat(registry.requests("GET", layer.blob().digest().hex())).isEmpty();
      }
    }
  }

  abstract static class Attack {
    @TempDir Path work;
    private RegistryClient client;
    private Store makers;
    private Store users;
    ImageReference name;

    /** The right base, as its makers know it. */
    private StoredImage right;

    StoredImage tampered;

    /** Starts the registry; returns its host. */
    abstract String open() throws Exception;

    /** Has the registry answer with {@code other} when it is asked for {@code digest}. */
    abstract void serve(Digest digest, byte[] other) throws IOException;

    abstract void end() throws IOException;

    @BeforeEach
    void tamper() throws Exception {
      name = ImageReference.parse(open() + "/os/base:1");
      client = RegistryClient.builder().build();
      makers = Store.open(work.resolve("makers"), InstantSource.system());
      users = Store.open(work.resolve("users"), InstantSource.system());
      right = base("root:x:0:0::/root:/bin/sh\n").addTo(makers, name.toString());
      push(makers, right);
      Digest digest = right.manifest().digest();
      Signatures signatures = Signatures.of(makers);
      signatures.add(digest, List.of(ImageSignature.sign(KEY, digest, name, RANDOM)));
      signatures.push(repository(), digest);
      attack();
    }

    private void attack() throws IOException {
      try (Store attackers = Store.open(work.resolve("attackers"), InstantSource.system())) {
        tampered = base("root::0:0::/root:/bin/sh\n").addTo(attackers, name.toString());
        push(attackers, tampered);
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
    void close() throws Exception {
      try {
        for (AutoCloseable each :
            Stream.of(users, makers, client).filter(each -> each != null).toList()) {
          each.close();
        }
      } finally {
        end();
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

    private void push(Store from, StoredImage image) throws IOException {
      Hub.of(from, client).push(image, name, PushOptions.defaults(), TransferListener.NONE);
    }

    private StoredImage pull(String what) throws IOException {
      return pull(what, PullOptions.defaults());
    }

    private StoredImage pull(String what, PullOptions options) throws IOException {
      return Hub.of(users, client)
          .pull(ImageReference.parsePinned(what), options, TransferListener.NONE)
          .image();
    }

    StoredImage pullSigned(String what) throws IOException {
      SignatureCheck check =
          new SignatureCheck(KEY.verifyingKey(), SignedName.oneOf(List.of(name)));
      SignedPull signed = new SignedPull(check, ImageReference.parsePinned(what));
      StoredImage image = pull(what, PullOptions.defaults().withCheck(signed));
      assertThat(signed.accepted()).hasSize(1);
      return image;
    }

    private String byDigest() {
      return name.repository() + "@" + right.manifest().digest();
    }

    private void assertNothingCame() throws IOException {
      assertThat(users.images().list()).isEmpty();
      assertThat(users.directory().resolve("blobs/sha256")).isEmptyDirectory();
      assertThat(users.check(ProgressListener.NONE).problems()).isEmpty();
    }

    @Test
    void theTagWasMovedButTheDigestIsWhatItWas() throws IOException {
      assertThat(pull(byDigest()).id()).isEqualTo(right.id());
      StoredImage pulled = pull(name.toString());
      assertThat(pulled.id()).isEqualTo(tampered.id());
      BaseReport report = check(pulled, right.manifest().digest().toString());
      assertThat(report.isTrusted()).isFalse();
      assertThat(((Base.Known) report.base()).named()).isEqualTo(Base.Named.MANIFEST);
    }

    @Test
    void itIsRefusedByDigest() throws IOException {
      // Whoever has the registry can answer with the other manifest.
      serve(right.manifest().digest(), tampered.manifest().bytes());
      assertThatThrownBy(() -> pull(byDigest())).isInstanceOf(IOException.class);
      assertNothingCame();
    }

    @Test
    void aLayerInPlaceOfTheRightOneIsRefusedByDigest() throws IOException {
      Digest layer = right.layers().get(0).blob().digest();
      byte[] other = TestImage.gzip(TestImage.tar(Layer.builder().file("etc/passwd", "root::")));
      serve(layer, other);
      assertThatThrownBy(() -> pull(byDigest())).isInstanceOf(IOException.class);
      assertThat(users.images().list()).isEmpty();
      assertThat(users.check(ProgressListener.NONE).problems()).isEmpty();
    }

    @Test
    void itIsRefusedByKey() throws IOException {
      assertThatThrownBy(() -> pullSigned(name.toString()))
          .isInstanceOf(TrustException.class)
          .hasMessage(
              name.repository()
                  + "@"
                  + tampered.manifest().digest()
                  + ": not pulled: it is the signature of another image, "
                  + right.manifest().digest());
      assertNothingCame();
      // The right one, by its digest, is taken.
      assertThat(pullSigned(byDigest()).id()).isEqualTo(right.id());
    }

    @Test
    void itIsRefusedByItsLayersWhoeverBuiltOnIt() throws IOException {
      pull(byDigest());
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
}
