package io.unionfs.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.Cli;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltinsTest {
  private static String out(String script) {
    Cli run = Cli.script(script);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    return run.out();
  }

  @Test
  void writeAppendAndCat() {
    assertThat(out("write /n one; append /n 'two words'; cat /n")).isEqualTo("one\ntwo words\n");
  }

  @Test
  void lsSortsAndHidesDotFiles() {
    assertThat(out("mkdir /d; touch /d/b /d/a /d/.h; ls /d; ls -a /d"))
        .isEqualTo("a\nb\n.h\na\nb\n");
  }

  @Test
  void lsInLongFormShowsModeLinksOwnerSizeAndTarget() {
    String text = out("mkdir /d; write /d/f text; chmod 4755 /d/f; ln -s f /d/s; ls -l /d");
    assertThat(text.lines().toList().get(0)).matches("-rwsr-xr-x 1 0 0 5 \\S+ \\S+ f");
    assertThat(text.lines().toList().get(1)).matches("lrwxrwxrwx 1 0 0 1 \\S+ \\S+ s -> f");
  }

  @Test
  void rmRemovesTreesWithRAndIsSilentWithF() {
    assertThat(out("mkdir -p /d/e/f; write /d/e/g x; rm -r /d; rm -f /d; ls /"))
        .doesNotContain("d\n");
  }

  @Test
  void mvCpAndLn() {
    assertThat(out("write /a x; mv /a /b; cp /b /c; ln /c /h; append /h y; cat /b /c"))
        .isEqualTo("x\nx\ny\n");
  }

  @Test
  void chmodTakesClauses() {
    assertThat(out("write /f x; chmod 640 /f; chmod u+x,o=r,g-r /f; ls -l /f"))
        .startsWith("-rwx---r--");
  }

  @Test
  void statShowsTheLayer() {
    assertThat(out("write /f x; stat /f")).contains("File: /f").contains("Layer: writable layer");
    assertThat(out("stat /opt")).contains("Layer: layer ");
  }

  @Test
  void findByNameAndType() {
    assertThat(out("mkdir -p /d/x; write /d/x/a.txt 1; write /d/b.txt 2; find /d -name '*.txt'"))
        .contains("/d/b.txt\n")
        .contains("/d/x/a.txt\n")
        .doesNotContain("/d/x\n");
    assertThat(out("mkdir -p /d/x; write /d/f 2; find /d -type d")).isEqualTo("/d\n/d/x\n");
  }

  @Test
  void cdChangesWhereRelativePathsBegin() {
    assertThat(out("mkdir -p /d/e; cd /d; write e/f x; cd e; pwd; cat f ../e/f"))
        .isEqualTo("/d/e\nx\nx\n");
  }

  @Test
  void whichNamesEveryLayerThatSpeaksOfAPath() {
    assertThat(out("touch /etc/new; which /etc"))
        .contains("shown     writable layer")
        .contains("layer 0");
  }

  @Test
  void whichTellsOfWhatWasRemoved() {
    assertThat(out("rm -r /etc; which /etc"))
        .contains("whiteout  writable layer")
        .contains("hidden    layer 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cat /none | cat: /none: No such file or directory",
        "cat / | cat: /: Is a directory",
        "rm / | rm: /: Is a directory",
        "mkdir /etc | mkdir: /etc: File exists",
        "mv /etc /etc/x | mv: /etc: Invalid argument",
        "cp /etc /x | cp: /etc: Is a directory; -r copies it",
        "cp -r /etc /etc/x | cp: /etc: cannot be copied into itself",
        "exit x | exit: usage: exit [CODE]",
        "help nope | help: nope: not a built-in command",
        "readlink /etc | readlink: /etc: Not a symbolic link",
        "ls -z | ls: invalid option '-z'; 'help ls' says what it takes",
        "chmod rubbish /etc | chmod: invalid mode: 'rubbish'",
        "mkdir | mkdir: usage: mkdir [-p] PATH…"
      })
  void aFailureIsOneLineInTheFormOfTheGnuTools(String script, String message) {
    Cli run = Cli.script(script);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo(message + "\n");
  }

  @Test
  void whatIsNoBuiltInCommandHasTheExitCodeThatShellsGiveIt() {
    assertThat(Cli.script("nonsense"))
        .isEqualTo(new Cli(127, "", "nonsense: not a built-in command; 'help' lists them\n"));
  }

  @Test
  void aScriptGoesOnAfterAFailureAndReturnsTheLastCode() {
    Cli run = Cli.script("cat /none\nwrite /f x\ncat /f");
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("x\n");
    assertThat(run.err()).hasLineCount(1);
  }

  @Test
  void aCommandGoesOnWithTheNextOperand() {
    Cli run =
        Cli.script("write /f x; ls /none /f; cat /none /f; stat /none /f; rm /none /f; ls /f");
    assertThat(run.err())
        .contains("ls: /none: No such file or directory\n")
        .contains("cat: /none: No such file or directory\n")
        .contains("rm: /none: No such file or directory\n")
        .endsWith("ls: /f: No such file or directory\n");
    assertThat(run.out()).startsWith("/f\nx\n").contains("File: /f");
    assertThat(Cli.script("ls /none /").code()).isEqualTo(1);
  }

  @Test
  void exitEndsTheRunWithTheLastCodeOrItsOwn() {
    Cli run = Cli.script("cat /none\nexit\nwrite /f x");
    assertThat(run.code()).isEqualTo(1);
    assertThat(Cli.script("exit 7; pwd")).isEqualTo(new Cli(7, "", ""));
    assertThat(Cli.script("quit; pwd")).isEqualTo(new Cli(0, "", ""));
  }

  @Test
  void helpSaysOfEachCommandHowItIsCalledAndWhatItDoes() {
    assertThat(out("help").lines())
        .hasSize(Shell.builtins().size())
        .allMatch(line -> line.matches("[a-z]+( .*)?  +\\S.*"))
        .anyMatch(line -> line.matches("cp \\[-rap] FROM… TO +copy files;.*"));
    assertThat(out("help mv")).hasLineCount(1).startsWith("mv FROM… TO");
  }

  @Test
  void controlCharactersInNamesNeverReachTheTerminal() {
    Cli run = Cli.script("touch '/a\033[31mb'; ls /; find / -name 'a*'; cat '/x\033y'");
    assertThat(run.out() + run.err()).doesNotContain("\033").contains("\\x1b[31m");
  }

  @Test
  void theReportSaysWhatChangedAndWhereEachFileCameFrom() {
    Cli run =
        Cli.runWith(
            "append /etc/added x; rm -r /opt; cat /etc/added",
            "run",
            Cli.IMAGES.resolve("built-docker.tar").toString());
    assertThat(run.out())
        .contains("  A /etc/added\n")
        .contains("  D /opt\n")
        .containsPattern("/etc/added +was not there")
        .containsPattern("/opt +from layer \\d  sha256:[0-9a-f]{12}");
  }

  @Test
  void whatTheRunItselfMadeWasNotThere() {
    Cli run =
        Cli.runWith(
            "ln -s new /etc/l; append /etc/l x; cat /etc/new; mkdir -p /x/y/z; rm -rf /x;"
                + " rm -r /opt; mkdir /opt; ls /opt; mv /etc/l /etc/m; cat /etc/m",
            "run",
            Cli.IMAGES.resolve("built-docker.tar").toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsPattern("/etc/l +was not there")
        .containsPattern("/etc/new +was not there")
        .containsPattern("/x/y/z +was not there")
        .containsPattern("/x +was not there")
        .containsPattern("/opt +from layer \\d")
        .containsPattern("/etc/m +was not there")
        .doesNotContain("from writable layer");
  }

  private static Cli traced(String option, String script) {
    return Cli.runWith(
        script, "run", "-q", option, Cli.IMAGES.resolve("built-docker.tar").toString());
  }

  @Test
  void theTraceTellsOnceInACommandHowAPathIsFound() {
    Cli run = traced("--trace", "ls -l /etc; stat /etc");
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines().filter(line -> line.matches(" +hit +/etc +.*"))).hasSize(2);
    assertThat(run.out()).contains("merged index");
  }

  @Test
  void theTraceOfAScanGoesLayerByLayer() {
    Cli run = traced("--trace=scan", "ls /none");
    assertThat(run.out())
        .containsPattern("probe +/none +layer 1\n +probe +/none +layer 0\n +miss +/none")
        .doesNotContain("merged index");
  }

  @Test
  void theTraceTellsACopyUpWithItsParents() {
    Cli run =
        Cli.runWith(
            "touch /etc/new",
            "run",
            "-q",
            "--trace",
            Cli.IMAGES.resolve("built-docker.tar").toString());
    assertThat(run.out()).containsPattern("copy-up +/etc +0 bytes from layer");
  }
}
