package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.output.Streams.End;
import io.unionfs.image.Descriptor;
import io.unionfs.image.Manifest;
import io.unionfs.registry.Credentials;
import io.unionfs.testing.registry.Fault;
import io.unionfs.testing.registry.TestAuth;
import io.unionfs.testing.registry.TestRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code pull}, {@code push}, {@code login}, {@code logout}: what they print, and when they fail.
 */
@Timeout(60)
class RegistryVerbsTest {
  private static final Path IMAGE = Cli.IMAGES.resolve("built-docker.tar");

  @TempDir private Path directory;
  private StoreCli cli;
  private TestRegistry registry;
  private String name;

  @BeforeEach
  void lay() throws IOException {
    cli = new StoreCli(directory.resolve("store"));
    cli.set("XDG_CONFIG_HOME", directory.resolve("config").toString());
    cli.set("HOME", directory.toString());
    registry = TestRegistry.open();
    name = registry.host() + "/team/app:1";
    cli.out("load -i " + IMAGE);
    cli.out("tag built " + name);
  }

  @AfterEach
  void close() throws IOException {
    registry.close();
  }

  private Manifest manifest() throws IOException {
    return Manifest.parse(registry.manifest("team/app", "1").orElseThrow());
  }

  private int uploads() {
    return registry.requests("PUT", "/blobs/uploads/").size();
  }

  @Test
  void aPushAndAPullSayWhatDockerSays() throws IOException {
    String pushed = cli.out("push " + name);
    assertThat(pushed.lines().toList())
        .hasSize(5)
        .startsWith("The push refers to repository [" + registry.host() + "/team/app]")
        .endsWith("1: digest: " + manifest().digest() + " size: " + manifest().bytes().length);
    assertThat(pushed).containsPattern("(?m)^[0-9a-f]{12}: Pushed$");
    assertThat(pushed).containsPattern("(?m)^Layers: 2 sent; sent [0-9.]+kB, saved 0B$");
    assertThat(cli.out("push " + name))
        .containsPattern("(?m)^[0-9a-f]{12}: Layer already exists$")
        .containsPattern("(?m)^Layers: 2 existed; sent 0B, saved [0-9.]+kB$");
    String id = cli.out("images -q --no-trunc " + name);
    cli.out("image prune -a -f");
    String pulled = cli.out("pull " + name);
    assertThat(pulled.lines().toList())
        .hasSize(7)
        .startsWith("1: Pulling from team/app")
        .endsWith(
            "Digest: " + manifest().digest(), "Status: Downloaded newer image for " + name, name);
    assertThat(pulled).containsPattern("(?m)^[0-9a-f]{12}: Download complete$");
    assertThat(cli.out("images -q --no-trunc " + name)).isEqualTo(id);
    assertThat(cli.out("pull " + name))
        .contains("Status: Image is up to date for " + name + "\n")
        .containsPattern("(?m)^[0-9a-f]{12}: Already exists$");
    assertThat(cli.out("run --rm " + name + " ls /")).isNotEmpty();
    assertThat(cli.out("fsck")).doesNotContain("is no part of a store");
  }

  @Test
  void allTagsOfARepositoryTravelAtOnce() throws IOException {
    String repository = registry.host() + "/team/app";
    cli.out("tag built " + repository + ":2");
    cli.out("tag built " + registry.host() + "/team/apple:3");
    assertThat(cli.out("push -a " + repository))
        .startsWith("The push refers to repository [" + repository + "]\n")
        .containsPattern("(?m)^1: digest: ")
        .containsPattern("(?m)^2: digest: ");
    assertThat(registry.tags("team/app")).containsExactly("1", "2");
    assertThat(registry.tags("team/apple")).isEmpty();
    String beside = "sha256-" + "a".repeat(64) + ".sig";
    registry.manifest("team/app", beside, manifest().mediaType(), manifest().bytes());
    cli.out("image prune -a -f");
    assertThat(cli.out("pull -q --all-tags " + repository))
        .isEqualTo(repository + ":1\n" + repository + ":2\n");
    assertThat(cli.out("images --format {{.Repository}}:{{.Tag}}").lines())
        .containsExactlyInAnyOrder(repository + ":1", repository + ":2");
  }

  @Test
  void signaturesThatDoNotFitWhatWasCompressedAreSpokenOf() {
    String key = directory.resolve("key").toString();
    assertThat(cli.run("key", "generate", key).code()).isZero();
    cli.out("create --name web built");
    cli.out("start web");
    cli.out("exec web write /etc/app one");
    cli.out("commit web " + name);
    cli.out("sign --key " + key + ".key " + name);
    Cli pushed = cli.run("push", "--compress", name);
    assertThat(pushed.code()).isZero();
    assertThat(pushed.out()).doesNotContain("Signatures: ");
    assertThat(pushed.err())
        .startsWith("WARNING! The signatures stay here: they are of sha256:")
        .hasLineCount(1);
    Cli whole = cli.run("push", name);
    assertThat(whole.out()).contains("\nSignatures: 1 sent, 1 at sha256-");
    assertThat(whole.err()).isEmpty();
  }

