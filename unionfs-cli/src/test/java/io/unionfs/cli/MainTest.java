package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @Test
  void versionIsTheOneOfTheBuild() {
    Cli run = Cli.run("--version");
    assertThat(run.code()).isZero();
    assertThat(run.out().strip()).matches("unionfs \\d+\\.\\d+\\.\\d+(-\\w+)?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "run --help", "demo --help", "help", "help run"})
  void helpGoesToStandardOutputAndNamesTheExitCodes(String line) {
    Cli run = Cli.run(line.split(" "));
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("Usage: unionfs").contains("Exit codes:");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nope | unknown command 'nope'",
        "logs web | no command 'logs' here; no processes run in a container",
        "build . | no command 'build' here; 'unionfs commit' makes an image of a container",
        "prune | no command 'prune' here; 'unionfs system prune' removes what nothing needs; 'image', 'container' and 'volume' have a prune of their own",
        "bench --list | no command 'bench' here; './unionfs bench' in a checkout measures it beside its peers",
        "imges | unknown command 'imges'; did you mean 'images'?",
        "image nope | unknown command 'nope'",
        "image | no command; ls, list, rm, remove, prune, load, save, pull, push, import, tag, history, inspect",
        "images a b | one argument too many: 'b'",
        "help nope | unknown command 'nope'",
        "demo --color=blue | --color: 'blue' is none of auto, always and never",
        "demo --colour=Blue | --colour: 'Blue' is none of auto, always and never",
        "run --trace=all x | --trace: 'all' is neither index nor scan",
        "demo a b | one argument too many: 'b'",
        "--nope | Unknown option: '--nope'"
      })
  void aUsageErrorNamesTheWordThatIsWrong(String line, String message) {
    assertThat(Cli.run(line.split(" ")).err()).startsWith("unionfs: " + message + "\n");
  }

  @Test
  void whoTypesNothingIsToldWhereToBegin() {
    assertThat(Cli.run().err())
        .isEqualTo(
            "unionfs: no command; 'unionfs demo' shows what this does\nTry 'unionfs --help'.\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense", "run", "run --nonsense x", "demo a b", "demo --color=red"})
  void aUsageErrorIsTwoLinesAndExitCodeTwo(String line) {
    Cli run = line.isEmpty() ? Cli.run() : Cli.run(line.split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("unionfs: ").contains("--help'").hasLineCount(2);
    assertThat(run.out()).isEmpty();
  }
}
