package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabVerbTest {
  @TempDir private Path directory;

  private static String out(String line) {
    Cli run = Cli.run(line.split(" "));
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    return run.out();
  }

  @Test
  void anExperimentIsATableAReadingAndWhatWasPublished() {
    assertThat(out("lab mounts --layers 50 --containers 100"))
        .startsWith("How many mount operations")
        .contains("synthetic  1     50      100         each layer      20200        202")
        .contains("* counted, ~ modelled, ' measured\n")
        .contains("Here: 20,200\n")
        .doesNotContain("not measured");
  }

  @Test
  void theSameIsTheSameByteForByteWithoutTimings() {
    String line = "lab mounts --layers 1,4 --containers 2 --no-timings --csv";
    assertThat(out(line)).isEqualTo(out(line)).contains(",each layer,36,18,\n");
  }

  @Test
  void partsMergeToTheWhole() throws IOException {
    String common = "lab mounts --containers 2 --no-timings --csv ";
    Path one = directory.resolve("one.csv");
    Path other = directory.resolve("other.csv");
    Files.writeString(one, out(common + "--layers 1..3 --seed 1,2"));
    Files.writeString(other, out(common + "--layers 4..6 --seed 1..2"));
    assertThat(out("lab merge --csv " + other + " " + one))
        .isEqualTo(out(common + "--layers 1..6 --seed 1,2"));
  }

  @Test
  void filesArePagesAndPlots() throws IOException {
    out("lab mounts --layers 1..3 --containers 1 -o " + directory);
    assertThat(directory.resolve("mounts.csv")).isNotEmptyFile();
    assertThat(Files.readString(directory.resolve("mounts.md"))).contains("](mounts.svg)");
    assertThat(Files.readString(directory.resolve("mounts.html")))
        .contains("<img src=\"mounts.svg\"");
    // Its text is drawn, so that it looks the same without the fonts.
    assertThat(Files.readString(directory.resolve("mounts.svg")).split("<path ").length > 10)
        .isTrue();
    BufferedImage drawn = ImageIO.read(directory.resolve("mounts.png").toFile());
    assertThat(drawn.getWidth()).isEqualTo(900);
    JsonNode json = new ObjectMapper().readTree(directory.resolve("mounts.json").toFile());
    assertThat(json.get("rows")).hasSize(6);
    assertThat(json.at("/columns/5/origin").asText()).isEqualTo("counted");
  }

  /** The others take longer; they are made by the same command. */
  @Test
  void publishedTablesAreThoseThatAreCountedNow() throws IOException {
    for (String experiment : new String[] {"mounts", "drivers", "copyup", "dead"}) {
      assertThat(out("lab " + experiment + " --no-timings --csv"))
          .as(experiment + ": write docs/lab anew by 'unionfs lab all --publish'")
          .isEqualTo(Files.readString(Path.of("../docs/lab/" + experiment + ".csv")));
    }
  }

  @Test
  void anImageOfAFileTakesThePlaceOfSyntheticOnes() {
    Path image = Cli.IMAGES.resolve("built-docker.tar");
    assertThat(out("lab mounts --containers 3 --csv --no-timings --image " + image))
        .contains("mounts," + image + ",,,3,each layer,30,10,\n");
  }

  @Test
  void aWrongCommandLineIsRefused() {
    assertThat(Cli.run("lab", "mounts", "--layers", "0"))
        .matches(run -> run.code() == 2)
        .matches(run -> run.err().contains("--layers: \"0\" is no range within 1..500"));
    assertThat(Cli.run("lab", "all"))
        .matches(run -> run.code() == 2)
        .matches(run -> run.err().contains("name a directory by -o, or say --publish"));
    assertThat(Cli.run("lab", "merge", Cli.IMAGES.resolve("built-docker.tar").toString()).code())
        .isEqualTo(1);
  }
}
