package io.unionfs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.testing.registry.TestAuth;
import io.unionfs.testing.registry.TestRegistry;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract with our own registry, which wants tokens and lists referrers. */
class TestRegistryTest extends RegistryContractTest {
  private static final Credentials WHO = new Credentials("somebody", "a secret of 3 words");

  private TestRegistry registry;

  @Override
  String start() throws Exception {
    registry = TestRegistry.open(TestAuth.token(WHO)).referrersApi().page(3);
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
    return host -> Optional.of(WHO);
  }

  @Test
  void aLoginSucceedsWithTheRightPasswordOnly() throws Exception {
    client.login(registry.host(), WHO);
    Credentials wrong = new Credentials("somebody", "wrong-password");
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> client.login(registry.host(), wrong))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DENIED));
  }

  @Test
  void nothingIsLeftOfUploads() throws Exception {
    push(repository("app"), random(1000, 1), "nowhere", "neither");
    push(repository("app"), random((int) Session.CHUNK + 1, 2));
    assertThat(registry.openUploads()).isEmpty();
  }

  @Test
  void aConnectionServesManyRequests() throws Exception {
    Repository app = repository("app");
    for (int i = 0; i < 5; i++) {
      byte[] bytes = random(1000, i);
      push(app, bytes);
      assertThat(app.fetch(blob(bytes), 1000)).isEqualTo(bytes);
      assertThat(app.find("v" + i)).isEmpty();
    }
    assertThat(registry.requests()).hasSizeGreaterThan(25);
    // The first one tries TLS; Java may open another before it knows that one is free.
    assertThat(registry.connections()).isLessThan(10);
  }
}