  @Test
  void allTagsGoWithANameThatTheStoreHas() {
    for (String verb : List.of("push", "pull")) {
      assertThat(cli.run(verb, "-a", name))
          .isEqualTo(
              new Cli(
                  2,
                  "",
                  "unionfs: --all-tags goes with a name without a tag\nTry 'unionfs "
                      + verb
                      + " --help'.\n"));
    }
    assertThat(cli.run("push", "-a", "nothing"))
        .isEqualTo(
            new Cli(1, "", "unionfs: no image is called nothing; 'unionfs images' lists them\n"));
  }

  @Test
  void quietIsTheNameAlone() {
    assertThat(cli.out("push -q " + name)).isEqualTo(name + "\n");
    assertThat(cli.out("image pull -q " + name)).isEqualTo(name + "\n");
  }

  @Test
  void theTagThatIsMeantIsSaid() {
    cli.out("tag built " + registry.host() + "/app");
    assertThat(cli.out("push " + registry.host() + "/app"))
        .startsWith("Using default tag: latest\n");
    assertThat(cli.out("pull " + registry.host() + "/app"))
        .startsWith("Using default tag: latest\nlatest: Pulling from app\n");
  }

  @Test
  void whatWasPulledByDigestIsRunByDigest() throws IOException {
    cli.out("push " + name);
    cli.out("image prune -a -f");
    String pinned = registry.host() + "/team/app@" + manifest().digest();
    assertThat(cli.out("pull " + pinned))
        .startsWith(pinned + ": Pulling from team/app\n")
        .endsWith("Status: Downloaded newer image for " + pinned + "\n" + pinned + "\n");
    assertThat(cli.out("run --rm " + pinned + " ls /")).isNotEmpty();
    registry.always("GET", "/manifests/", Fault.changed(reply -> reply.body("{}")));
    failsInOneLine(cli.run("pull", pinned));
  }

  private static TestRegistry closedFor(Credentials who) throws IOException {
    return TestRegistry.open(TestAuth.basic(who));
  }

  private static void failsInOneLine(Cli run, String... parts) {
    assertThat(run.code()).as(run.toString()).isEqualTo(1);
    assertThat(run.err()).startsWith("unionfs: ").hasLineCount(1);
    for (String part : parts) {
      assertThat(run.err()).contains(part);
    }
  }

  @Test
  void anotherRepositorysBlobsAreMounted() {
    cli.out("push " + name);
    int sent = uploads();
    cli.out("tag built " + registry.host() + "/copy:1");
    assertThat(cli.out("push " + registry.host() + "/copy:1"))
        .containsPattern("(?m)^[0-9a-f]{12}: Mounted from another repository$")
        .contains("Layers: 2 mounted; sent 0B");
    assertThat(uploads()).isEqualTo(sent);
  }

  @Test
  void whatACommitMadeIsCompressedOnDemand() throws IOException {
    cli.out("run -d --name web built");
    cli.out("exec web write /x hello");
    cli.out("commit web " + name);
    cli.out("push --compress " + name);
    String json = new String(manifest().bytes(), StandardCharsets.UTF_8);
    assertThat(json).contains("tar+gzip").doesNotContain("layer.v1.tar\"");
    int sent = uploads();
    assertThat(cli.out("push --compress " + name)).contains("; sent 0B");
    assertThat(uploads()).isEqualTo(sent);
  }

  @Test
  void aPullThatWasCutOffGoesOn() throws IOException {
    cli.out("push " + name);
    cli.out("image prune -a -f");
    String blob = largest();
    registry.always("GET", blob, Fault.cutAfter(200));
    // Each attempt brings 200 bytes more; that is too little to come to the end.
    failsInOneLine(cli.run("pull", name));
    registry.noFaults();
    assertThat(Files.list(directory.resolve("store/downloads"))).isNotEmpty();
    assertThat(cli.out("pull " + name))
        .contains(blob.substring(7, 19) + ": Download complete (resumed)\n");
  }

  private String largest() throws IOException {
    return manifest().layers().stream()
        .max(Comparator.comparingLong(Descriptor::size))
        .orElseThrow()
        .digest()
        .toString();
  }

  @Test
  void unfinishedDownloadsArePruned() throws IOException {
    Path downloads = Files.createDirectories(directory.resolve("store/downloads"));
    Files.write(downloads.resolve("sha256-" + "0".repeat(64)), new byte[1000]);
    assertThat(cli.run("fsck").code()).isZero();
    assertThat(cli.out("system prune -f")).isEqualTo("Total reclaimed space: 1kB\n");
    assertThat(downloads).isEmptyDirectory();
    Files.createFile(downloads.resolve("stranger"));
    assertThat(cli.run("fsck").out() + cli.run("fsck").err()).contains("stranger");
  }

