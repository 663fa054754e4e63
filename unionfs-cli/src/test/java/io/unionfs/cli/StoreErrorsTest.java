package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.unionfs.cli.output.Streams.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What goes wrong with a store is one line that says what, where and what to do; nothing is
 * half-done.
 */
class StoreErrorsTest {
  private static final String IMAGE = Cli.IMAGES.resolve("built-docker.tar").toString();

  @TempDir private Path directory;
  private Path store;
  private StoreCli cli;

  @BeforeEach
  void lay() {
    store = directory.resolve("store");
    cli = new StoreCli(store);
  }

  /** The files that the store holds but locks, and how long each is. */
  private List<String> held() throws IOException {
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(Files::isRegularFile)
          .filter(path -> !path.startsWith(store.resolve("locks")))
          .map(path -> store.relativize(path) + " " + path.toFile().length())
          .sorted()
          .toList();
    }
  }

  private void refused(int code, String message, String... args) throws IOException {
    List<String> before = held();
    Cli run = cli.run(args);
    assertThat(run).isEqualTo(new Cli(code, "", "unionfs: " + message + "\n"));
    assertThat(held()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1   | history none             | no such image: none; 'unionfs images' lists them",
        "1   | ps -f status=up          | --filter: status: no \"up\"; there are created, running, paused, exited",
        "1   | save none                | no such image: none; 'unionfs images' lists them",
        "1   | tag none x               | no such image: none; 'unionfs images' lists them",
        "1   | rmi none                 | no such image: none; 'unionfs images' lists them",
        "125 | run --pull never none ls | no such image: none; 'unionfs images' lists them",
        "1   | create --pull=never none | no such image: none; 'unionfs images' lists them",
        "1   | start none               | No such container: none; 'unionfs ps -a' lists them",
        "1   | exec none ls             | No such container: none; 'unionfs ps -a' lists them",
        "1   | diff none                | No such container: none; 'unionfs ps -a' lists them",
        "1   | export none              | No such container: none; 'unionfs ps -a' lists them",
        "1   | cp none:/x y             | No such container: none; 'unionfs ps -a' lists them",
        "1   | volume rm none           | get none: no such volume; 'unionfs volume ls' lists them",
        "1   | tag built Upper          | \"Upper\" is not an image's name: it must be in lower case",
        "1   | rename web web           | Renaming a container with the same name as its current name",
        "1   | unpause web              | Container web is not paused",
        "1   | kill idle                | Cannot kill container: idle: Container idle is not running; 'unionfs start' lets it run",
        "1   | exec idle ls             | Container idle is not running; 'unionfs start' lets it run",
        "126 | exec -w /none web ls     | /none: there is no such directory in the container",
        "127 | exec web nginx           | nginx: not a built-in command; 'help' in its place lists them",
        "1   | exec -u nobody web ls    | unable to find user nobody: no matching entries in passwd file",
        "1   | rm web                   | You cannot remove a running container web. Stop the container before attempting removal or force remove",
        "1   | load -i /none/x.tar      | /none/x.tar: No such file or directory",
        "1   | import /none/x.tar       | /none/x.tar: No such file or directory",
        "1   | images -f none=1         | --filter: no key \"none\"; there are before, dangling, label, reference, since",
        "1   | ps -f none               | --filter: \"none\" is not of the form KEY=VALUE",
        "1   | volume ls -f dangling=2  | --filter: dangling: \"2\" is neither true nor false",
        "125 | run -v /host:/x built ls | \"/host\" is a directory of the host; only named volumes can be mounted: copy it in with cp"
      })
  void isOneLine(int code, String line, String message) throws IOException {
    cli.out("load -i " + IMAGE);
    cli.out("create --name idle built");
    cli.out("run -d --name web built");
    cli.out("volume create data");
    refused(code, message, line.split(" "));
  }

  @Test
  void aNameThatIsTaken() throws IOException {
    cli.out("load -i " + IMAGE);
    String id = cli.out("create --name web built").strip();
    refused(
        125,
        "Conflict. The container name \"web\" is already in use by container \""
            + id
            + "\". You have to remove (or rename) that container to be able to reuse that name.",
        "run",
        "--name",
        "web",
        "built",
        "ls");
  }

  @Test
  void anIdThatSeveralHave() throws IOException {
    cli.out("load -i " + IMAGE);
    for (int i = 0; i < 17; i++) {
      cli.out("create built");
    }
    String twice =
        Stream.of("0123456789abcdef".split(""))
            .filter(digit -> ids().filter(id -> id.startsWith(digit)).count() > 1)
            .findFirst()
            .orElseThrow();
    refused(
        1,
        "Multiple IDs found with provided prefix: " + twice + "; give more digits",
        "start",
        twice);
  }

  private Stream<String> ids() {
    return cli.out("ps -a -q --no-trunc").lines();
  }

  @Test
  void aVolumeInUse() throws IOException {
    cli.out("load -i " + IMAGE);
    String id = cli.out("create -v data:/opt built").strip();
    refused(1, "remove data: volume is in use - [" + id + "]", "volume", "rm", "data");
  }

  @Test
  void anImageInUse() throws IOException {
    cli.out("load -i " + IMAGE);
    cli.out("rmi localhost/built");
    cli.out("create --name web built");
    Cli run = cli.run("rmi", "built");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("unionfs: ").contains("built").hasLineCount(1);
    assertThat(cli.out("images -q")).isNotEmpty();
  }

  @Test
  void aDamagedImageLeavesNothing() throws Exception {
    cli.out("images");
    byte[] whole = Files.readAllBytes(Path.of(IMAGE));
    Path cut = Files.write(directory.resolve("cut.tar"), Arrays.copyOf(whole, whole.length / 3));
    Path other = directory.resolve("other.tar");
    BadInputTest.image(other, "etc/x", "0".repeat(64));
    Path evil = directory.resolve("evil.tar");
    BadInputTest.image(evil, "../etc/passwd", null);
    List<String> before = held();
    for (Path file : List.of(cut, other, evil)) {
      Cli run = cli.run("load", "-i", file.toString());
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).startsWith("unionfs: ").hasLineCount(1).doesNotContain("\tat ");
      assertThat(held()).isEqualTo(before);
    }
  }

  @Test
  void aStoreOfAnotherVersion() throws IOException {
    cli.out("images");
    Files.writeString(store.resolve("store.json"), "{\"version\":2}");
    refused(
        1,
        store
            + ": is a store of version 2, but this program knows version 1: use one that knows it",
        "images");
  }

  @Test
  void aDirectoryOfOtherThings() throws IOException {
    Files.createDirectories(store);
    Files.writeString(store.resolve("notes"), "x");
    refused(
        1,
        store
            + ": is not a store, and not empty: name an empty directory, or one that is not there",
        "images");
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThat(cli.run("--store", file.toString(), "images").err())
        .isEqualTo("unionfs: " + file + ": is no directory, which a store is\n");
  }

  @Test
  void aStoreThatMayNotBeWritten() throws IOException {
    assumeThat(System.getProperty("user.name")).isNotEqualTo("root");
    Path closed = Files.createDirectory(directory.resolve("closed"));
    assertThat(closed.toFile().setWritable(false)).isTrue();
    Cli run = cli.run("--store", closed.resolve("store").toString(), "images");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("may not be read and written by this user").hasLineCount(1);
  }

  @Test
  void aStoreThatCannotBeMade() {
    Cli run = cli.run("--store", "/proc/none/store", "images");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("unionfs: /proc/none").hasLineCount(1);
  }

  @Test
  void controlCharactersOfImagesDoNotReachTheTerminal() {
    cli.out("load -i " + IMAGE);
    cli.out("create --name web built cat \033[31m");
    cli.run("commit", "-m", "\033[32m", "-a", "\033[33m", "-c", "LABEL a=\033", "web", "red");
    cli.out("start web");
    for (String line :
        List.of("ps -a", "history red", "history --no-trunc red", "inspect red web", "images")) {
      assertThat(cli.out(line)).doesNotContain("\033");
    }
    assertThat(cli.out("ps -a")).contains("\\x1b[31m");
    assertThat(cli.run("exec", "web", "\033[31m").err()).doesNotContain("\033");
  }

  @Test
  void groupsHoldTheSameVerbs() {
    cli.out("load -i " + IMAGE);
    cli.out("container create --name web built");
    assertThat(cli.out("image ls")).isEqualTo(cli.out("images"));
    assertThat(cli.out("image list -q")).isEqualTo(cli.out("images -q"));
    assertThat(cli.out("container ls -a")).isEqualTo(cli.out("ps -a")).contains("web");
    assertThat(cli.out("container ps -aq")).isEqualTo(cli.out("ps -aq"));
    assertThat(cli.out("system df")).isEqualTo(cli.out("df"));
    assertThat(cli.out("container remove web")).isEqualTo("web\n");
  }

  @Test
  void listsAreFiltered() {
    cli.out("load -i " + IMAGE);
    cli.out("create --name one -l a=b built");
    cli.out("run -d --name two -v data:/opt built");
    assertThat(cli.out("ps -a -f name=one --format {{.Names}}")).isEqualTo("one\n");
    assertThat(cli.out("ps -f status=created --format {{.Names}}")).isEqualTo("one\n");
    assertThat(cli.out("ps -a -f label=a=b -f label=a --format {{.Names}}")).isEqualTo("one\n");
    assertThat(cli.out("ps -a -f label=a=c -q")).isEmpty();
    assertThat(cli.out("ps -a -f volume=data --format {{.Names}}")).isEqualTo("two\n");
    assertThat(cli.out("ps -a -f volume=/opt --format {{.Names}}")).isEqualTo("two\n");
    assertThat(cli.out("ps -a -f ancestor=built -q").lines()).hasSize(2);
    assertThat(cli.out("ps -n 1 -q").lines()).hasSize(1);
    assertThat(cli.out("images -f reference=local* -q")).isEmpty();
    assertThat(cli.out("images -f reference=localhost/* --format {{.Repository}}"))
        .isEqualTo("localhost/built\n");
    assertThat(cli.out("images -q built:none")).isEmpty();
    assertThat(cli.out("images -f dangling=true -q")).isEmpty();
    assertThat(cli.out("images -f label=io.buildah.version -q").lines()).hasSize(2);
  }

  @Test
  void noTarGoesToATerminal() throws IOException {
    cli.out("load -i " + IMAGE);
    cli.out("create --name web built");
    cli.atTerminal(End.OUTPUT);
    for (String line : List.of("save built", "export web", "cp web:/etc -")) {
      Cli run = cli.run(line.split(" "));
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .startsWith(
              "unionfs: a terminal shows no tar: name a file with -o, or redirect the output\n");
    }
    cli.atTerminal(End.INPUT);
    assertThat(cli.run("load").err())
        .startsWith("unionfs: no image: name a file with -i, or redirect the input\n");
  }

  @Test
  void aFileThatCouldNotBeWrittenWholeIsNotThere() throws IOException {
    cli.out("load -i " + IMAGE);
    Cli run = cli.run("save", "-o", directory.resolve("none/x.tar").toString(), "built");
    assertThat(run.err())
        .isEqualTo("unionfs: " + directory.resolve("none") + ": No such file or directory\n");
    Path kept = Files.writeString(directory.resolve("kept"), "x");
    assertThat(cli.run("save", "-o", kept.toString(), "none").code()).isEqualTo(1);
    assertThat(kept).hasContent("x");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(p -> p.getFileName().toString())).containsOnly("store", "kept");
    }
  }

  @Test
  void ofSeveralTheOthersAreDoneAndTheFirstFailureIsTheCode() {
    cli.out("load -i " + IMAGE);
    cli.out("create --name one built");
    cli.out("create --name two built");
    assertThat(cli.run("rm", "one", "none", "two"))
        .isEqualTo(
            new Cli(
                1, "one\ntwo\n", "unionfs: No such container: none; 'unionfs ps -a' lists them\n"));
  }

  @Test
  void namedVolumesAreKeptUnlessAllAreToGo() {
    cli.out("volume create kept");
    String made = cli.out("volume create").strip();
    assertThat(cli.out("volume prune -f")).startsWith("Deleted Volumes:\n" + made + "\n\n");
    assertThat(cli.out("volume ls -q")).isEqualTo("kept\n");
    assertThat(cli.out("system prune -f --volumes")).startsWith("Total reclaimed space: 0B");
    assertThat(cli.out("volume prune -f -a")).startsWith("Deleted Volumes:\nkept\n\n");
  }

  @Test
  void inspectionsFillTemplates() {
    cli.out("load -i " + IMAGE);
    cli.out("create --name web -v data:/opt built");
    assertThat(cli.run("inspect", "-f", "{{.Name}} {{.State.Status}} {{json .Config.Env}}", "web"))
        .isEqualTo(new Cli(0, "/web created [\"A=b\"]\n", ""));
    assertThat(cli.out("inspect -f {{.Os}}/{{.Architecture}}{{.Nope}} built"))
        .isEqualTo("linux/amd64<no value>\n");
    assertThat(cli.out("inspect -f {{.Name}} --type volume data")).isEqualTo("data\n");
    assertThat(cli.run("inspect", "-f", "{{range .Mounts}}", "web").err())
        .isEqualTo(
            "unionfs: --format: \"{{range .Mounts}}\": a template holds only {{.Field}} and"
                + " {{json .Field}}\n");
  }

  @Test
  void whatIsAskedAboutIsDoneOnlyWithYes() {
    cli.out("load -i " + IMAGE);
    cli.out("create --name web built");
    Cli no = cli.runWith("n\n", "container", "prune");
    assertThat(no.out())
        .isEqualTo(
            "WARNING! This will remove all stopped containers.\n"
                + "Are you sure you want to continue? [y/N] \n");
    assertThat(cli.run("container", "prune").code()).isZero();
    assertThat(cli.out("ps -a -q")).isNotEmpty();
    assertThat(cli.runWith("y\n", "container", "prune").out()).contains("Deleted Containers:\n");
    assertThat(cli.out("ps -a -q")).isEmpty();
  }

  @Test
  void whatComesOnStandardInputIsCalledSo() throws IOException {
    cli.out("load -i " + IMAGE);
    cli.out("run -d --name web built");
    for (String verb : List.of("import -", "cp - web:/etc")) {
      Cli run = cli.runWith("no tar", verb.split(" "));
      assertThat(run).isEqualTo(new Cli(1, "", "unionfs: standard input: is no tar archive\n"));
    }
    assertThat(cli.runWith("no tar", "load").err())
        .startsWith("unionfs: standard input: is no tar archive; ");
  }

  @Test
  void aDeviceThatIsFullIsNamed() {
    assumeThat(Path.of("/dev/full")).exists();
    cli.out("load -i " + IMAGE);
    assertThat(cli.run("save", "-o", "/dev/full", "built"))
        .isEqualTo(new Cli(1, "", "unionfs: /dev/full: No space left on device\n"));
  }

  @Test
  void anImportNamesTheFile() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "no tar");
    assertThat(cli.run("import", file.toString()).err())
        .isEqualTo("unionfs: " + file + ": is no tar archive\n");
  }

  @Test
  void aVolumeThatIsNotThereIsNoFaultByForce() {
    assertThat(cli.run("volume", "rm", "-f", "none")).isEqualTo(new Cli(0, "none\n", ""));
    cli.out("load -i " + IMAGE);
    cli.out("create -v data:/opt built");
    assertThat(cli.run("volume", "rm", "-f", "data").code()).isEqualTo(1);
  }

  @Test
  void whatIsNotHereIsNamed() {
    assertThat(cli.run("search", "x").err())
        .startsWith("unionfs: no command 'search' here; registries have no search in common");
  }

  @Test
  void aDamagedBlobComesAnewAndALostLayerIsRepaired() throws IOException {
    cli.out("load -i " + IMAGE);
    cli.out("run -d --name web built");
    cli.out("exec web write /kept x");
    for (Path blob : blobs()) {
      byte[] bytes = Files.readAllBytes(blob);
      bytes[bytes.length - 1] ^= 1;
      Files.delete(blob);
      Files.write(blob, bytes);
    }
    assertThat(cli.run("fsck").out()).contains("; load the image anew\n");
    cli.out("load -i " + IMAGE);
    assertThat(cli.out("fsck")).endsWith(": no problems\n");
    assertThat(cli.out("exec web cat /kept")).isEqualTo("x\n");
    try (Stream<Path> all = Files.walk(store.resolve("layers"))) {
      Files.delete(all.filter(path -> path.endsWith("layer.json")).findFirst().orElseThrow());
    }
    assertThat(cli.run("fsck").code()).isEqualTo(1);
    assertThat(cli.out("fsck --repair")).endsWith(": no problems\n");
    assertThat(cli.out("fsck")).endsWith(": no problems\n");
  }

  @Test
  void aDamagedContainerHidesNoOtherAndIsToldByPsAndFsck() throws IOException {
    cli.out("load -i " + IMAGE);
    cli.out("run -d --name good built");
    String id = cli.out("run -d --name bad built").strip();
    Files.writeString(store.resolve("containers").resolve(id).resolve("container.json"), "{");
    Cli ps = cli.run("ps", "-a", "-q");
    assertThat(ps.out()).hasLineCount(1).doesNotContain(id.substring(0, 12));
    assertThat(ps.err()).startsWith("unionfs: container " + id.substring(0, 12)).hasLineCount(1);
    Cli fsck = cli.run("fsck");
    assertThat(fsck.code()).isEqualTo(1);
    assertThat(fsck.out()).contains("container " + id.substring(0, 12)).endsWith(": 1 problem\n");
    cli.out("rm -f " + id);
    assertThat(cli.out("fsck")).endsWith(": no problems\n");
  }

  private List<Path> blobs() throws IOException {
    try (Stream<Path> all = Files.walk(store.resolve("blobs"))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void anImagesOwnCommandIsRunIfItIsBuiltIn() {
    cli.out("load -i " + IMAGE);
    cli.out("run -d --name web built");
    cli.run("commit", "-c", "CMD [\"echo\", \"own\"]", "web", "own");
    cli.run("commit", "-c", "CMD [\"nginx\"]", "web", "other");
    assertThat(cli.out("run --rm own")).isEqualTo("own\n");
    assertThat(cli.out("run --rm other")).as("a script, here an empty one").isEmpty();
  }

  @Test
  void aTemplatePrintsAListAsGoDoes() {
    cli.out("load -i " + IMAGE);
    cli.out("create --name web -e A=1 -e B=2 built");
    String[] inspect = {"inspect", "-f", "{{.Config.Env}}", "web"};
    assertThat(cli.run(inspect).out()).startsWith("[").endsWith("A=1 B=2]\n").doesNotContain("\"");
  }
}
