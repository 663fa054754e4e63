package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * squash, flatten, rebase, append, mutate, and diff of two images: what they print, to the letter.
 */
class SurgeryVerbsTest {
  private static final String TIME = "--created 2026-11-26T00:00:00Z ";

  @TempDir private Path directory;
  private StoreCli cli;

  @BeforeEach
  void fill() throws IOException {
    cli = new StoreCli(directory.resolve("store"));
    cli.out("append -t base:1 " + TIME + imported() + " " + tree("base", "etc/motd", "hello"));
    cli.out("append -t mid:1 " + TIME + "base:1 " + tree("one", "tmp/big", "x".repeat(5000)));
    cli.out("create --name box mid:1 true");
    cli.out("start box");
    cli.out("exec box rm /tmp/big");
    cli.out("exec box rm /etc/motd");
    cli.out("exec box write /app app");
    cli.out("commit box app:1");
  }

  /** An image of one layer, which all others stand on. */
  private String imported() throws IOException {
    Path tar = directory.resolve("scratch.tar");
    Files.write(tar, new byte[1024]);
    cli.out("import " + tar + " scratch");
    return "scratch";
  }

  private Path tree(String name, String path, String text) throws IOException {
    Path root = directory.resolve(name);
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    for (Path each = file; !each.equals(root); each = each.getParent()) {
      Files.setLastModifiedTime(each, FileTime.from(Instant.EPOCH));
      Files.setPosixFilePermissions(
          each, PosixFilePermissions.fromString(each.equals(file) ? "rw-r--r--" : "rwxr-xr-x"));
    }
    return root;
  }

  private static void isRefused(Cli run, int code, String message) {
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("unionfs: " + message + "\n");
  }

  private String history(String image) {
    return cli.out("history --format {{.CreatedBy}}|{{.Comment}} --no-trunc " + image);
  }

  @Test
  void squashPrintsTheIdOfAnImageThatShowsTheSame() {
    String id = cli.out("squash --base base:1 -t small:1 app:1");
    assertThat(id).matches("sha256:[0-9a-f]{64}\n").isEqualTo(inspected("small:1"));
    assertThat(cli.out("run --rm small:1 ls -R /")).isEqualTo(cli.out("run --rm app:1 ls -R /"));
    assertThat(history("small:1"))
        .isEqualTo(
            "unionfs squash --from 2 --to 3|2 steps with 2 layers of "
                + inspected("app:1").substring(7, 19)
                + " in one\n"
                + history("base:1"));
    assertThat(cli.out("fsck")).endsWith(": no problems\n");
  }

  private String inspected(String image) {
    return cli.out("inspect -f {{.Id}} " + image);
  }

  @Test
  void theSameSquashAtTheSameTimeIsTheSameImage() {
    String first = cli.out("squash --last 2 " + TIME + "-t one app:1");
    cli.pass(Duration.ofDays(1));
    assertThat(cli.out("squash --from 2 --to 3 " + TIME + "-t two app:1")).isEqualTo(first);
    assertThat(cli.out("squash --last 2 -t now app:1")).isNotEqualTo(first);
    assertThat(cli.out("squash --last 2 --created 0 -t epoch app:1"))
        .isEqualTo(cli.out("squash --last 2 --created 1970-01-01T00:00:00Z -t epoch app:1"));
  }

  @Test
  void whichLayersMustBeSaidInOneWay() {
    isRefused(
        cli.run("squash", "app:1"),
        2,
        "which layers? --base IMAGE, --last N, or --from N --to N; 'flatten' takes all");
    isRefused(
        cli.run("squash", "--last", "1", "--to", "2", "app:1"),
        2,
        "--base, --last, and --from with --to are three ways to say which layers");
    isRefused(
        cli.run("squash", "--from", "2", "--to", "7", "app:1"),
        1,
        "image app:1 has no layers 2 to 7; its layers are 0 to 3");
    isRefused(
        cli.run("squash", "--last", "2", "--created", "noon", "app:1"),
        2,
        "--created: 'noon' is no time; write 2026-01-31T12:00:00Z, or seconds since 1970");
    isRefused(
        cli.run("squash", "--base", "missing", "app:1"),
        1,
        "no such image: missing; 'unionfs images' lists them");
  }

  @Test
  void flattenMakesOneLayer() {
    cli.out("flatten -t flat:1 app:1");
    assertThat(cli.out("diff app:1 flat:1"))
        .isEqualTo(
            "# layers: 0 common, 0 shared elsewhere, 4 only in the first, 1 only in the second\n");
    assertThat(cli.out("run --rm flat:1 ls -R /")).isEqualTo(cli.out("run --rm app:1 ls -R /"));
    assertThat(history("flat:1")).startsWith("unionfs flatten|4 steps with 4 layers of ");
  }

  @Test
  void rebaseWarnsOfWhatMeansAnotherThing() throws IOException {
    cli.out("append -t base:2 " + TIME + "scratch " + tree("base2", "etc/issue", "new"));
    Cli made =
        cli.run("rebase", "--old-base", "base:1", "--new-base", "base:2", "-t", "app:2", "app:1");
    assertThat(made.code()).isZero();
    assertThat(made.out()).isEqualTo(inspected("app:2"));
    assertThat(made.err())
        .isEqualTo("warning: layer 3: removes /etc/motd, which the new base does not have\n");
    assertThat(cli.out("run --rm app:2 ls /etc")).isEqualTo("issue\n");
    Cli json = cli.run("rebase", "--json", "--old-base", "base:1", "--new-base", "base:2", "app:1");
    assertThat(json.err()).isEmpty();
    assertThat(json.out())
        .matches(
            "\\{\"Id\":\"sha256:[0-9a-f]{64}\",\"Remarks\":\\[\\{\"Kind\":\"HidesNothing\","
                + "\"Layer\":3,\"Path\":\"/etc/motd\"}]}\n");
  }

