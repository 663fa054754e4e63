package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.registry.Credentials;
import io.unionfs.testing.registry.TestAuth;
import io.unionfs.testing.registry.TestRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Proxies and certificate authorities that the environment names, for login, push and pull. */
@Timeout(60)
class RegistryEnvironmentTest {
  private static final Credentials ANN = new Credentials("ann", "secret");
  private static final String NAME = "registry.example/team/app:1";

  @TempDir static Path keys;
  private static TestCertificate there;
  private static TestCertificate here;

  @TempDir private Path directory;
  private StoreCli cli;

  @BeforeAll
  static void makeKeys() throws Exception {
    there = TestCertificate.of(keys, "there", "dns:registry.example");
    here = TestCertificate.of(keys, "here", "dns:localhost,ip:127.0.0.1");
  }

  @BeforeEach
  void lay() {
    cli = new StoreCli(directory.resolve("store"));
    cli.set("HOME", directory.toString());
    cli.out("load -i " + Cli.IMAGES.resolve("built-docker.tar"));
  }

  private Path file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static int port(TestRegistry registry) {
    return Integer.parseInt(registry.host().replaceAll(".*:", ""));
  }

  private void failsInOneLine(Cli run, String... parts) {
    assertThat(run.code()).as(run.toString()).isEqualTo(1);
    assertThat(run.err()).startsWith("unionfs: ").hasLineCount(1).contains(parts);
  }

  private void login(String host) {
    Cli login = cli.runWith("secret\n", "login", "-u", "ann", "--password-stdin", host);
    assertThat(login.out()).as(login.err()).isEqualTo("Login Succeeded\n");
  }

  @Test
  void aRegistryBehindAProxyIsReachedByATunnel() throws Exception {
    for (String variable : List.of("HTTPS_PROXY", "https_proxy")) {
      lay(); // an environment without the other
      cli.out("tag built " + NAME);
      try (TestRegistry registry = TestRegistry.open(TestAuth.basic(ANN), there.server());
          TestProxy proxy = new TestProxy(port(registry), 0)) {
        cli.set(variable, proxy.url());
        cli.set("SSL_CERT_FILE", file("ca.pem", "# ours\n" + there.pem()).toString());
        login("registry.example");
        cli.out("push " + NAME);
        cli.out("image prune -a -f");
        assertThat(cli.out("pull -q " + NAME)).isEqualTo(NAME + "\n");
        assertThat(proxy.lines())
            .isNotEmpty()
            .containsOnly("CONNECT registry.example:443 HTTP/1.1");
        assertThat(registry.requests()).isNotEmpty();
        // Who tunnels tells the proxy nothing of what goes through.
        assertThat(registry.requests())
            .allMatch(request -> request.header("Proxy-Authorization").isEmpty());
      }
    }
  }

  @Test
  void aRegistryWithoutTlsIsAskedThroughTheOtherProxy() throws Exception {
    cli.out("tag built " + NAME);
    try (TestRegistry registry = TestRegistry.open();
        TestProxy proxy = new TestProxy(0, port(registry))) {
      cli.set("HTTPS_PROXY", proxy.url());
      cli.set("HTTP_PROXY", proxy.url().replace("http://", ""));
      cli.out("push --plain-http " + NAME);
      assertThat(registry.tags("team/app")).containsExactly("1");
      assertThat(proxy.lines())
          .contains("CONNECT registry.example:443 HTTP/1.1")
          .anyMatch(line -> line.contains(" http://registry.example/v2/team/app/"));
    }
  }

  @Test
  void toWhatIsExceptedAndToThisMachineNoProxyLeads() throws Exception {
    try (TestRegistry registry = TestRegistry.open();
        TestProxy proxy = new TestProxy(0, 0)) {
      cli.set("HTTPS_PROXY", proxy.url());
      cli.set("HTTP_PROXY", proxy.url());
      cli.out("tag built " + registry.host() + "/app:1");
      cli.out("push " + registry.host() + "/app:1");
      cli.set("NO_PROXY", "example.org,.invalid");
      failsInOneLine(cli.run("pull", "registry.invalid/app:1"), "there is no host of this name");
      assertThat(proxy.lines()).isEmpty();
    }
  }