  @Test
  void whatIsNotThereIsNamed() {
    failsInOneLine(cli.run("pull", registry.host() + "/none:1"), registry.host(), "none");
    failsInOneLine(cli.run("push", registry.host() + "/none:1"), "no such image");
    failsInOneLine(cli.run("pull", "no such.name"), "no such.name");
    failsInOneLine(cli.run("pull", "UPPER"), "lower case");
    String id = cli.out("images -q built").strip();
    failsInOneLine(cli.run("push", id), "no such image: " + id);
  }

  @Test
  void hostsThatAreNoneAreNamed() throws IOException {
    failsInOneLine(cli.run("pull", "no-such-host.invalid/app:1"), "no-such-host.invalid");
    String nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = "localhost:" + socket.getLocalPort();
    }
    failsInOneLine(cli.run("pull", nobody + "/app:1"), nobody);
    try (ServerSocket mute = new ServerSocket(0)) {
      Thread server =
          new Thread(
              () -> {
                try {
                  while (true) {
                    try (var client = mute.accept()) {
                      client.getOutputStream().write("220 mail\r\n".getBytes());
                    }
                  }
                } catch (IOException e) {
                  // closed
                }
              });
      server.setDaemon(true);
      server.start();
      failsInOneLine(
          cli.run("pull", "localhost:" + mute.getLocalPort() + "/app:1"),
          "localhost:" + mute.getLocalPort());
    }
  }

  @Test
  void aPlatformThatIsNotThereIsNamed() {
    cli.out("push " + name);
    failsInOneLine(cli.run("pull", "--platform", "linux/s390x", name), "linux/s390x");
    assertThat(cli.run("pull", "--platform", "x", name).code()).isEqualTo(2);
  }

  @Test
  void aTerminalSeesTheLinesAndNoBarThatIsLeft() {
    cli.atTerminal(End.ERRORS);
    Cli run = cli.run("push", name);
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains(": Pushed\n");
  }

  @Test
  void aLoginIsTriedKeptAndForgotten() throws IOException {
    try (TestRegistry closed = closedFor(new Credentials("ann", "se:cret"))) {
      String there = closed.host() + "/app:1";
      cli.out("tag built " + there);
      failsInOneLine(cli.run("push", there), closed.host());
      failsInOneLine(
          cli.runWith("wrong\n", "login", "-u", "ann", "--password-stdin", closed.host()));
      Path file = directory.resolve("config/unionfs/auth.json");
      assertThat(file).doesNotExist();
      Cli run = cli.runWith("se:cret\n", "login", "-u", "ann", "--password-stdin", closed.host());
      assertThat(run)
          .isEqualTo(
              new Cli(
                  0,
                  "Login Succeeded\n",
                  "WARNING! The password is kept unencrypted in " + file + ".\n"));
      assertThat(Files.readString(file))
          .contains(
              closed.host(),
              Base64.getEncoder().encodeToString("ann:se:cret".getBytes(StandardCharsets.UTF_8)));
      cli.out("push " + there);
      cli.out("pull " + there);
      assertThat(cli.out("logout " + closed.host()))
          .isEqualTo("Removing login credentials for " + closed.host() + "\n");
      assertThat(cli.out("logout " + closed.host()))
          .isEqualTo("Not logged in to " + closed.host() + "\n");
      failsInOneLine(cli.run("pull", there), closed.host());
    }
  }

  @Test
  void dockersCredentialsServeToo() throws IOException {
    try (TestRegistry closed = closedFor(new Credentials("ann", "x"))) {
      Files.createDirectories(directory.resolve(".docker"));
      Files.writeString(
          directory.resolve(".docker/config.json"),
          "{\"auths\":{\"" + closed.host() + "\":{\"auth\":\"YW5uOng=\"}}}");
      cli.out("tag built " + closed.host() + "/app:1");
      cli.out("push " + closed.host() + "/app:1");
      cli.set("DOCKER_CONFIG", directory.resolve("none").toString());
      failsInOneLine(cli.run("push", closed.host() + "/app:1"));
    }
  }

  @Test
  void aPasswordOnTheCommandLineIsWarnedOf() throws IOException {
    try (TestRegistry closed = closedFor(new Credentials("ann", "x"))) {
      Cli run = cli.run("login", "-u", "ann", "-p", "x", "http://" + closed.host() + "/v2/");
      assertThat(run.code()).isZero();
      assertThat(run.err()).startsWith("WARNING! Using --password via the CLI is insecure.");
    }
  }

  @Test
  void aLoginThatIsNotUnderstoodIsAFaultOfTheCommandLine() {
    List<List<String>> wrong = new ArrayList<>();
    wrong.add(List.of("login"));
    wrong.add(List.of("login", "-u", "ann"));
    wrong.add(List.of("login", "--password-stdin"));
    wrong.add(List.of("login", "-u", "a", "-p", "b", "--password-stdin"));
    wrong.add(List.of("login", "a", "b"));
    for (List<String> each : wrong) {
      assertThat(cli.run(each.toArray(String[]::new)).code()).as(each.toString()).isEqualTo(2);
    }
    failsInOneLine(cli.run("logout", "a b"), "a b");
  }
}
