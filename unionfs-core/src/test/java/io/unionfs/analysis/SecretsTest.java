package io.unionfs.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.analysis.AnalysisOptions.FileLists;
import io.unionfs.analysis.Secret.Origin;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets are found by names and by shapes, in files and in the configuration, and never shown. */
class SecretsTest {
  private static final String AWS = "AKIA" + "QWERTYUIOP123456";
  private static final String GITHUB = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
  private static final String PEM =
      "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7v3k\n-----END RSA PRIVATE KEY-----\n";

  private static List<Secret> found(Layer... layers) throws IOException {
    return Made.analysis(layers).secrets();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root/.ssh/id_rsa", "home/app/.ssh/id_ed25519", "root/.aws/credentials", "app/.npmrc",
        "root/.netrc", "root/.docker/config.json", "root/.pypirc", "root/.git-credentials",
        "root/.kube/config", "etc/keys/site.p12"
      })
  void aFileOfCredentialsIsKnownByItsName(String path) throws IOException {
    assertThat(found(Tar.of().file(path, 10).layer()))
        .containsExactly(
            new Secret(SecretKind.CREDENTIALS_FILE, Origin.FILE_NAME, path, -1, 0, -1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root/.ssh/id_rsa.pub",
        "root/.ssh/known_hosts",
        "etc/ssl/certs/ca.pem",
        "aws/credentials",
        "usr/lib/node_modules/npm/.npmrc",
        "etc/docker/config.json"
      })
  void whatOnlyLooksAlikeIsNot(String path) throws IOException {
    assertThat(found(Tar.of().file(path, 10).layer())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "AKIA, QWERTYUIOP123456, AWS_ACCESS_KEY",
    "ASIA, QWERTYUIOP123456, AWS_ACCESS_KEY",
    "ghp_, a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8, GITHUB_TOKEN",
    "ghs_, a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8, GITHUB_TOKEN",
    "github_pat_, 11ABCDEFG0123456789012_abcdefghijklmnopqrstuvwxyz012345, GITHUB_TOKEN",
    "glpat-, a1B2c3D4e5F6g7H8i9J0, GITLAB_TOKEN",
    "xoxb-, 123456789012-abcdefABCDEF, SLACK_TOKEN",
    "AIza, SyA1234567890abcdefghijklmnopqrstuv, GOOGLE_KEY",
    "sk_live_, abcdefghijklmnop12345678, STRIPE_KEY",
    "npm_, a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8, NPM_TOKEN"
  })
  void aTokenIsKnownByItsShape(String head, String tail, SecretKind kind) throws IOException {
    String text = "x = \"" + head + tail + "\"\n";
    assertThat(found(Tar.of().file("app/conf", text).layer()))
        .containsExactly(new Secret(kind, Origin.FILE_CONTENT, "app/conf", 5, 0, -1));
    // In the middle of a word, or cut short, it is none.
    assertThat(found(Tar.of().file("app/conf", "Z" + head + tail).layer())).isEmpty();
    assertThat(found(Tar.of().file("app/conf", head + tail.substring(0, 8)).layer())).isEmpty();
  }

  @Test
  void aPrivateKeyNeedsABodyForProgramsThatReadKeysHaveTheHeaderToo() throws IOException {
    assertThat(found(Tar.of().file("app/key.pem", PEM).layer()))
        .containsExactly(
            new Secret(SecretKind.PRIVATE_KEY, Origin.FILE_CONTENT, "app/key.pem", 0, 0, -1));
    assertThat(found(Tar.of().file("lib", "-----BEGIN " + "PRIVATE KEY-----\0%s: bad").layer()))
        .isEmpty();
    assertThat(found(Tar.of().file("a", PEM.replace("PRIVATE KEY", "CERTIFICATE")).layer()))
        .isEmpty();
  }

  @Test
  void aTokenIsFoundOnceWhereverItLiesInAFileUpToTheLimit() throws IOException {
    for (int at : new int[] {65200, 65279, 65280, 65281, 65500, 65535, 65536, 65537, 131000}) {
      String text = " ".repeat(at) + AWS + " ".repeat(300);
      assertThat(found(Tar.of().file("f", text).layer()))
          .as("at %d", at)
          .containsExactly(
              new Secret(SecretKind.AWS_ACCESS_KEY, Origin.FILE_CONTENT, "f", at, 0, -1));
    }
    ImageLayers image = Made.image(Tar.of().file("f", " ".repeat(1000) + AWS).layer());
    assertThat(Analysis.of(image, AnalysisOptions.defaults().withContentLimit(1010)).secrets())
        .isEmpty();
    assertThat(Analysis.of(image, AnalysisOptions.defaults().withContentLimit(0)).secrets())
        .isEmpty();
    assertThat(Analysis.of(image, AnalysisOptions.defaults().withContentLimit(1020)).secrets())
        .hasSize(1);
  }

  @Test
  void aSecretThatALaterLayerRemovedIsStillHandedOut() throws IOException {
    assertThat(
            found(
                Tar.of().file("root/.ssh/id_rsa", PEM).layer(),
                Tar.of().whiteout("root/.ssh").layer()))
        .containsExactly(
            new Secret(SecretKind.CREDENTIALS_FILE, Origin.FILE_NAME, "root/.ssh/id_rsa", -1, 0, 1),
            new Secret(SecretKind.PRIVATE_KEY, Origin.FILE_CONTENT, "root/.ssh/id_rsa", 0, 0, 1));
  }

  @Test
  void theConfigurationIsLookedThrough() throws IOException {
    ImageLayers image =
        Made.image(
            "test",
            List.of(Tar.of().file("a", 1).layer(), Tar.of().file("b", 1).layer()),
            List.of("ARG X", "RUN |1 API_TOKEN=hunter2 /bin/sh -c make"),
            Map.of("DB_PASSWORD", "hunter2", "PATH", "/bin", "KEYS", GITHUB, "TOKEN_FILE", "/t"));
    assertThat(Analysis.of(image, AnalysisOptions.defaults()).secrets())
        .containsExactlyInAnyOrder(
            new Secret(SecretKind.PASSWORD, Origin.ENVIRONMENT, "DB_PASSWORD", -1, -1, -1),
            new Secret(SecretKind.GITHUB_TOKEN, Origin.ENVIRONMENT, "KEYS", -1, -1, -1),
            new Secret(SecretKind.PASSWORD, Origin.HISTORY, "step 1", -1, 1, -1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ENV DB_PASSWORD=hunter2",
        "ENV DB_PASSWORD=\"hunter2 with blanks\\\" and quotes\" OTHER=1",
        "ENV DB_PASSWORD hunter2",
        "RUN |2 A=1 NPM_TOKEN=hunter2 /bin/sh -c npm install",
        "RUN curl --password hunter2 https://x",
        "RUN curl --token=hunter2 https://x",
        "RUN curl -H 'Authorization: Bearer hunter2hunter2'",
        "RUN git clone https://me:hunter2@github.com/x",
        "RUN echo '{\"api_key\": \"hunter2\"}'",
        "RUN API_KEY='hunter2' make",
        "RUN mysql -u root -phunter2 shop < shop.sql",
        "RUN mysqldump --all-databases -p'hunter2 and more'",
        "RUN sshpass -p hunter2 ssh host && sshpass -phunter2 scp a host:",
        "RUN docker login -u me -p hunter2 registry.example.com",
        "RUN curl -fsSL -u me:hunter2 https://x && curl --user 'me:hunter2' https://x",
        "RUN echo 'root:hunter2' | chpasswd",
        "RUN git clone https://me:p@hunter2@github.com/x"
      })
  void aPasswordInAnInstructionIsTakenOut(String command) {
    assertThat(Redaction.redacted(command))
        .doesNotContain("hunter2")
        .contains("[a password]")
        .startsWith(command.substring(0, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUN --mount=type=secret,id=npm npm install",
        "ENV TOKEN_FILE=/run/secrets/token",
        "RUN make PASSWORD=$PASSWORD",
        "ENV GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568",
        "COPY --from=build /app /app",
        "RUN apt-get install -y --no-install-recommends tokenizer",
        "RUN mysql -p -u root && mkdir -p /a && cp -p b c",
        "RUN mysql -u root -p$PASS shop",
        "RUN apt-get install mysql-client; mkdir -p /a",
        "RUN curl -u $USER https://x:443 && curl -fsSL https://x:8080/ -o /usr/a",
        "RUN echo a:b >> /etc/hosts"
      })
  void whatIsNoSecretStays(String command) {
    assertThat(Redaction.redacted(command)).isEqualTo(command);
    assertThat(Redaction.pieces(command)).isEmpty();
  }

  @Test
  void noReportRepeatsASecretWhereverAnImagePutIt() throws IOException {
    String name = "d/" + AWS + "/" + GITHUB;
    Layer base =
        Tar.of()
            .file(name, PEM)
            .file("key", "k=" + AWS)
            .file("copy", "k=" + AWS)
            .symlink("link", GITHUB)
            .directory("var/log/" + GITHUB)
            .file("var/log/" + GITHUB + "/x", 5)
            .layer();
    ImageLayers image =
        Made.image(
            "test",
            List.of(base, Tar.of().file(name, "short").whiteout("key").layer()),
            List.of("ENV T=" + AWS, "RUN x " + GITHUB + " " + PEM),
            Map.of(GITHUB, "hunter2", "SECRET", "hunter2"));
    Analysis analysis = Analysis.of(image, AnalysisOptions.defaults().withFiles(FileLists.KEPT));
    Rule.Result rule = Rule.parse("secrets==0", Metric.Family.EXACT).check(analysis);
    String all =
        Made.json(analysis)
            + Made.html(analysis)
            + analysis.secrets()
            + analysis.payers().files()
            + analysis.files(0)
            + analysis.files(1)
            + analysis.layers()
            + analysis.leftovers()
            + analysis.duplicates()
            + rule.culprits();
    assertThat(analysis.secrets()).hasSizeGreaterThan(5);
    assertThat(all)
        .doesNotContain(AWS)
        .doesNotContain(GITHUB)
        .doesNotContain("hunter2")
        .doesNotContain("MIIEpAIBAAKCAQEA7v3k");
  }

  @Test
  void aHostileInstructionIsReadInTimeThatItsLengthGives() {
    for (String each :
        List.of(
            "a",
            "PASSWORD",
            "TOKEN=",
            "'",
            "ENV A ",
            "://a:",
            "-----BEGIN ",
            "mysql ",
            "curl -u a",
            "echo a:",
            "://a:b@")) {
      String hostile = each.repeat(2_000_000 / each.length());
      assertThat(Redaction.redacted(hostile).length()).isLessThan(2100);
    }
  }

  @Test
  void ofOneFileOnlySoManyAreTold() throws IOException {
    assertThat(found(Tar.of().file("f", (AWS + "\n").repeat(1000)).layer())).hasSize(20);
  }
}
