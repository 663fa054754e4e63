package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriversVerbTest {
  @TempDir private Path directory;
  private StoreCli cli;
  private String image;

  @BeforeEach
  void load() {
    cli = new StoreCli(directory.resolve("store"));
    cli.out("load -q -i " + Cli.IMAGES.resolve("built-docker.tar"));
    image = cli.out("images -q").lines().findFirst().orElseThrow();
  }

  /** The cells of the row called {@code label}. */
  private static List<String> row(String table, String label) {
    String line = table.lines().filter(each -> each.startsWith(label)).findFirst().orElseThrow();
    return Arrays.asList(line.substring(label.length()).strip().split(" +"));
  }

  @Test
  void billsOfAllDriversStandSideBySide() {
    String out = cli.out("drivers -n 2 " + image);
    assertThat(out)
        .startsWith("Image " + image + ", 2 containers, in each:\n  read ")
        .contains("\nThe first is committed.\n")
        .endsWith("\nThe trees are the same on each, and so are the changes.\n");
    assertThat(out.lines()).allMatch(line -> line.length() <= 80);
    assertThat(row(out, "  ".repeat(2)))
        .containsExactly("overlay2", "overlay2-metacopy", "vfs", "aufs", "block");
    assertThat(row(out, "mounts")).containsExactly("2", "2", "0", "2", "2");
    List<String> cold = row(out, "probes, cold");
    int overlay = Integer.parseInt(cold.get(0));
    assertThat(Integer.parseInt(cold.get(2))).isLessThan(overlay);
    assertThat(Integer.parseInt(cold.get(3))).isGreaterThan(overlay);
    assertThat(cli.out("ps -a -q")).isEmpty();
    assertThat(cli.out("images -q").lines().distinct()).hasSize(1);
  }

  @Test
  void figuresAreJson() throws Exception {
    String out = cli.out("drivers --json --driver vfs,overlay2 " + image);
    JsonNode json = new ObjectMapper().readTree(out);
    assertThat(out.lines()).hasSize(1);
    assertThat(json.get("Same").asBoolean()).isTrue();
    assertThat(json.get("Containers").asInt()).isEqualTo(3);
    JsonNode vfs = json.get("Drivers").get(0);
    JsonNode overlay2 = json.get("Drivers").get(1);
    assertThat(vfs.get("Driver").asText()).isEqualTo("vfs");
    assertThat(overlay2.get("Tree")).isEqualTo(vfs.get("Tree"));
    assertThat(vfs.at("/Create/Work/BytesCopied").asLong())
        .isEqualTo(vfs.at("/Create/Unique/ApparentBytes").asLong())
        .isPositive();
    assertThat(overlay2.at("/Create/Work/BytesCopied").asLong()).isZero();
    assertThat(overlay2.at("/Run/Work/BytesWritten").asLong()).isEqualTo(3);
    assertThat(overlay2.at("/Run/Work/Lookups")).isEqualTo(vfs.at("/Run/Work/Lookups"));
  }

  @Test
  void aScriptIsRunInEachContainer() throws Exception {
    Path script = directory.resolve("script");
    Files.writeString(script, "write /new 12345\nmkdir /made; cat /new\n");
    String out = cli.out("drivers --driver overlay2,block --script " + script + " " + image);
    assertThat(out).contains("\n  run 3 commands of " + script + "\n").doesNotContain("12345\n");
    assertThat(row(out, "written by programs").get(0))
        .isEqualTo(row(out, "written by programs").get(1));
  }

  @Test
  void whatAScriptDoesWrongIsToldOnce() throws Exception {
    Path script = directory.resolve("script");
    Files.writeString(script, "cat /missing\n");
    Cli run = cli.run("drivers", "--script", script.toString(), image);
    assertThat(run.code()).isZero();
    assertThat(run.err().lines()).hasSize(1).first().asString().contains("/missing");
  }

  @Test
  void aWrongCommandLineIsRefused() {
    assertThat(cli.run("drivers", "--driver", "btrfs", image))
        .matches(run -> run.code() == 2)
        .matches(run -> run.err().contains("\"btrfs\" is no storage driver: there are overlay2,"));
    assertThat(cli.run("drivers", "-n", "0", image))
        .matches(run -> run.code() == 2)
        .matches(run -> run.err().contains("--containers: 0 is not from 1 to 1000"));
    assertThat(cli.run("drivers", "none"))
        .isEqualTo(new Cli(1, "", "unionfs: no such image: none; 'unionfs images' lists them\n"));
  }
}
