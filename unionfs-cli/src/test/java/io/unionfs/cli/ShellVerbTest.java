package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.output.Streams.End;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts over a store: {@code unionfs shell}, and the shell in a container. */
class ShellVerbTest {
  @TempDir private Path directory;

  private StoreCli cli() {
    StoreCli cli = new StoreCli(directory.resolve("store"));
    cli.out("load -i " + Cli.IMAGES.resolve("built-docker.tar"));
    return cli;
  }

  @Test
  void eachLineIsACommandLine() {
    StoreCli cli = cli();
    Cli run =
        cli.runWith(
            "images -q; create --name web built\nrm none\nrm web\nexit\nrmi built\n", "shell");
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("unionfs> ").endsWith("unionfs> unionfs> web\nunionfs> ");
    assertThat(run.err())
        .isEqualTo("unionfs: No such container: none; 'unionfs ps -a' lists them\n");
    assertThat(cli.out("images -q built")).isNotEmpty();
  }

  @Test
  void atATerminalItSaysWhereToBeginAndWhatIsWrongWithALine() {
    StoreCli cli = cli();
    cli.atTerminal(End.INPUT, End.OUTPUT, End.ERRORS);
    Cli run = cli.runWith("ls | grep x\nexit\n", "shell");
    assertThat(run.out())
        .startsWith(
            "'help' lists the commands; 'exit' or Ctrl-D ends. 'shell --demo' is a shell on"
                + " layers.\nunionfs> ");
    assertThat(run.err()).startsWith("unionfs: '|' is not known here: ").hasLineCount(1);
  }

  @Test
  void theEndOfInputEndsItWithTheLastCode() {
    assertThat(cli().runWith("rm none\nrm 'x", "shell").code()).isEqualTo(1);
    assertThat(cli().runWith("nonsense", "shell").code()).isEqualTo(2);
  }

  @Test
  void aRunAtATerminalHasAPromptAndItsExitCodeIsTheContainers() {
    StoreCli cli = cli();
    cli.atTerminal(End.INPUT, End.OUTPUT, End.ERRORS);
    Cli run =
        cli.runWith("cd /etc\nwrite f x\nexit 3\n", "run", "-it", "--name", "web", "built", "sh");
    assertThat(run)
        .isEqualTo(
            new Cli(3, "'help' lists the commands; 'exit' or Ctrl-D ends.\n/> /etc> /etc> ", ""));
    assertThat(cli.out("ps -a --format {{.Status}}")).startsWith("Exited (3) ");
    assertThat(cli.out("diff web")).isEqualTo("C /etc\nA /etc/f\n");
  }

  @Test
  void execOfAShellRunsAScriptFromStandardInput() {
    StoreCli cli = cli();
    cli.out("run -d --name web built");
    Cli run = cli.runWith("cd /etc; pwd\nnonsense", "exec", "-i", "web", "/bin/sh");
    assertThat(run)
        .isEqualTo(new Cli(127, "/etc\n", "nonsense: not a built-in command; 'help' lists them\n"));
  }

  @Test
  void aContainerThatIsRemovedAfterwardsIsGoneHoweverItEnded() {
    StoreCli cli = cli();
    assertThat(cli.run("run", "--rm", "built", "cat", "/none").code()).isEqualTo(1);
    assertThat(cli.run("run", "--rm", "built", "nginx").code()).isEqualTo(127);
    assertThat(cli.run("run", "--rm", "-u", "nobody", "built", "ls").code()).isEqualTo(125);
    assertThat(cli.out("ps -a -q")).isEmpty();
  }
}
