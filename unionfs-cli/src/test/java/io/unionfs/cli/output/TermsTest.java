package io.unionfs.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TermsTest {
  private static final List<String[]> ROWS =
      List.of(
          new String[] {"pwd", "print where relative paths begin"},
          new String[] {"find [PATH…] [-name GLOB]", "list what is below and matches"});

  private static List<String> lines(int columns) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Terms.print(new PrintStream(printed, true, StandardCharsets.UTF_8), ROWS, () -> columns);
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {59, 80, Integer.MAX_VALUE})
  void meaningsStandBesideTheirTermsWhereThereIsRoom(int columns) {
    assertThat(lines(columns))
        .containsExactly(
            "pwd                        print where relative paths begin",
            "find [PATH…] [-name GLOB]  list what is below and matches");
  }

  @Test
  void onANarrowScreenALongTermHasALineOfItsOwn() {
    assertThat(lines(45))
        .containsExactly(
            "pwd              print where relative paths",
            "                 begin",
            "find [PATH…] [-name GLOB]",
            "                 list what is below and",
            "                 matches");
  }
}
