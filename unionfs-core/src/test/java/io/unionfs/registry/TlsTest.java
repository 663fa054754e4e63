package io.unionfs.registry;

import static io.unionfs.registry.RegistryContractTest.blob;
import static io.unionfs.registry.RegistryContractTest.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.image.ImageReference;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.testing.registry.Fault;
import io.unionfs.testing.registry.TestAuth;
import io.unionfs.testing.registry.TestRegistry;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registries behind TLS, whose certificates were made by {@code keytool} for the test. */
class TlsTest extends FaultTestBase {
  private static final byte[] BYTES = random(50_000, 1);
  private static final String PASSWORD = "changeit";

  @TempDir static Path keys;
  private static SSLContext localhost;
  private static SSLContext elsewhere;

  @BeforeAll
  static void makeKeys() throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    assumeTrue(Files.isExecutable(keytool), "this Java has no keytool: TLS is not tried");
    localhost = context(keytool, "localhost", "dns:localhost,ip:127.0.0.1");
    elsewhere = context(keytool, "elsewhere", "dns:registry.example");
  }

  private static SSLContext context(Path keytool, String name, String hosts) throws Exception {
    Path file = keys.resolve(name);
    List<String> command =
        List.of(
            keytool.toString(),
            "-genkeypair",
            "-alias",
            name,
            "-keyalg",
            "EC",
            "-dname",
            "CN=" + name,
            "-ext",
            "san=" + hosts,
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass",
            PASSWORD);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(keys.resolve(name + ".log").toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(keys.resolve(name + ".log"))).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, PASSWORD.toCharArray());
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private TestRegistry registry(TestAuth auth, SSLContext tls) throws Exception {
    TestRegistry registry = TestRegistry.open(auth, tls).blob("app", BYTES);
    return closedLater(registry);
  }

  private RegistryClient.Builder trusting(SSLContext tls) {
    return builder().credentials(host -> Optional.of(WHO)).tls(tls);
  }

  private static byte[] fetched(Repository app) throws Exception {
    return app.fetch(blob(BYTES), BYTES.length);
  }

  @Test
  void aTrustedRegistryIsSpokenToByTls() throws Exception {
    for (TestAuth auth : List.of(TestAuth.basic(WHO), TestAuth.token(WHO))) {
      TestRegistry registry = registry(auth, localhost);
      assertThat(fetched(app(registry, trusting(localhost)))).isEqualTo(BYTES);
    }
  }

  @Test
  void aCertificateThatIsNotTrustedIsRefusedAndNotTriedWithoutTls() throws Exception {
    TestRegistry registry = registry(TestAuth.basic(WHO), localhost);
    RegistryException e = assertRefused(Kind.UNAVAILABLE, () -> fetched(app(registry, builder())));
    assertThat(e).hasMessageContaining("TLS failed");
    assertThat(registry.requests()).isEmpty();
    assertThat(pauses).isEmpty();
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() throws Exception {
    TestRegistry registry = registry(TestAuth.none(), elsewhere);
    assertRefused(Kind.UNAVAILABLE, () -> fetched(app(registry, trusting(elsewhere))));
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void aRealmWithoutTlsOfARegistryWithTlsIsToldNothing() throws Exception {
    TestRegistry plain = registry();
    TestRegistry registry =
        registry(TestAuth.token(WHO).realm(plain.origin() + "/token"), localhost);
    RegistryException e =
        assertRefused(Kind.INVALID, () -> fetched(app(registry, trusting(localhost))));
    assertThat(e).hasMessageContaining("token service leads from TLS to plain HTTP");
    assertThat(plain.requests()).isEmpty();
  }

  @Test
  void aRedirectFromTlsToPlainHttpIsRefused() throws Exception {
    TestRegistry plain = registry().blob("stored", BYTES);
    TestRegistry registry = registry(TestAuth.none(), localhost);
    String place = plain.origin() + "/v2/stored/blobs/" + blob(BYTES).digest();
    for (RegistryClient.PlainHttp policy : RegistryClient.PlainHttp.values()) {
      registry.next("GET", "/blobs/", Fault.redirect(307, place));
      assertRefused(
          Kind.INVALID, () -> fetched(app(registry, trusting(localhost).plainHttp(policy))));
      registry.next("POST", "/uploads/", Fault.changed(reply -> reply.with("Location", place)));
      assertRefused(
          Kind.INVALID,
          () ->
              RegistryContractTest.push(
                  app(registry, trusting(localhost).plainHttp(policy)), random(10, 2)));
    }
    assertThat(plain.requests()).isEmpty();
  }

  @Test
  void aRedirectToAnotherServerWithTlsIsFollowedWithoutCredentials() throws Exception {
    TestRegistry other = registry(TestAuth.none(), localhost).blob("stored", BYTES);
    TestRegistry registry = registry(TestAuth.basic(WHO), localhost);
    Repository app = app(registry, trusting(localhost));
    assertThat(app.hasBlob(blob(BYTES).digest())).isTrue();
    String place = other.origin() + "/v2/stored/blobs/" + blob(BYTES).digest();
    registry.next("GET", "/blobs/", Fault.redirect(307, place));
    assertThat(fetched(app)).isEqualTo(BYTES);
    assertThat(other.requests().get(0).header("Authorization")).isEmpty();
  }

  @Test
  void aLargeBlobIsSentAndFetchedByTls() throws Exception {
    TestRegistry registry = registry(TestAuth.none(), localhost);
    Repository app = app(registry, trusting(localhost));
    byte[] large = random((int) Session.CHUNK + 5, 2);
    RegistryContractTest.push(app, large);
    assertThat(app.fetch(blob(large), large.length)).isEqualTo(large);
  }

  @Test
  void aHostThatIsNotOfThisMachineIsSpokenToByTlsOnly() {
    Origins origins = new Origins(RegistryClient.PlainHttp.LOOPBACK);
    for (String host : List.of("localhost", "LocalHost", "127.0.0.1", "127.9.8.7", "[::1]")) {
      assertThat(origins.mayBePlain(host)).as(host).isTrue();
    }
    for (String host :
        List.of(
            "docker.io",
            "localhost.example",
            "127.example",
            "10.0.0.1",
            "127.0.0.1.example",
            "0.0.0.0",
            "[::2]",
            "notlocalhost")) {
      assertThat(origins.mayBePlain(host)).as(host).isFalse();
      assertThat(new Origins(RegistryClient.PlainHttp.ALLOWED).mayBePlain(host)).isTrue();
    }
  }

  @Test
  void dockersHubIsAtItsServer() throws Exception {
    try (RegistryClient client = RegistryClient.builder().build()) {
      assertThat(client.repository(ImageReference.parse("debian")).toString())
          .isEqualTo("docker.io/library/debian");
    }
    Settings settings =
        new Settings(
            CredentialSource.NONE,
            RegistryClient.PlainHttp.LOOPBACK,
            1,
            SOON,
            java.time.InstantSource.system(),
            new java.util.Random(),
            time -> {});
    try (Transport transport = new Transport(SOON, null, null)) {
      assertThat(new Endpoint("docker.io", transport, settings).resolve("/v2/"))
          .hasToString("https://registry-1.docker.io/v2/");
      assertThat(new Endpoint("ghcr.io", transport, settings).resolve("/v2/"))
          .hasToString("https://ghcr.io/v2/");
    }
  }
}
