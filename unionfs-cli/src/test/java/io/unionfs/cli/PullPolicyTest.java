package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.image.Manifest;
import io.unionfs.testing.registry.Fault;
import io.unionfs.testing.registry.TestRegistry;
import io.unionfs.testing.registry.TestReply;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} and {@code create} of an image that the store may lack. */
@Timeout(60)
class PullPolicyTest {
  private static final Path IMAGE = Cli.IMAGES.resolve("built-docker.tar");

  @TempDir private Path directory;
  private StoreCli cli;
  private TestRegistry registry;
  private String name;

  @BeforeEach
  void lay() throws IOException {
    cli = new StoreCli(directory.resolve("store"));
    cli.set("HOME", directory.toString());
    registry = TestRegistry.open();
    name = registry.host() + "/team/app:1";
    cli.out("load -i " + IMAGE);
    cli.out("tag built " + name);
    cli.out("push " + name);
  }

  @AfterEach
  void close() throws IOException {
    registry.close();
  }

  /** How many requests the registry has had. */
  private int asked() {
    return registry.requests().size();
  }

  private void forget() {
    cli.out("image prune -a -f");
  }

  @Test
  void aMissingImageIsPulledAndStandardOutputHasTheContainersAlone() {
    String inStore = cli.out("run --rm " + name + " ls /");
    forget();
    Cli run = cli.run("run", "--rm", name, "ls", "/");
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo(inStore);
    assertThat(run.err().lines().toList())
        .startsWith("Unable to find image '" + name + "' locally", "1: Pulling from team/app")
        .endsWith("Status: Downloaded newer image for " + name);
    assertThat(run.err()).containsPattern("(?m)^[0-9a-f]{12}: Download complete$");
    forget();
    Cli created = cli.run("create", name);
    assertThat(created.out()).matches("[0-9a-f]{64}\n");
    assertThat(created.err()).startsWith("Unable to find image '" + name + "' locally\n");
  }

  @Test
  void aQuietRunSaysNothingOfIt() {
    forget();
    assertThat(cli.out("run -q --rm " + name + " ls /")).isNotEmpty();
    forget();
    assertThat(cli.out("create --quiet " + name)).matches("[0-9a-f]{64}\n");
  }

  @Test
  void anImageThatTheStoreHasIsNotAskedFor() {
    int before = asked();
    cli.out("run --rm " + name + " ls /");
    cli.out("create --pull missing " + name);
    cli.out("create built");
    assertThat(asked()).isEqualTo(before);
  }

  @Test
  void alwaysBringsTheNewerImage() throws IOException {
    cli.out("run -d --name web " + name);
    cli.out("exec web write /new one");
    cli.out("commit web " + name);
    cli.out("push " + name);
    cli.out("tag built " + name);
    assertThat(cli.out("run --rm " + name + " ls /")).doesNotContain("new");
    Cli run = cli.run("run", "--pull=always", "--rm", name, "cat", "/new");
    assertThat(run).matches(each -> each.code() == 0 && each.out().startsWith("one"));
    assertThat(run.err()).startsWith("1: Pulling from team/app\n").doesNotContain("Unable");
  }

  @Test
  void alwaysFailsThoughTheStoreHasTheImage() throws IOException {
    registry.always("GET", "/manifests/", Fault.instead(TestReply.error(403, "DENIED", "no")));
    Cli run = cli.run("run", "--pull=always", "-q", "--rm", name, "ls", "/");
    assertThat(run.code()).isEqualTo(125);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("unionfs: " + name + " could not be pulled: ").hasLineCount(1);
    assertThat(cli.out("ps -aq")).isEmpty();
  }

  @Test
  void neverAsksNobody() {
    forget();
    int before = asked();
    assertThat(cli.run("run", "--pull", "never", name, "ls"))
        .isEqualTo(
            new Cli(
                125, "", "unionfs: no such image: " + name + "; 'unionfs images' lists them\n"));
    assertThat(cli.run("create", "--pull=never", name).code()).isEqualTo(1);
    assertThat(asked()).isEqualTo(before);
  }

  @Test
  void anIdIsNotPulled() {
    for (String id : List.of("0".repeat(64), "sha256:" + "0".repeat(64), "sha256:0123")) {
      assertThat(cli.run("run", id, "ls"))
          .isEqualTo(
              new Cli(
                  125, "", "unionfs: no such image: " + id + "; 'unionfs images' lists them\n"));
      Cli always = cli.run("create", "--pull=always", id);
      assertThat(always.code()).isEqualTo(1);
      assertThat(always.err()).contains("is no name that says which registry to ask");
    }
  }

