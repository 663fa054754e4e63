package io.unionfs.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineDiffTest {
  private static List<String> diff(String expected, String actual) {
    return LineDiff.of(List.of(expected.split("")), List.of(actual.split("")));
  }

  @Test
  void equalTextsDifferInNothing() {
    assertThat(diff("abc", "abc")).isEmpty();
    assertThat(LineDiff.of(List.of(), List.of())).isEmpty();
  }

  @Test
  void aFewLinesStandAroundEachDifference() {
    assertThat(diff("abcdefghijkl", "abcXefghijkl"))
        .containsExactly("@@ line 2", " b", " c", "-d", "+X", " e", " f");
    assertThat(diff("abcdefghijkl", "bcdefghijk"))
        .containsExactly("@@ line 1", "-a", " b", " c", "@@ line 10", " j", " k", "-l");
  }

  @Test
  void whatWasAddedOrIsMissingIsFoundAmongEqualLines() {
    assertThat(diff("aabaa", "aaaa")).containsExactly("@@ line 1", " a", " a", "-b", " a", " a");
    assertThat(LineDiff.of(List.of(), List.of("new"))).containsExactly("@@ line 1", "+new");
  }
}
