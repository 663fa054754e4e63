package io.unionfs.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.analysis.Metric.Family;
import io.unionfs.analysis.Rule.Outcome;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules, ours and dive's. */
class RuleTest {
  private static Analysis example() throws IOException {
    return Made.analysis(DiveMetricTest.publishedExample().toArray(Layer[]::new));
  }

  private static Analysis published() throws IOException {
    return Made.analysis(DiveMetricTest.publishedImage().toArray(Layer[]::new));
  }

  private static Outcome check(String rule, Family family) throws IOException {
    return Rule.parse(rule, family).check(example()).outcome();
  }

  /** Its layers hold 5000 and 15000 bytes; the third removes nginx, so that 10000 live. */
  @ParameterizedTest
  @CsvSource({
    "efficiency>=0.5, PASSED",
    "efficiency>=50%, PASSED",
    "efficiency>0.5, FAILED",
    "efficiency==0.5, PASSED",
    "efficiency = 50 %, PASSED",
    "efficiency!=0.5, FAILED",
    "deadBytes<=10000, PASSED",
    "deadBytes<=10kB, PASSED",
    "deadBytes<10kb, FAILED",
    "deadBytes<9.8KiB, PASSED",
    "deadBytes<9.7KiB, FAILED",
    "deadPercent<=50%, PASSED",
    "deadPercent<0.5, FAILED",
    "wastedBytes==10000, PASSED",
    "size==20kB, PASSED",
    "layers<=3, PASSED",
    "layers<3, FAILED",
    "files==4, PASSED",
    "secrets==0, PASSED",
    "setuid<1, PASSED",
    "leftovers==0, PASSED",
    "leftoverBytes<1MB, PASSED",
    "duplicateBytes==0B, PASSED",
    "dive.efficiency==0.75, PASSED",
    "dive.wastedBytes==7000, PASSED",
    "liveBytes==10000, PASSED"
  })
  void aRuleHoldsOrNot(String rule, Outcome outcome) throws IOException {
    assertThat(check(rule, Family.EXACT)).isEqualTo(outcome);
  }

  @Test
  void underDivesMetricTheSameWordsMeanDivesFigures() throws IOException {
    assertThat(check("efficiency==0.75", Family.DIVE)).isEqualTo(Outcome.PASSED);
    assertThat(check("wastedBytes==7000", Family.DIVE)).isEqualTo(Outcome.PASSED);
    assertThat(check("wastedPercent<47%", Family.DIVE)).isEqualTo(Outcome.PASSED);
    assertThat(check("wastedPercent<46%", Family.DIVE)).isEqualTo(Outcome.FAILED);
    assertThat(check("exact.efficiency==0.5", Family.DIVE)).isEqualTo(Outcome.PASSED);
  }

  @Test
  void aShareThatIsAFractionIsEqualToItself() throws IOException {
    Analysis third = Made.analysis(Tar.of().file("a", 1).layer(), Tar.of().file("a", 9).layer());
    assertThat(Rule.parse("efficiency>=0.9", Family.EXACT).check(third).outcome())
        .isEqualTo(Outcome.PASSED);
    assertThat(Rule.parse("deadPercent<=10%", Family.EXACT).check(third).outcome())
        .isEqualTo(Outcome.PASSED);
  }

  @Test
  void aRuleThatFailsNamesWhatWeighsMost() throws IOException {
    Rule.Result result = Rule.parse("deadBytes<1", Family.EXACT).check(example());
    assertThat(result.valueText()).isEqualTo("10000");
    assertThat(result.culprits())
        .containsExactly(
            new Culprit(1, "/etc/nginx", "one file, killed by layer 2", 5000),
            new Culprit(0, "/etc/nginx", "one file, killed by layer 2", 3000),
            new Culprit(0, "/etc/nginx", "one file, killed by layer 1", 2000));
    assertThat(Rule.parse("dive.efficiency>0.8", Family.EXACT).check(example()).culprits())
        .containsExactly(new Culprit(-1, "/etc/nginx/nginx.conf", "in 2 places", 7000));
  }

