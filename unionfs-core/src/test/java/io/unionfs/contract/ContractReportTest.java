package io.unionfs.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * That {@code docs/contract.md} tells what the tests and lists say. {@code -Dcontract.write=true}
 * writes it anew.
 */
class ContractReportTest {
  private static final Path DOC = Path.of("..", "docs", "contract.md");
  private static final String BEGIN = "<!-- generated: from here -->\n";
  private static final String END = "<!-- generated: to here -->\n";

  @Test
  void theDocumentTellsTheCountsAndFailures() throws Exception {
    String text = Files.readString(DOC);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    String expected = "\n" + new ContractReport().text() + "\n";
    if (Boolean.getBoolean("contract.write")) {
      Files.writeString(DOC, text.substring(0, begin) + expected + text.substring(end));
      return;
    }
    assertThat(text.substring(begin, end))
        .as("docs/contract.md; -Dtest=ContractReportTest -Dcontract.write=true writes it")
        .isEqualTo(expected);
  }

  @Test
  void eachListNamesTestsThatThereAreAndEachOnce() throws Exception {
    List<String> tests = new ContractReport().tests();
    for (FailureList list : List.of(FailureList.UNION, FailureList.JIMFS)) {
      assertThat(list.entries())
          .as(list.resource())
          .extracting(FailureList.Entry::test)
          .isSubsetOf(tests)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void eachLimitIsASubjectOrARelease() {
    List<String> known =
        Stream.concat(Stream.of(Subject.values()).map(Subject::name), Stream.of("jdk17", "jdk25"))
            .toList();
    for (FailureList list : List.of(FailureList.UNION, FailureList.JIMFS)) {
      for (FailureList.Entry entry : list.entries()) {
        assertThat(known).as(entry.test()).containsAll(entry.limits());
      }
    }
  }
}
