package io.unionfs.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {
  @Test
  void commandsEndAtLineEndsAndSemicolons() throws Exception {
    assertThat(Script.parse("ls /; cat x\n\n;rm y"))
        .containsExactly(List.of("ls", "/"), List.of("cat", "x"), List.of("rm", "y"));
  }

  @Test
  void quotesAndBackslashesKeepBlanks() throws Exception {
    assertThat(Script.parse("write 'a b' \"c \\\"d\\\" \\n\" e\\ f ''"))
        .containsExactly(List.of("write", "a b", "c \"d\" \\n", "e f", ""));
  }

  @Test
  void aCommentBeginsAtTheStartOfAWordOnly() throws Exception {
    assertThat(Script.parse("# all\nls a#b # rest\n")).containsExactly(List.of("ls", "a#b"));
  }

  @Test
  void aLineIsWrittenSoThatItIsReadAgain() throws Exception {
    List<String> words =
        List.of("write", "/a b", "it's", "", "#x", "a;b", "\\", "\"", "plain", "a>b", "&&", "|");
    assertThat(Script.parse(Script.line(words))).containsExactly(words);
    assertThat(Script.line(List.of("ls", "-l", "/etc"))).isEqualTo("ls -l /etc");
  }

  /** As a word it would be taken for a file, and {@code mkdir a && cd a} make three directories. */
  @ParameterizedTest
  @ValueSource(strings = {"echo a > /b", "ls\ncat /a>>b", "cat < /a", "ls | wc", "rm /a 2>/b"})
  void operatorsOfAShellAreRefused(String text) throws Exception {
    assertThatThrownBy(() -> Script.parse(text))
        .isInstanceOf(CommandFailure.class)
        .hasMessageMatching("script: line [12]: '(>|>>|<|\\|)' is not known here: .*");
    assertThatThrownBy(() -> Script.parse("# a && b\nmkdir /a && cd /a"))
        .hasMessageStartingWith("script: line 2: '&&' is not known here: ");
    assertThat(Script.parse("echo 'a && b' \"> c\" \\| # | > &"))
        .containsExactly(List.of("echo", "a && b", "> c", "|"));
  }
}
