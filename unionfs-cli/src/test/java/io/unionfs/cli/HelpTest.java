package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code unionfs --help} lists, and what is said to verbs of other tools. */
class HelpTest {
  private static final Pattern VERB = Pattern.compile("^  ([a-z]+)  ");

  /** The verbs that the completion script knows: all of them. */
  private static List<String> verbs() {
    String script = Cli.run("completion", "bash").out();
    String line =
        script
            .lines()
            .filter(each -> each.contains("local commands=\"run "))
            .findFirst()
            .orElseThrow();
    return Arrays.asList(line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')).split(" "));
  }

  @Test
  void everyVerbStandsUnderOneHeading() {
    String help = Cli.run("--help").out();
    List<String> listed =
        help.lines()
            .map(VERB::matcher)
            .filter(matcher -> matcher.find())
            .map(matcher -> matcher.group(1))
            .toList();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(verbs());
    assertThat(help)
        .contains("\nContainers:\n  run  ")
        .contains("\nRegistries:\n  pull  ")
        .contains("\nTrust:\n  verify  ")
        .contains("\nImages made of images:\n  squash  ")
        .endsWith("\n\nIn a checkout './unionfs bench' measures it beside its peers.\n");
    assertThat(help.lines()).allMatch(line -> line.length() <= 80);
    assertThat(Cli.run("help").out()).isEqualTo(help);
  }

  @ParameterizedTest
  @CsvSource({
    "dive, unionfs analyze",
    "generate-key-pair, unionfs key generate",
    "digest, unionfs images --digests",
    "manifest, unionfs inspect",
    "copy, unionfs pull"
  })
  void whoTypesAnotherToolsVerbIsToldOurs(String verb, String ours) {
    assertThat(Cli.run(verb).err())
        .startsWith("unionfs: no command '" + verb + "' here; '" + ours + "'");
  }
}
