package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.unionfs.cli.command.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code unionfs analyze}: what it prints, and its exit codes. */
class AnalyzeTest {
  private static final String IMAGE = Cli.IMAGES.resolve("built-docker.tar").toString();

  @TempDir private Path directory;
  private StoreCli store;

  @BeforeEach
  void open() {
    store = new StoreCli(directory.resolve("store"));
  }

  private static JsonNode json(Cli run) throws Exception {
    assertThat(run.err()).isEmpty();
    return new ObjectMapper().readTree(run.out());
  }

  /** An image whose second layer overwrites and removes what the first holds. */
  private void makeWaste() {
    store.out("load -i " + IMAGE);
    String name = store.out("images --format {{.Repository}}:{{.Tag}}").split("\n")[0];
    store.out("run -d --name web " + name);
    store.out("exec web write /big aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    store.out("commit web one:1");
    store.out("run -d --name db one:1");
    store.out("exec db rm /big");
    store.out("commit db two:1");
  }

  @Test
  void anImageOfAFileAndTheSameInAStoreHaveTheSameFigures() throws Exception {
    JsonNode ofFile = json(Cli.run("analyze", "--file", IMAGE, "--json"));
    assertThat(json(Cli.run("analyze", IMAGE, "--json")).get("layers"))
        .isEqualTo(ofFile.get("layers"));
    store.out("load -i " + IMAGE);
    String name = store.out("images --format {{.Repository}}:{{.Tag}}").split("\n")[0];
    JsonNode stored = json(store.run("analyze", name, "--json"));
    assertThat(stored.get("image").asText()).isEqualTo(name);
    assertThat(stored.get("schema").asInt()).isEqualTo(1);
    for (String field : new String[] {"size", "live", "dead", "dive", "debts", "deadFiles"}) {
      assertThat(stored.get(field)).as(field).isEqualTo(ofFile.get(field));
    }
    assertThat(stored.get("size").asLong())
        .isEqualTo(stored.get("live").asLong() + stored.get("dead").asLong());
  }

  @Test
  void aRemovedFileIsPaidForByTheLayerThatWroteItAndKilledByTheOther() throws Exception {
    makeWaste();
    JsonNode dead = json(store.run("analyze", "two:1", "--json")).get("deadFiles");
    assertThat(dead.findValuesAsText("path")).contains("big");
    Cli text = store.run("analyze", "two:1");
    assertThat(text.code()).isZero();
    assertThat(text.out())
        .containsPattern(
            "^Image: two:1\nexact: efficiency [0-9.]+%, \\S+ of \\S+ dead, [0-9.]+%\n"
                + "dive:  efficiency [0-9.]+%, \\S+ of \\S+ wasted, [0-9.]+%\n"
                + " {7}as the tool dive counts: paths in several layers, of all but the"
                + " lowest\n\n")
        .contains("LAYER ")
        .contains("Who pays\n")
        .containsPattern("layer \\d+ +layer \\d+ +deleted +/big\n");
    assertThat(store.run("analyze", "--metric", "dive", "two:1").out())
        .containsPattern("Inefficient files\nCOUNT WASTED +PATH\n")
        .contains("/big\n");
  }

  @Test
  void rulesThatHoldAreZeroAndOneThatFailsIsOne() throws Exception {
    makeWaste();
    Cli held = store.run("analyze", "two:1", "--rule", "secrets==0", "--rule", "layers<100");
    assertThat(held.code()).isZero();
    assertThat(held.out()).endsWith("All rules hold.\n").contains("pass  secrets==0 (it is 0)\n");
    Cli failed = store.run("analyze", "two:1", "--rule", "secrets==0", "--rule", "deadBytes<1");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).isEmpty();
    assertThat(failed.out())
        .contains("FAIL  deadBytes<1 (it is ")
        .contains("killed by layer")
        .endsWith("1 of 2 rules fail.\n");
  }

