package io.unionfs.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.Cli;
import org.junit.jupiter.api.Test;

class PromptTest {
  private static Cli typed(String lines) {
    return Cli.typed(lines, "run", "-q", Cli.IMAGES.resolve("built-docker.tar").toString());
  }

  @Test
  void eachLineIsRunBehindAPromptThatShowsTheDirectory() {
    Cli run = typed("write /etc/f x\ncd /etc\ncat f\nexit\ncat f\n");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .isEqualTo("'help' lists the commands; 'exit' or Ctrl-D ends.\n/> /> /etc> x\n/etc> ");
  }

  @Test
  void theEndOfInputEndsItWithTheLastCode() {
    Cli run = typed("cat /none\n");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).endsWith("> \n");
  }

  @Test
  void aLineWithAnOpenQuotationIsNotRunAndTheNextIs() {
    Cli run = typed("write /f don't; write /g y\ncat /f\nwrite /f x; cat /f; exit 3");
    assertThat(run.err())
        .isEqualTo("the quotation is not closed: '\n" + "cat: /f: No such file or directory\n");
    assertThat(run.out()).contains("> x\n");
    assertThat(run.code()).isEqualTo(3);
  }

  @Test
  void aCommandOnTheCommandLineAsksForNothing() {
    String image = Cli.IMAGES.resolve("built-docker.tar").toString();
    assertThat(Cli.typed("ls", "run", "-q", image, "--", "pwd").out()).isEqualTo("/\n");
  }
}
