package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key with a certificate that it signed itself, made by {@code keytool}.
 *
 * @param server for a server that has it
 * @param pem the certificate
 */
record TestCertificate(SSLContext server, String pem) {
  private static final String PASSWORD = "changeit";

  /** One for {@code hosts}, as keytool has them: {@code dns:localhost,ip:127.0.0.1}. */
  static TestCertificate of(Path directory, String name, String hosts) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    assumeTrue(Files.isExecutable(keytool), "this Java has no keytool: TLS is not tried");
    Path file = directory.resolve(name + ".p12");
    Path log = directory.resolve(name + ".log");
    String line =
        "-genkeypair -keyalg EC -storetype PKCS12 -alias %s -dname CN=%s -ext san=%s -keystore %s"
            + " -storepass %s";
    String arguments = String.format(line, name, name, hosts, file, PASSWORD);
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(keytool.toString());
    builder.command().addAll(java.util.List.of(arguments.split(" ")));
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, PASSWORD.toCharArray());
    SSLContext server = SSLContext.getInstance("TLS");
    server.init(own.getKeyManagers(), null, null);
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(store.getCertificate(name).getEncoded());
    return new TestCertificate(
        server, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
  }
}