  @Test
  void rulesAreReadFromFilesOursOrDives() throws Exception {
    Path ours = Files.writeString(directory.resolve("rules"), "# mine\nlayers<100\nsize>0\n");
    Path dives =
        Files.writeString(directory.resolve(".dive-ci"), "rules:\n  lowestEfficiency: 1\n");
    assertThat(Cli.run("analyze", IMAGE, "--rules", ours.toString()).code()).isZero();
    Cli dive = Cli.run("analyze", IMAGE, "--rules", ours.toString(), "--rules", dives.toString());
    assertThat(dive.out()).contains("lowestEfficiency: 1 (it is ");
    JsonNode rules =
        json(Cli.run("analyze", IMAGE, "--json", "--rules", ours.toString())).get("rules");
    assertThat(rules.findValuesAsText("rule")).containsExactly("layers<100", "size>0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "analyze", "analyze a --file b", "analyze a --rule what", "analyze a --rule layers<x",
        "analyze a --metric other", "analyze a --files", "analyze a --top 0", "analyze a --scan -1",
        "analyze a --tolerance 5%", "analyze a --against b --tolerance much"
      })
  void aWrongCommandLineIsTwo(String line) {
    Cli run = store.run(line.split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("unionfs: ").contains("Try 'unionfs analyze --help'.");
  }

  @Test
  void whatCannotBeDoneIsTwoAndNeverOne() throws Exception {
    Path damaged = Files.writeString(directory.resolve("damaged.tar"), "no image");
    for (String[] line :
        new String[][] {
          {"analyze", "missing:1"},
          {"analyze", "--file", directory.resolve("none.tar").toString()},
          {"analyze", damaged.toString()},
          {"analyze", IMAGE, "--rules", directory.resolve("none").toString()},
          {"analyze", IMAGE, "--against", directory.resolve("none.tar").toString()},
          {"analyze", IMAGE, "--html", directory.resolve("no/page.html").toString()}
        }) {
      Cli run = store.run(line);
      assertThat(run.code()).as(String.join(" ", line)).isEqualTo(2);
      assertThat(run.err()).startsWith("unionfs: ").hasLineCount(1);
    }
  }

  @Test
  void whatIsNoFileOfRulesIsNamedAndTwo() throws Exception {
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, 1});
    Path large = Files.writeString(directory.resolve("large"), "#".repeat((1 << 20) + 1));
    for (Path rules : List.of(binary, large, directory, Path.of("/dev/zero"))) {
      Cli run = Cli.run("analyze", IMAGE, "--rules", rules.toString());
      assertThat(run.code()).as(rules.toString()).isEqualTo(2);
      assertThat(run.err()).startsWith("unionfs: " + rules + ": ");
    }
  }

  @Test
  void withoutMemoryItIsTwoAndTheReasonALine() {
    Cli run =
        Cli.run(
            Set.of(),
            new byte[0],
            streams ->
                new Context(
                    streams,
                    InstantSource.system(),
                    Map.of("UNIONFS_STORE", directory.toString()),
                    store -> {
                      throw new OutOfMemoryError("Java heap space");
                    }),
            "analyze",
            "any:1");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("unionfs: out of memory: ").hasLineCount(1);
  }

  @Test
  void anImageThatIsWorseThanTheOlderOneIsOne() throws Exception {
    makeWaste();
    Cli worse = store.run("analyze", "two:1", "--against", "one:1");
    assertThat(worse.code()).isEqualTo(1);
    assertThat(worse.out())
        .contains("REGRESSION against one:1\n")
        .contains("  worse: deadBytes ")
        .containsPattern("layer \\d+: \\d+B /, one file, killed by layer \\d+\n");
    Cli same = store.run("analyze", "one:1", "--against", "one:1");
    assertThat(same.code()).isZero();
    assertThat(same.out()).endsWith("ok against one:1\n");
    Cli tolerated =
        store.run("analyze", "two:1", "--against", "one:1", "--tolerance", "100%", "--json");
    assertThat(tolerated.code()).isZero();
    assertThat(json(tolerated).get("comparison").get("result").asText()).isEqualTo("ok");
  }

  @Test
  void eachPathOfEachLayerIsListedIfAsked() throws Exception {
    makeWaste();
    JsonNode lists = json(store.run("analyze", "two:1", "--json", "--files")).get("files");
    JsonNode last = lists.get(lists.size() - 1).get("files");
    assertThat(last.findValuesAsText("path")).contains("big");
    assertThat(last.findValuesAsText("state")).contains("removed");
  }

  @Test
  void otherImagesAreSearchedForTheSameContents() throws Exception {
    makeWaste();
    Cli.run("analyze", IMAGE);
    store.out("run -d --name app two:1");
    store.out("exec app write /again aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    store.out("commit app three:1");
    JsonNode groups =
        json(store.run("analyze", "one:1", "--with", "three:1", "--json"))
            .get("duplicates")
            .get("groups");
    assertThat(groups.findValuesAsText("image")).contains("one:1", "three:1");
    assertThat(groups.findValuesAsText("path")).contains("big", "again");
  }

  @Test
  void thePageIsWrittenBesideTheReport() throws Exception {
    Path page = directory.resolve("page.html");
    Cli run = Cli.run("analyze", IMAGE, "--html", page.toString());
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("Image: ");
    assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
  }

  @Test
  void figuresAreSaidInTheTermsOfTheirRule() {
    makeWaste();
    String out =
        store
            .run("analyze", "two:1", "--rule", "deadPercent<=0%", "--rule", "deadPercent<=0.0")
            .out();
    assertThat(out)
        .containsPattern("(?m)^FAIL  deadPercent<=0% \\(it is [0-9]+(\\.[0-9]{1,4})?%\\)$")
        .containsPattern("(?m)^FAIL  deadPercent<=0.0 \\(it is 0\\.[0-9]{1,6}\\)$");
    assertThat(out.lines().filter(line -> line.contains(" /bin/") || line.startsWith("  ")))
        .allMatch(line -> line.length() <= 80);
  }

  @Test
  void rulesCanBeSaidAsToDive() throws Exception {
    makeWaste();
    Cli defaults = store.run("analyze", "two:1", "--ci");
    assertThat(defaults.out())
        .containsPattern("(?m)^FAIL  lowestEfficiency: 0.9 ")
        .containsPattern("(?m)^FAIL  highestUserWastedPercent: 0.1 ")
        .doesNotContain("highestWastedBytes");
    Cli strict =
        store.run("analyze", "two:1", "--lowestEfficiency", "1", "--highestWastedBytes=0B");
    assertThat(strict.code()).isEqualTo(1);
    assertThat(strict.out())
        .containsPattern("(?m)^FAIL  highestWastedBytes: 0B ")
        .containsPattern("(?m)^FAIL  lowestEfficiency: 1 ");
    Path file = Files.writeString(directory.resolve("ci"), "rules:\n  lowestEfficiency: 0.05\n");
    assertThat(store.run("analyze", "two:1", "--ci", "--ci-config", file.toString()).out())
        .containsPattern("(?m)^pass  lowestEfficiency: 0.05 ")
        .doesNotContain("lowestEfficiency: 0.9");
    assertThat(store.run("analyze", "two:1", "--lowestEfficiency", "2").code()).isEqualTo(2);
  }
}
