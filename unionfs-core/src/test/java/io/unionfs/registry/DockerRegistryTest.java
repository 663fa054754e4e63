package io.unionfs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.unionfs.image.ImageReference;
import io.unionfs.registry.RegistryException.Kind;
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
}