  @Test
  void whatIsNotInTheRegistryEitherIsOneMoreLine() throws IOException {
    refused(registry.host() + "/none:1", "none");
    String nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = "localhost:" + socket.getLocalPort() + "/none:1";
    }
    refused(nobody, "nobody listens there");
    refused("no-such-host.invalid/none:1", "there is no host of this name");
    assertThat(cli.out("ps -aq")).isEmpty();
  }

  private void refused(String image, String why) {
    Cli run = cli.run("run", image, "ls");
    assertThat(run.code()).isEqualTo(125);
    assertThat(run.out()).isEmpty();
    List<String> lines = run.err().lines().toList();
    assertThat(lines.get(0)).isEqualTo("Unable to find image '" + image + "' locally");
    String last = lines.get(lines.size() - 1);
    assertThat(last).startsWith("unionfs: " + image + " could not be pulled: ");
    assertThat(last).contains(why);
    assertThat(lines.size()).as(run.err()).isBetween(2, 3); // which image was asked for may be said
    assertThat(run.err()).doesNotContain("\tat ");
  }

  @Test
  void whatIsAskedForByDigestIsRunByDigest() throws IOException {
    Manifest manifest = Manifest.parse(registry.manifest("team/app", "1").orElseThrow());
    forget();
    String pinned = registry.host() + "/team/app@" + manifest.digest();
    Cli run = cli.run("run", "--rm", pinned, "ls", "/");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).startsWith("Unable to find image '" + pinned + "' locally\n");
    int before = asked();
    cli.out("run --rm " + pinned + " ls /");
    assertThat(asked()).isEqualTo(before);
  }

  @Test
  void whatIsAskedForByDigestIsRunThoughTheStoreKnowsItByAnotherName() throws IOException {
    Manifest manifest = Manifest.parse(registry.manifest("team/app", "1").orElseThrow());
    String pinned = registry.host() + "/team/app@" + manifest.digest();
    cli.out("rmi " + name); // the names that it was loaded with stay
    assertThat(cli.out("run -q --rm " + pinned + " ls /"))
        .isEqualTo(cli.out("run --rm built ls /"));
    assertThat(cli.out("run -q --pull=always --rm " + pinned + " ls /")).isNotEmpty();
    String known = cli.out("pull -q " + pinned).strip();
    assertThat(cli.out("run --rm --pull=never " + known + " ls /")).isNotEmpty();
    assertThat(cli.out("image inspect --format {{.Id}} " + known))
        .isEqualTo(cli.out("image inspect --format {{.Id}} built"));
  }

  @Test
  void ofAnIndexsDigestTheImageForThisPlatformIsRun() throws Exception {
    Manifest manifest = Manifest.parse(registry.manifest("team/app", "1").orElseThrow());
    String type = "application/vnd.oci.image.index.v1+json";
    String json =
        "{\"schemaVersion\":2,\"mediaType\":\""
            + type
            + "\",\"manifests\":[{\"mediaType\":\""
            + manifest.mediaType()
            + "\",\"digest\":\""
            + manifest.digest()
            + "\",\"size\":"
            + manifest.bytes().length
            + "}]}";
    byte[] index = json.getBytes(StandardCharsets.UTF_8);
    registry.manifest("team/app", "all", type, index);
    forget();
    String digest =
        "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(index));
    Cli run = cli.run("run", "--rm", registry.host() + "/team/app@" + digest, "ls", "/");
    assertThat(run.code()).as(run.err()).isZero();
  }

  @Test
  void aWrongCommandLineSendsNothing() {
    forget();
    int before = asked();
    Cli policy = cli.run("run", "--pull=sometimes", name, "ls");
    assertThat(policy.code()).isEqualTo(2);
    assertThat(policy.err()).contains("'sometimes' is none of missing, always, never");
    assertThat(cli.run("run", "-v", "/host:/x", name, "ls").code()).isEqualTo(125);
    Cli file = cli.run("run", "--pull=always", IMAGE.toString(), "ls");
    assertThat(file.code()).isEqualTo(2);
    assertThat(asked()).isEqualTo(before);
  }
}
