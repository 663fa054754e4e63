package io.unionfs.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.Cli;
import io.unionfs.cli.StoreCli;
import io.unionfs.cli.output.Streams.End;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code unionfs shell} on an image. What it prints of the demo is in docs/teaching.md. */
class StackShellTest {
  private static final String BUILT = Cli.IMAGES.resolve("built-docker.tar").toString();

  @TempDir private Path directory;

  private static String demo(String script) {
    Cli run = Cli.runWith(script, "shell", "--demo");
    assertThat(run.err()).isEmpty();
    return run.out();
  }

  @Test
  void aScriptOnStandardInputIsRunWithoutPrompts() {
    assertThat(demo("cd /etc; cat motd\npwd")).isEqualTo("Welcome to the base image.\n/etc\n");
    assertThat(Cli.runWith("cat /none", "shell", "--demo"))
        .isEqualTo(new Cli(1, "", "cat: /none: No such file or directory\n"));
    assertThat(Cli.runWith("exit 7", "shell", "--demo").code()).isEqualTo(7);
  }

  @Test
  void anImageInAFileIsAStackOfItsLayers() {
    Cli run = Cli.runWith("layers; which /etc/one /opt", "shell", BUILT);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsPattern("(?m)^writable layer +0 entries +0 bytes")
        .containsPattern("(?m)^layer 1 +[0-9a-f]{12} +\\d+ entries")
        .containsPattern("(?m)^layer 0 +[0-9a-f]{12} +\\d+ entries")
        .containsPattern("(?m)^shown +layer \\d +sha256:[0-9a-f]{12}");
  }