  @Test
  void divesShareOfNothingPassesAsInDiveButOfSomethingFails() throws IOException {
    Analysis single = Made.analysis(Tar.of().file("a", 1).layer());
    assertThat(Rule.parse("dive.wastedPercent<=0", Family.EXACT).check(single).outcome())
        .isEqualTo(Outcome.PASSED);
    Analysis infinite = Made.analysis(Tar.of().file("a", 5).layer(), Tar.of().file("a", 0).layer());
    Rule.Result result = Rule.parse("dive.wastedPercent<=1", Family.EXACT).check(infinite);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.valueText()).isEqualTo("infinite");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "efficiency",
        "efficiency>=",
        ">=0.9",
        "efficiency>=0.9 extra",
        "efficiency=>0.9",
        "efficiency>=1.5",
        "efficiency>=95",
        "efficiency>=-0.1",
        "efficiency>=1e-3",
        "efficiency>=NaN",
        "efficiency>=101%",
        "deadBytes<1XB",
        "deadBytes<1.2.3MB",
        "layers<1.5",
        "layers<5MB",
        "secrets<5%",
        "nothing==0",
        "size<99999999999999999999",
        "size<\u0661"
      })
  void whatIsNoRuleIsRefusedInOneLine(String text) {
    assertThatThrownBy(() -> Rule.parse(text, Family.EXACT))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank().doesNotContain("\n"));
  }

  @Test
  void anyTextIsARuleOrRefused() throws IOException {
    Random random = new Random(11);
    String[] parts = {
      "efficiency",
      "size",
      "secrets",
      ">=",
      "<",
      "==",
      "0.9",
      "5",
      "%",
      "MB",
      " ",
      "\n",
      "#",
      ".",
      "-",
      "\0",
      "rules:",
      "lowestEfficiency:",
      "é",
      "\uD800",
      "9".repeat(30),
      "x".repeat(300)
    };
    int rules = 0;
    Analysis analysis = example();
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(6); j >= 0; j--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      try {
        Rule.parse(text.toString(), Family.EXACT).check(analysis);
        rules++;
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("\0");
      }
      try {
        Rules.parse(text.toString(), Family.DIVE).forEach(rule -> rule.check(analysis));
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("\0");
      }
    }
    assertThat(rules).isPositive();
  }

  @Test
  void aFileHasARuleALine() {
    assertThat(Rules.parse("# ours\n\nefficiency >= 0.9  # mostly\r\n\tsecrets==0\n", Family.EXACT))
        .extracting(Rule::text)
        .containsExactly("efficiency >= 0.9", "secrets==0");
    assertThat(Rules.parse("", Family.EXACT)).isEmpty();
    assertThatThrownBy(() -> Rules.parse("secrets==0\nwhat\n", Family.EXACT))
        .hasMessageStartingWith("line 2: \"what\" is no rule");
  }

  private static String diveFile(String efficiency, String bytes, String percent) {
    return "rules:\n  lowestEfficiency: "
        + efficiency
        + "\n  highestWastedBytes: "
        + bytes
        + "\n  highestUserWastedPercent: "
        + percent
        + "\n";
  }

  /** The table of dive's own test of its rules, on its own image. */
  @ParameterizedTest
  @CsvSource({
    "0.99, 1B, 0.01, FAILED FAILED FAILED",
    "0.9, 50kB, 0.5, PASSED PASSED PASSED",
    "disabled, disabled, disabled, ''",
    "0.9, 1B, 0.5, PASSED FAILED PASSED",
    "off, 32025, false, PASSED",
    "0.9844212134184309, '32,025', 0.4834911001404049, PASSED PASSED PASSED"
  })
  void divesRulesHoldAsInDive(String efficiency, String bytes, String percent, String expected)
      throws IOException {
    Analysis analysis = published();
    List<Rule> rules = Rules.parse(diveFile(efficiency, bytes, percent), Family.EXACT);
    assertThat(rules.stream().map(rule -> rule.check(analysis).outcome().name()))
        .containsExactly(expected.isEmpty() ? new String[0] : expected.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "1.1, 50kB, 0.5",
    "-0.1, 50kB, 0.5",
    "not_a_number, 50kB, 0.5",
    "0.9, not_a_size, 0.5",
    "0.9, 50kB, 1.1",
    "0.9, 50kB, -0.1",
    "0.9, 50kB, not_a_number",
    "95%, 50kB, 0.1"
  })
  void whatDiveCallsMisconfiguredIsRefused(String efficiency, String bytes, String percent) {
    assertThatThrownBy(() -> Rules.parse(diveFile(efficiency, bytes, percent), Family.EXACT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDiveFileHasDivesDefaultsRemarksQuotesAndPlugins() {
    String text =
        "---\nplugins:\n  - plugin1\n\nrules:\n  # a remark\n  lowestEfficiency: \"0.95\" # so\n"
            + "  plugin1/rule1: error\n";
    assertThat(Rules.parse(text, Family.EXACT))
        .extracting(Rule::text)
        .containsExactly("lowestEfficiency: 0.95", "highestUserWastedPercent: 0.1");
    assertThat(Rules.parse("rules:\n", Family.EXACT))
        .extracting(Rule::text)
        .containsExactly("lowestEfficiency: 0.9", "highestUserWastedPercent: 0.1");
    assertThat(Rules.parse("rules:\n  highestWastedBytes: 20Mb\n", Family.EXACT)).hasSize(3);
    assertThatThrownBy(() -> Rules.parse("rules:\n  what\n", Family.EXACT))
        .hasMessage("line 2 is not \"key: value\"");
  }
}
