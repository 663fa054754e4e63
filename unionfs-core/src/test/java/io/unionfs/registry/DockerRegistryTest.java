package io.unionfs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.unionfs.archive.Hashing;
import io.unionfs.image.ImageReference;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.registry.Repository.Pushed;
import io.unionfs.testing.registry.CuttingProxy;
import io.unionfs.testing.registry.CuttingProxy.Way;
import io.unionfs.trace.ProgressListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract with Debian's {@code docker-registry}, which wants a password. */
class DockerRegistryTest extends RegistryContractTest {
  private DockerRegistry registry;

  @Override
  String start() throws Exception {
    registry = DockerRegistry.withPassword();
    return registry.host();
  }

  @Override
  void stop() throws Exception {
    if (registry != null) {
      registry.close();
    }
  }

  @Override
  CredentialSource credentials() {
    return host -> Optional.of(DockerRegistry.WHO);
  }

  @Test
  void aLoginSucceedsWithTheRightPasswordOnly() throws Exception {
    client.login(registry.host(), DockerRegistry.WHO);
    Credentials wrong = new Credentials("somebody", "wrong-password");
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> client.login(registry.host(), wrong))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DENIED))
        .withMessageNotContaining("wrong-password");
  }

  @Test
  void nobodyIsLetInWithoutAPassword() throws Exception {
    try (RegistryClient nobody = RegistryClient.builder().build()) {
      Repository app = nobody.repository(ImageReference.parse(registry.host() + "/app"));
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> app.manifest("latest"))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DENIED));
    }
  }

  @Test
  void aRegistryThatWantsNoPasswordIsSentNone() throws Exception {
    try (DockerRegistry open = DockerRegistry.open()) {
      Repository app = client.repository(ImageReference.parse(open.host() + "/app"));
      push(app, random(100, 1));
      assertThat(app.hasBlob(blob(random(100, 1)).digest())).isTrue();
    }
  }

  @Test
  void aFetchThatIsCutGoesOnWhereItWasCut() throws Exception {
    byte[] bytes = random(5_000_000, 2);
    push(repository("app"), bytes);
    try (CuttingProxy proxy = CuttingProxy.before(registry.host())) {
      Repository app = client.repository(ImageReference.parse(proxy.host() + "/app"));
      assertThat(app.hasBlob(blob(bytes).digest())).isTrue();
      proxy.cutAfter(Way.DOWN, 3_000_000);
      Path file = directory.resolve("blob");
      assertThat(app.fetch(blob(bytes), file, ProgressListener.NONE)).isEqualTo(bytes.length);
      assertThat(file).hasBinaryContent(bytes);
    }
  }

  @Test
  void aPushThatIsCutIsWholeInTheEnd() throws Exception {
    byte[] bytes = random((int) (2 * Session.CHUNK + 100), 3);
    try (CuttingProxy proxy = CuttingProxy.before(registry.host())) {
      Repository app = client.repository(ImageReference.parse(proxy.host() + "/app"));
      assertThat(app.hasBlob(blob(bytes).digest())).isFalse();
      proxy.cutAfter(Way.UP, Session.CHUNK + 3_000_000);
      assertThat(push(app, bytes)).isEqualTo(Pushed.SENT);
    }
    Path file = directory.resolve("blob");
    repository("app").fetch(blob(bytes), file, ProgressListener.NONE);
    assertThat(Hashing.sha256(Files.readAllBytes(file))).isEqualTo(blob(bytes).digest());
  }

  @Test
  void aPushThatIsGivenUpLeavesNothingToBeSeen() throws Exception {
    byte[] bytes = random((int) (2 * Session.CHUNK + 100), 4);
    try (CuttingProxy proxy = CuttingProxy.before(registry.host());
        RegistryClient once =
            RegistryClient.builder().credentials(credentials()).attempts(1).build()) {
      Repository app = once.repository(ImageReference.parse(proxy.host() + "/app"));
      assertThat(app.hasBlob(blob(bytes).digest())).isFalse();
      proxy.cutAfter(Way.UP, Session.CHUNK + 3_000_000);
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> push(app, bytes))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
    }
    assertThat(repository("app").hasBlob(blob(bytes).digest())).isFalse();
    assertThat(push(repository("app"), bytes)).isEqualTo(Pushed.SENT);
  }
}