  @Test
  void anImageOfTheStoreIsNotChangedUntilItIsCommittedUnderAName() {
    StoreCli cli = new StoreCli(directory.resolve("store"));
    cli.out("load -i " + BUILT);
    Cli run =
        cli.runWith(
            "write /etc/one x; commit; write /etc/two y; commit mine:1; layers", "shell", "built");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).containsPattern("layer 3 .*sha256.*\nsha256:[0-9a-f]{64}\n");
    assertThat(cli.out("run --rm mine:1 cat /etc/one /etc/two")).isEqualTo("x\ny\n");
    assertThat(cli.out("run --rm built ls /etc")).doesNotContain("two");
    assertThat(cli.out("history mine:1")).contains("write /etc/two y").contains("write /etc/one x");
    assertThat(cli.out("fsck")).contains("no problems");
    assertThat(cli.out("ps -a -q")).isEmpty();
  }

  @Test
  void whatIsCommittedOnADemoOrAFileIsAnImageOfTheStore() {
    StoreCli cli = new StoreCli(directory.resolve("store"));
    Cli demo = cli.runWith("rm /etc/motd; commit demo:2", "shell", "--demo");
    assertThat(demo.err()).isEmpty();
    assertThat(cli.out("run --rm demo:2 ls /etc")).contains("issue").doesNotContain("motd");
    Cli file = cli.runWith("write /x y; commit file:2; undo; undo; commit file:1", "shell", BUILT);
    assertThat(file.err()).isEqualTo("");
    assertThat(cli.out("diff file:1 file:2")).contains("A /x");
    assertThat(cli.out("save --format oci -o " + directory.resolve("o.tar") + " file:2")).isEmpty();
  }

  @Test
  void aNameThatIsNoneCommitsNothing() {
    Cli run = Cli.runWith("write /x y; commit 'No Name'; layers", "shell", "--demo");
    assertThat(run.err()).startsWith("commit: ").hasLineCount(1);
    assertThat(run.out()).doesNotContain("layer 3").containsPattern("writable layer +1 entry");
  }

  @Test
  void undoGoesBackThroughAttributesCommitsAndDirectories() {
    assertThat(
            demo(
                "append /etc/motd x; chmod 600 /etc/motd; commit; mkdir /d; cd /d; write f g\n"
                    + "undo; undo; pwd; undo; ls -l /etc/motd; undo; ls -l /etc/motd; undo; diff"))
        .containsSubsequence(
            "undone: write f g\n",
            "undone: mkdir /d\n",
            "/\n",
            "undone: commit\n",
            "-rw------- ",
            "undone: chmod 600 /etc/motd\n",
            "-rw-r--r-- ",
            "undone: append /etc/motd x\n")
        .endsWith("undone: append /etc/motd x\n");
  }

  @Test
  void whatIsUndoneLeavesTheWritableLayerMarkByMark() {
    String made =
        "rm -r /usr/share/doc; mkdir /usr/share/doc; mv /etc/motd /etc/m; ln /etc/m /etc/n; ";
    String shown = demo(made + "upper; ls -l /etc; diff");
    assertThat(shown).contains("doc/  (opaque)");
    assertThat(demo(made + "rm -r /etc; undo; upper; ls -l /etc; diff"))
        .isEqualTo("undone: rm -r /etc\n" + shown);
  }

  @Test
  void whatIsDoneAgainHasTheTimesThatItHad() throws Exception {
    String lines = "$ unionfs shell --demo\n/> write /a x\n/> write /b y\n/> touch /a\n/> undo\n";
    Path session = Files.writeString(directory.resolve("s"), lines + "/> stat /a /b\n");
    assertThat(Cli.run("shell", "--script", session.toString()).out())
        .containsSubsequence("Modify: 2026-01-01 12:00:01.", "Modify: 2026-01-01 12:00:02.");
  }

  @Test
  void commandsThatFailOrOnlyReadAreNotUndone() {
    assertThat(demo("write /a b; ls /; step /etc/motd; cat /a; undo; diff"))
        .endsWith("undone: write /a b\n");
    Cli run = Cli.runWith("rm /none; undo", "shell", "--demo");
    assertThat(run.err()).endsWith("undo: there is nothing to take back\n");
    Cli half = Cli.runWith("chmod 600 /none /etc/motd; undo; diff", "shell", "--demo");
    assertThat(half.out()).isEqualTo("undone: chmod 600 /none /etc/motd\n");
  }

  @Test
  void undoInsideAScriptIsRefused() {
    Cli run = Cli.runWith("sh -c 'write /a b; undo'; diff", "shell", "--demo");
    assertThat(run.err()).isEqualTo("undo: cannot be a part of 'sh'\n");
    assertThat(run.out()).isEqualTo("A /a\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "commit ~ commit: nothing has changed",
        "layers 9 ~ layers: 9: the layers are 0 to 2",
        "layers x ~ layers: x: the layers are 0 to 2",
        "which /none ~ which: /none: no layer speaks of it",
        "trace sideways ~ trace: 'sideways' is none of on, off and scan",
        "tree /none ~ tree: /none: No such file or directory",
        "tree -L x / ~ tree: usage: tree [-L LEVELS] [PATH]",
        "step ~ step: usage: step PATH | COMMAND…",
        "step /etc /usr ~ step: usage: step PATH | COMMAND…",
        "undo x ~ undo: usage: undo",
        "sh ~ sh: this is the shell; 'sh -c SCRIPT' runs a script",
        "nonsense ~ nonsense: not a built-in command; 'help' lists them"
      })
  void aFailureIsOneLine(String script, String message) {
    assertThat(Cli.runWith(script, "shell", "--demo").err()).isEqualTo(message + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--demo built | --demo is an image by itself; leave out 'built'",
        "--check | --check and --svg are for a session in a file: name it by --script",
        "-o metacopy=on | name an image, or say --demo",
        "--demo -o metacopy | --options: 'metacopy' is not NAME=VALUE",
        "--demo -o metacopy=x | --options: 'metacopy=x': the value is one of off, on",
        "--demo -o nfs_export=on | --options: 'nfs_export' is none of redirect_dir, metacopy,"
            + " index and xino",
        "--demo --record f | --record is for what is typed at a terminal, or with --script"
      })
  void aWrongCommandLineIsSaid(String line, String message) {
    Cli run = Cli.run(("shell " + line).split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("unionfs: " + message + "\n");
  }

  @Test
  void anImageOfNothingIsAStackToo() throws Exception {
    Path image = OddImages.nothing(directory.resolve("nothing.tar"));
    StoreCli cli = new StoreCli(directory.resolve("store"));
    Cli run =
        cli.runWith(
            "layers; write '/a b' x; commit new:1; layers; undo; undo; layers",
            "shell",
            image.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsPattern("layer 0 +0 entries +0 bytes +an image of nothing\n")
        .containsPattern("layer 0 +[0-9a-f]{12} +1 entry +2 bytes +write '/a b' x\n")
        .contains(
            "undone: commit new:1\nthe store keeps new:1; 'unionfs rmi new:1' removes it\n"
                + "undone: write '/a b' x\n")
        .doesNotContain("layer 1");
    assertThat(cli.out("run --rm new:1 ls /")).isEqualTo("a b\n");
  }

  @Test
  void optionsThatExcludeEachOtherAreRefused() {
    Cli run = Cli.run("shell", "--demo", "-o", "metacopy=on,redirect_dir=off");
    assertThat(run.err()).startsWith("unionfs: conflicting options: metacopy=on,redirect_dir=off");
  }

  @Test
  void whatAHostileImageHoldsNeverReachesTheTerminalRaw() throws Exception {
    Path image = OddImages.hostile(directory.resolve("hostile.tar"));
    Cli run =
        Cli.runWith(
            "layers; layers 0; tree /; find /; ls -l /; trace scan; ls /; cat /*; env\n"
                + "cat '/\033[31mred'; which '/\033[31mred'; step '/\033[31mred'\n"
                + "rm '/\033[31mred'; upper; diff; undo; mkdir '/\033d'; cd '/\033d'; pwd; commit\n"
                + "layers; nonsense\033; trace '\033'; layers '\033'; commit '\033'",
            "shell",
            image.toString());
    assertThat(run.out() + run.err())
        .doesNotContain("\033")
        .doesNotContain("\u009b")
        .contains("\\x1b[31mred")
        .contains("\\x1b[2J of data")
        .contains("\\x1b]0;title");
  }

  @Test
  void aTerminalHasColoursAndTreesUnlessSomebodyObjects() {
    StoreCli cli = new StoreCli(directory.resolve("store"));
    cli.atTerminal(End.INPUT, End.OUTPUT, End.ERRORS);
    cli.set("TERM", "xterm");
    String typed = "rm /etc/motd\nupper\n";
    assertThat(cli.runWith(typed, "shell", "--demo").out())
        .contains("\033[1;36m/> \033[0m")
        .contains("└── \033[31mmotd  (whiteout)\033[0m");
    cli.set("NO_COLOR", "1");
    String plain = "'help' lists the commands; 'exit' or Ctrl-D ends.\n/> /> writable layer: /\n";
    assertThat(cli.runWith(typed, "shell", "--demo").out())
        .startsWith(plain)
        .contains("    `-- motd  (whiteout)\n")
        .doesNotContain("\033");
    cli.set("NO_COLOR", "");
    cli.set("TERM", "dumb");
    assertThat(cli.runWith(typed, "shell", "--demo").out()).startsWith(plain);
    assertThat(Files.exists(directory.resolve("store"))).as("a store").isFalse();
  }

  @Test
  void stepsWaitForALineWhereNoKeyCanBeRead() {
    Cli run = Cli.typed("step /etc/motd\n\nq\nexit 4\n", "shell", "--demo");
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.out())
        .containsPattern("  1  probe .*\n\\(Enter: next, q: end\\)   2  probe")
        .doesNotContain("  3  ");
  }
}