  @Test
  void aProxyThatIsNotThereIsNamed() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    cli.set("HTTPS_PROXY", "127.0.0.1:" + nobody);
    failsInOneLine(
        cli.run("pull", NAME),
        "registry.example: ",
        "the proxy 127.0.0.1:" + nobody + ": nobody listens there");
    cli.set("HTTPS_PROXY", "proxy.invalid:3128");
    failsInOneLine(
        cli.run("pull", NAME), "the proxy proxy.invalid:3128: there is no host of this name");
  }

  @Test
  void aProxyThatIsNotSpokenToIsRefusedWithoutItsPassword() {
    for (String proxy :
        List.of("socks5://127.0.0.1:1", "https://127.0.0.1:1", "http://", "http://x y")) {
      cli.set("HTTPS_PROXY", proxy);
      failsInOneLine(cli.run("pull", NAME), "$HTTPS_PROXY ");
    }
    cli.set("HTTPS_PROXY", "http://ann:secret@127.0.0.1:1");
    Cli run = cli.run("pull", NAME);
    failsInOneLine(run, "$HTTPS_PROXY has a name or password");
    assertThat(run.err()).doesNotContain("secret").doesNotContain("ann");
  }

  @Test
  void anAuthorityOfOneRegistryIsTrustedThereOnly() throws Exception {
    try (TestRegistry registry = TestRegistry.open(TestAuth.basic(ANN), here.server());
        TestRegistry other = TestRegistry.open(TestAuth.none(), here.server())) {
      failsInOneLine(
          cli.runWith("secret\n", "login", "-u", "ann", "--password-stdin", registry.host()),
          "TLS failed");
      file(".config/containers/certs.d/" + registry.host() + "/ca.crt", here.pem());
      file(".config/containers/certs.d/" + registry.host() + "/README", "no certificate");
      login(registry.host());
      String name = registry.host() + "/app:1";
      cli.out("tag built " + name);
      cli.out("push " + name);
      cli.out("image prune -a -f");
      assertThat(cli.run("run", "--rm", name, "ls", "/").code()).isZero();
      failsInOneLine(cli.run("pull", other.host() + "/app:1"), "TLS failed");
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefusedThoughItsAuthorityIsTrusted() throws Exception {
    try (TestRegistry registry = TestRegistry.open(TestAuth.none(), there.server())) {
      cli.set("SSL_CERT_FILE", file("ca.pem", there.pem()).toString());
      failsInOneLine(cli.run("pull", registry.host() + "/app:1"), "TLS failed");
    }
  }

  @Test
  void theFileStandsInPlaceOfJavasAuthoritiesAndBesideThoseOfTheRegistry() throws Exception {
    try (TestRegistry registry = TestRegistry.open(TestAuth.none(), here.server())) {
      String name = registry.host() + "/app:1";
      cli.out("tag built " + name);
      cli.set("SSL_CERT_FILE", file("both.pem", there.pem() + here.pem()).toString());
      cli.out("push " + name);
      cli.set("SSL_CERT_FILE", file("ca.pem", there.pem()).toString());
      failsInOneLine(cli.run("pull", name), "TLS failed");
      file(".config/containers/certs.d/" + registry.host() + "/own.crt", here.pem());
      cli.out("pull " + name);
    }
  }

  @Test
  void aFileOfAuthoritiesThatIsNoneIsNamed() throws Exception {
    cli.set("SSL_CERT_FILE", directory.resolve("none.pem").toString());
    failsInOneLine(cli.run("pull", NAME), "none.pem: No such file or directory");
    cli.set("SSL_CERT_FILE", file("bad.pem", "no certificate").toString());
    failsInOneLine(cli.run("pull", NAME), "bad.pem: ");
    cli.set("SSL_CERT_FILE", file("empty.pem", "").toString());
    failsInOneLine(cli.run("pull", NAME), "empty.pem: holds no certificate");
  }
}
