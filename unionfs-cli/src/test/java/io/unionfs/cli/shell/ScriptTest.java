package io.unionfs.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

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
    List<String> words = List.of("write", "/a b", "it's", "", "#x", "a;b", "\\", "\"", "plain");
    assertThat(Script.parse(Script.line(words))).containsExactly(words);
    assertThat(Script.line(List.of("ls", "-l", "/etc"))).isEqualTo("ls -l /etc");
  }
}
