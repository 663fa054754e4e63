package io.unionfs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.hub.CredentialHelper.Answer;
import io.unionfs.registry.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and passwords in files, ours and Docker's. */
class CredentialFileTest {
  private static final Credentials ANN = new Credentials("ann", "se:cret");

  @TempDir private Path directory;
  private Path own;
  private Path docker;
  private final List<String> asked = new ArrayList<>();
  private Answer answer = new Answer(1, utf8("credentials not found in native keychain\n"));

  @BeforeEach
  void lay() {
    own = directory.resolve("config/unionfs/auth.json");
    docker = directory.resolve("docker/config.json");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private CredentialFile file() {
    return new CredentialFile(
        own,
        docker,
        (program, input) -> {
          asked.add(program + " " + input);
          return answer;
        });
  }

  private void docker(String json) throws IOException {
    Files.createDirectories(docker.getParent());
    Files.writeString(docker, json);
  }

  private static String auth(String plain) {
    return "{\"auth\":\"" + Base64.getEncoder().encodeToString(utf8(plain)) + "\"}";
  }

  @Test
  void whatIsKeptIsFoundAgainAndForgotten() throws IOException {
    assertThat(file().of("localhost:5000")).isEmpty();
    file().put("localhost:5000", ANN);
    file().put("ghcr.io", new Credentials("bob", "x"));
    assertThat(file().of("localhost:5000")).contains(ANN);
    assertThat(file().of("localhost:5001")).isEmpty();
    assertThat(file().remove("localhost:5000")).isTrue();
    assertThat(file().remove("localhost:5000")).isFalse();
    assertThat(file().of("localhost:5000")).isEmpty();
    assertThat(file().of("ghcr.io")).isPresent();
  }

  @Test
  void theFileIsAsDockersAndKeepsWhatNobodyHereKnows() throws IOException {
    Files.createDirectories(own.getParent());
    Files.writeString(
        own, "{\"auths\":{\"a.example\":{\"auth\":\"eDp5\",\"more\":1}},\"other\":[2]}");
    file().put("docker.io", ANN);
    assertThat(Files.readString(own))
        .contains("\"https://index.docker.io/v1/\"", "\"more\" : 1", "\"other\" : [ 2 ]")
        .contains(Base64.getEncoder().encodeToString(utf8("ann:se:cret")));
    assertThat(file().of("docker.io")).contains(ANN);
    assertThat(file().of("a.example")).contains(new Credentials("x", "y"));
  }

  @Test
  void changedCredentialsCountAtOnce() throws IOException {
    CredentialFile file = file();
    file.put("a.example", ANN);
    assertThat(file.of("a.example")).contains(ANN);
    file.put("a.example", new Credentials("bob", "y"));
    assertThat(file.of("a.example")).contains(new Credentials("bob", "y"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void onlyTheOwnerMayReadIt() throws IOException {
    file().put("a.example", ANN);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own.getParent())))
        .isEqualTo("rwx------");
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-r--r--"));
    file().put("b.example", ANN);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rw-------");
    try (var files = Files.list(own.getParent())) {
      assertThat(files).containsExactlyInAnyOrder(own, own.resolveSibling("auth.json.lock"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://index.docker.io/v1/, docker.io",
    "index.docker.io, docker.io",
    "https://a.example/v2/, a.example",
    "http://localhost:5000, localhost:5000",
    "a.example, a.example"
  })
  void dockersFileIsReadWithItsKeys(String key, String host) throws IOException {
    docker("{\"auths\":{\"" + key + "\":" + auth("ann:se:cret") + "}}");
    assertThat(file().of(host)).contains(ANN);
    assertThat(file().of("evil." + host)).isEmpty();
  }

  @Test
  void ownCredentialsGoBeforeDockers() throws IOException {
    docker("{\"auths\":{\"a.example\":" + auth("x:y") + "}}");
    file().put("a.example", ANN);
    assertThat(file().of("a.example")).contains(ANN);
    file().remove("a.example");
    assertThat(file().of("a.example")).contains(new Credentials("x", "y"));
    assertThat(Files.readString(docker)).contains("a.example");
  }

  @Test
  void aNamespacesEntryIsNotTheHosts() throws IOException {
    docker("{\"auths\":{\"a.example/team\":" + auth("x:y") + "}}");
    assertThat(file().of("a.example")).isEmpty();
  }

  @Test
  void anIdentityTokenGoesBeforeAPassword() throws IOException {
    docker("{\"auths\":{\"a.example\":{\"auth\":\"eDo=\",\"identitytoken\":\"t\"}}}");
    assertThat(file().of("a.example")).contains(Credentials.ofRefreshToken("t"));
    assertThat(file().of("b.example")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"eHk=", "!!", "OnB3"})
  void whatIsNoNameAndPasswordIsRefusedWithoutShowingIt(String auth) throws IOException {
    docker("{\"auths\":{\"a.example\":{\"auth\":\"" + auth + "\"}}}");
    assertThatThrownBy(() -> file().of("a.example"))
        .hasMessage(docker + ": what it has for a.example is no name and password: 'login' anew");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"auths\":[]}", "{\"auths\":{\"a.example\":1}}", "{\"a\":"})
  void aFileThatIsDamagedIsNamedAndNotWrittenOver(String json) throws IOException {
    Files.createDirectories(own.getParent());
    Files.writeString(own, json);
    assertThatThrownBy(() -> file().of("a.example")).hasMessageStartingWith(own + ": ");
    if (!json.contains("1")) {
      assertThatThrownBy(() -> file().put("a.example", ANN)).hasMessageStartingWith(own + ": ");
      assertThat(Files.readString(own)).isEqualTo(json);
    }
  }

  @Test
  void aUsersNameWithAColonIsRefused() {
    assertThatThrownBy(() -> file().put("a.example", new Credentials("a:b", "c")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(own).doesNotExist();
  }

  @Test
  void aHelperOfDockersIsAsked() throws IOException {
    docker("{\"credsStore\":\"pass\",\"credHelpers\":{\"gcr.io\":\"gcloud\"}}");
    answer =
        new Answer(0, utf8("{\"ServerURL\":\"x\",\"Username\":\"ann\",\"Secret\":\"se:cret\"}"));
    CredentialFile file = file();
    assertThat(file.of("a.example")).contains(ANN);
    assertThat(file.of("gcr.io")).contains(ANN);
    assertThat(file.of("docker.io")).contains(ANN);
    assertThat(file.of("a.example")).contains(ANN);
    assertThat(asked)
        .containsExactly(
            "docker-credential-pass a.example",
            "docker-credential-gcloud gcr.io",
            "docker-credential-pass https://index.docker.io/v1/");
  }

  @Test
  void aHelperThatKnowsNothingLeavesNobody() throws IOException {
    docker("{\"credsStore\":\"pass\"}");
    assertThat(file().of("a.example")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/b", "-x", "", "a b", "a;b"})
  void aHelperIsCalledByNameOnly(String name) throws IOException {
    docker("{\"credHelpers\":{\"a.example\":\"" + name + "\"}}");
    if (name.isEmpty()) {
      assertThat(file().of("a.example")).isEmpty(); // as Docker: none for this host
    } else {
      assertThatThrownBy(() -> file().of("a.example"))
          .hasMessageContaining("is no credential helper's name");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void whatAHelperSaysIsNotShown() throws IOException {
    docker("{\"credsStore\":\"pass\"}");
    answer = new Answer(0, utf8("se:cret"));
    assertThatThrownBy(() -> file().of("a.example"))
        .hasMessageContaining("docker-credential-pass does not answer")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("se:cret"));
    answer = new Answer(0, utf8("{\"Username\":\"<token>\",\"Secret\":\"t\"}"));
    assertThat(file().of("a.example")).contains(Credentials.ofRefreshToken("t"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aHelperThatIsNotThereIsNamed() throws IOException {
    docker("{\"credsStore\":\"unionfs-test-none\"}");
    assertThatThrownBy(() -> CredentialFile.of(own, docker).of("a.example"))
        .hasMessageStartingWith(
            "docker-credential-unionfs-test-none, which Docker's config.json names, cannot be run");
  }
}