  @Test
  void rebaseRefusesABaseThatIsNone() throws IOException {
    cli.out("append -t base:2 " + TIME + "scratch " + tree("base2", "etc/issue", "new"));
    Cli refused = cli.run("rebase", "--old-base", "base:2", "--new-base", "base:1", "app:1");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .matches(
            "unionfs: base:2 is no base of app:1: layer 1 is \\w{12}, and the image's \\w{12}\n");
    isRefused(
        cli.run("rebase", "--new-base", "base:1", "app:1"),
        1,
        "image app:1 does not say what its base is, neither by an annotation nor by a label"
            + " org.opencontainers.image.base.digest: name the old base");
  }

  @Test
  void appendTakesATarOnStandardInputAndRefusesWhatIsNone() throws IOException {
    String tar = cli.out("cp box:/app -");
    Cli made = cli.runWith(tar, "append", "-m", "why", "-t", "more", "base:1", "-");
    assertThat(made.err()).isEmpty();
    assertThat(made.out()).isEqualTo(inspected("more"));
    assertThat(history("more")).startsWith("unionfs append|why\n");
    assertThat(cli.out("run --rm more cat /app")).isEqualTo("app\n");
    isRefused(cli.run("append", "base:1", "/missing"), 1, "/missing: No such file or directory");
    Path wh = directory.resolve("wh");
    Files.createDirectories(wh);
    Files.writeString(wh.resolve(".wh.x"), "");
    isRefused(
        cli.run("append", "base:1", wh.toString()),
        1,
        "layer "
            + wh
            + ": entry \".wh.x\" has a name that begins with .wh., which in a layer is a whiteout");
  }

  @Test
  void wordsOfAMutationMayBeginWithADash() {
    cli.out("mutate --entrypoint /bin/sh --entrypoint=-c --cmd -v --cmd --all -t dashed:1 app:1");
    Cli shown =
        cli.run("inspect", "-f", "{{json .Config.Entrypoint}} {{json .Config.Cmd}}", "dashed:1");
    assertThat(shown.out()).isEqualTo("[\"/bin/sh\",\"-c\"] [\"-v\",\"--all\"]\n");
  }

  @Test
  void mutateChangesSettings() {
    Cli made =
        cli.run(
            "mutate",
            "--entrypoint",
            "/app",
            "--entrypoint",
            "-v",
            "-e",
            "A=b c",
            "-l",
            "k=v",
            "-u",
            "app",
            "-w",
            "/srv",
            "-c",
            "EXPOSE 80",
            "-t",
            "set:1",
            "app:1");
    assertThat(made.err()).isEmpty();
    assertThat(made.out()).isEqualTo(inspected("set:1"));
    assertThat(cli.out("diff app:1 set:1"))
        .isEqualTo(
            """
            # layers: 4 common, 0 shared elsewhere, 0 only in the first, 0 only in the second
            # Cmd: ["true"] -> (none)
            # Entrypoint: (none) -> ["/app","-v"]
            # Env A: (none) -> b c
            # ExposedPorts: (none) -> {"80/tcp":{}}
            # Label k: (none) -> v
            # User: (none) -> app
            # WorkingDir: (none) -> /srv
            """);
    isRefused(
        cli.run("mutate", "app:1"),
        2,
        "nothing is to be changed; 'unionfs tag' gives a further name");
  }

  @Test
  void diffOfTwoImagesShowsPathsInDockersLetters() throws IOException {
    Path other = tree("other", "etc/motd", "HELLO");
    Files.writeString(other.resolve("new"), "n");
    Files.setLastModifiedTime(other.resolve("new"), FileTime.from(Instant.EPOCH));
    cli.out("append -t other " + TIME + "mid:1 " + other);
    assertThat(cli.out("diff mid:1 other"))
        .isEqualTo(
            """
            # layers: 3 common, 0 shared elsewhere, 0 only in the first, 1 only in the second
            C /etc/motd
            A /new
            """);
    assertThat(cli.out("diff other mid:1"))
        .isEqualTo(
            """
            # layers: 3 common, 0 shared elsewhere, 1 only in the first, 0 only in the second
            C /etc/motd
            D /new
            """);
    assertThat(cli.out("diff --json mid:1 other"))
        .endsWith(
            "\"Config\":[],\"Paths\":[{\"Path\":\"/etc/motd\",\"Type\":\"file\",\"Kind\":\"content\","
                + "\"Metadata\":[]},{\"Path\":\"/new\",\"Type\":\"file\",\"Kind\":\"added\"}]}\n");
  }

  @Test
  void aChangeOfMetadataAloneIsM() throws IOException {
    Path other = tree("other", "etc/motd", "hello");
    Files.setPosixFilePermissions(
        other.resolve("etc/motd"), PosixFilePermissions.fromString("rwxr-xr-x"));
    cli.out("append -t other " + TIME + "mid:1 " + other);
    assertThat(cli.out("diff mid:1 other")).endsWith("in the second\nM /etc/motd\n");
  }

  @Test
  void diffOfAContainerIsAsItWas() {
    assertThat(cli.out("diff box"))
        .isEqualTo(cli.out("container diff box"))
        .contains("A /app\n", "D /tmp/big\n")
        .doesNotContain("#");
    isRefused(cli.run("container", "diff", "box", "app:1"), 2, "one argument too many: 'app:1'");
    isRefused(cli.run("diff", "--json", "box"), 2, "--json is for two images");
    isRefused(cli.run("diff", "app:1"), 1, "No such container: app:1; 'unionfs ps -a' lists them");
  }
}
