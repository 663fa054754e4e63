package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bash offers behind {@code source <(unionfs completion bash)}. */
class CompletionTest {
  @TempDir private Path directory;

  static boolean hasBash() {
    return Files.isExecutable(Path.of("/bin/bash"));
  }

  @Test
  void thereAreScriptsForBashAndZshAlone() {
    assertThat(Cli.run("completion", "bash").out()).isEqualTo(Cli.run("completion", "zsh").out());
    assertThat(Cli.run("completion", "fish").err())
        .startsWith("unionfs: 'fish' is neither bash nor zsh\n");
  }

  @ParameterizedTest
  @EnabledIf("hasBash")
  @CsvSource({
    "unionfs imag, images image",
    "unionfs container ren, rename",
    "unionfs rm w, web",
    "unionfs rmi de, debian:stable",
    "unionfs shell de, debian:stable",
    "unionfs volume rm da, data",
    "unionfs ps --si, --size",
    "unionfs anal, analyze",
    "unionfs key gen, generate",
    "unionfs diff we, web",
    "unionfs diff de, debian:stable",
    "unionfs squash --base de, debian:stable",
    "unionfs verify --base de, debian:stable",
    "unionfs rebase --old-base de, debian:stable",
    "unionfs rebase --new-base de, debian:stable",
    "unionfs analyze --against de, debian:stable",
    "unionfs analyze --with de, debian:stable",
    "unionfs analyze --metric d, dive",
    "unionfs drivers --driver vf, vfs"
  })
  void bashCompletes(String typed, String expected) throws Exception {
    Path script =
        Files.writeString(directory.resolve("script"), Cli.run("completion", "bash").out());
    String[] words = typed.split(" ");
    StringBuilder array = new StringBuilder();
    for (String word : words) {
      array.append(" '").append(word).append("'");
    }
    String program =
        "compopt() { :; }\n"
            + "unionfs() { case \"$1\" in ps) echo web; echo db ;; images) echo debian:stable ;;"
            + " volume) echo data ;; esac; }\n"
            + "source "
            + script
            + "\nCOMP_WORDS=("
            + array
            + ")\nCOMP_CWORD="
            + (words.length - 1)
            + "\n_complete_unionfs\necho ${COMPREPLY[*]}\n";
    assertThat(bash(program)).isEqualTo(expected + "\n");
  }

  private String bash(String program) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("/bin/bash", "-c", program).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed;
  }
}
