package io.unionfs.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.Cli;
import io.unionfs.cli.StoreCli;
import io.unionfs.cli.output.Streams.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions in files: run again, checked, recorded, drawn. */
class SessionFileTest {
  private static final String SESSION =
      """
      $ unionfs shell --demo
      /> cd /etc
      /etc> cat motd none
      Welcome to the base image.
      cat: none: No such file or directory
      /etc> write f '/x> y'
      /etc> cat f
      \\/x> y
      /etc> exit 3
      """;

  @TempDir private Path directory;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static Cli shell(Object... words) {
    String[] args = new String[words.length + 1];
    args[0] = "shell";
    for (int i = 0; i < words.length; i++) {
      args[i + 1] = words[i].toString();
    }
    return Cli.run(args);
  }

  @Test
  void aSessionIsTypedAgainAndPrintedAsATerminalShowsIt() throws IOException {
    Cli run = shell("--script", file("s", SESSION));
    assertThat(run).isEqualTo(new Cli(3, SESSION.replace("\\/x", "/x"), ""));
  }

  @Test
  void aSessionThatIsAsItIsWrittenDownIsRight() throws IOException {
    assertThat(shell("--script", file("s", SESSION), "--check")).isEqualTo(new Cli(0, "", ""));
  }

  @Test
  void whatDiffersIsShownAndTheExitCodeIs1() throws IOException {
    Path file = file("s", SESSION.replace("the base", "another").replace("exit 3", "ls f"));
    assertThat(shell("--script", file, "--check"))
        .isEqualTo(
            new Cli(
                1,
                "--- "
                    + file
                    + """

                    +++ now
                    @@ line 2
                     /> cd /etc
                     /etc> cat motd none
                    -Welcome to another image.
                    +Welcome to the base image.
                     cat: none: No such file or directory
                     /etc> write f '/x> y'
                    @@ line 8
                     \\/x> y
                     /etc> ls f
                    +f
                    """,
                ""));
  }

  @Test
  void aSessionIsRecordedAnew() throws IOException {
    Path old = file("old", SESSION.replaceAll("(?m)^(?![$/]).*\n", ""));
    assertThat(Files.readString(old)).doesNotContain("Welcome");
    assertThat(shell("--script", old, "--record", old).out()).isEmpty();
    assertThat(old).hasContent(SESSION);
  }

  @Test
  void whatIsTypedAtATerminalIsRecordedWithoutColours() throws IOException {
    StoreCli cli = new StoreCli(directory.resolve("store"));
    cli.atTerminal(End.INPUT, End.OUTPUT, End.ERRORS);
    cli.set("TERM", "xterm");
    Path file = directory.resolve("recorded");
    Cli run =
        cli.runWith(
            "cd /etc\ncat motd none\nwrite f '/x> y'\ncat f\nstep /etc/motd\n\nq\nls -l f\n",
            "shell",
            "--demo",
            "--record",
            file.toString());
    assertThat(run.code()).isZero();
    assertThat(file)
        .content()
        .startsWith(SESSION.substring(0, SESSION.indexOf("/etc> exit")))
        .contains("\n(Enter: next, q: end)\n  2  probe", "\n(Enter: next, q: end) q\n/etc> ls")
        .doesNotContain("\033");
    assertThat(shell("--script", file, "--check")).isEqualTo(new Cli(0, "", ""));
  }

  @Test
  void anotherImageCanBeNamedForASession() throws IOException {
    Path file = file("s", "/> layers\n");
    assertThat(shell("--script", file).err())
        .startsWith("unionfs: " + file + " does not say by '$ unionfs shell …' on which image");
    String image = Cli.IMAGES.resolve("built-docker.tar").toString();
    assertThat(shell("--script", file, image).out()).contains("layer 1").doesNotContain("layer 2");
    Path named = file("named", "$ unionfs shell " + image + "\n/> layers\n");
    assertThat(shell("--script", named).out()).contains("layer 1").doesNotContain("layer 2");
    assertThat(shell("--script", named, "--demo").out()).contains("layer 2");
  }

  @Test
  void markdownHoldsSessionsThatGoOnBehindText() throws IOException {
    String page =
        """
        # A page

        ```sh
        /> not a session
        ```
        ```session
        $ unionfs shell --demo
        /> write /a x
        ```
        and then
        ```session
        /> step /a
        ```
        ```session
        /> ls /a
        ```
        ```session
        $ unionfs shell --demo
        /> ls /a
        ```
        the end
        """;
    Path file = file("page.md", page);
    assertThat(shell("--script", file, "--check").code()).isEqualTo(1);
    shell("--script", file, "--record", file);
    assertThat(file)
        .content()
        .startsWith(page.substring(0, page.indexOf("/> step")))
        .containsPattern("/> step /a\n  1  probe .*\n(.*\n)+  /a: file, 2 bytes\n```\n")
        .contains("/> ls /a\n/a\n```\n")
        .endsWith("/> ls /a\nls: /a: No such file or directory\n```\nthe end\n");
    assertThat(shell("--script", file, "--check")).isEqualTo(new Cli(0, "", ""));
  }

  @Test
  void whatIsNoSessionIsSaidInOneLine() throws IOException {
    Path open = file("open.md", "```session\n/> ls\n");
    assertThat(shell("--script", open).err())
        .isEqualTo("unionfs: " + open + ": a block of a session is not closed\n");
    Path headless = file("headless.md", "```session\n/> ls\n```\n");
    assertThat(shell("--script", headless).err())
        .contains("the first session does not begin with $ unionfs shell");
    Path odd = file("odd", "$ unionfs shell --nonsense\n/> ls\n");
    assertThat(shell("--script", odd).err())
        .startsWith("unionfs: " + odd + ": Unknown option: '--nonsense'");
    assertThat(shell("--script", directory.resolve("none")).err())
        .isEqualTo("unionfs: " + directory.resolve("none") + ": No such file or directory\n");
    Path binary = directory.resolve("binary");
    Files.write(binary, new byte[] {(byte) 0xff, 0});
    assertThat(shell("--script", binary).err())
        .isEqualTo("unionfs: " + binary + ": is no text in UTF-8\n");
  }

  @Test
  void aSessionFileCannotSendEscapeSequencesToTheTerminal() throws IOException {
    Path file = file("s", "$ unionfs shell --demo\n/> echo '\033[31m'\n\033[2J\n");
    assertThat(shell("--script", file, "--check").out()).doesNotContain("\033");
    assertThat(shell("--script", file).out()).contains("/> echo '\\x1b[31m'");
  }
}
