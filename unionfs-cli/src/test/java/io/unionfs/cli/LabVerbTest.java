package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.unionfs.lab.Experiment;
import io.unionfs.lab.Laboratory;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
    assertThat(out("lab mounts --layers 50 --containers 100").replaceAll(" +", " "))
        .startsWith("How many mount operations")
        .contains("synthetic 1 50 100 each layer 20200 202")
        .contains("* counted, ~ modelled, ' measured\n")
        .contains("Here: 20,200\n")
        .contains("Measured on: ")
        .doesNotContain("not measured");
  }

  @Test
  void aTableThatLeavesRowsOutSaysWhichAndWhereAllAre() {
    assertThat(out("lab mounts --layers 1..100 --containers 1 --no-timings"))
        .contains(
            "* counted, ~ modelled, ' measured\n"
                + "60 of 200 rows, spread evenly: about every 3rd;"
                + " --csv prints all, -o DIRECTORY writes them to a file.\n");
    assertThat(out("lab mounts --layers 1..3 --containers 1 --no-timings"))
        .doesNotContain("spread evenly");
    out("lab mounts --layers 1..100 --containers 1 --no-timings -o " + directory);
    assertThat(directory.resolve("mounts.html"))
        .content()
        .contains("about every 3rd; all are in <a href=\"mounts.csv\">");
  }

  @Test
  void theSameIsTheSameByteForByteWithoutTimings() {
    String line = "lab mounts --layers 1,4 --containers 2 --no-timings --csv";
    assertThat(out(line)).isEqualTo(out(line)).contains(",each layer,36,18,,,\n");
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
    out("lab mounts --layers 1..3 --containers 1 --no-timings -o " + directory);
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
    for (String experiment : new String[] {"mounts", "drivers", "copyup", "dead", "split"}) {
      Path published = Path.of("../docs/lab/" + experiment + ".csv");
      List<String> now = certain(out("lab " + experiment + " --no-timings --csv --seed 1"));
      assertThat(certain(Files.readString(published)))
          .as(experiment + ": write docs/lab anew by 'unionfs lab all --publish'")
          .containsAll(now);
    }
  }

  /** Rows without what is measured. */
  private static List<String> certain(String csv) {
    List<String> lines = csv.lines().toList();
    String[] heads = lines.get(0).split(",");
    int columns = (int) Arrays.stream(heads).filter(head -> !head.contains("measured)")).count();
    assertThat(Arrays.stream(heads).skip(columns)).allMatch(head -> head.contains("measured)"));
    return lines.stream()
        .map(line -> String.join(",", Arrays.asList(line.split(",", -1)).subList(0, columns)))
        .toList();
  }

  @Test
  void anImageOfAFileTakesThePlaceOfSyntheticOnes() {
    Path image = Cli.IMAGES.resolve("built-docker.tar");
    assertThat(out("lab mounts --containers 3 --csv --no-timings --image " + image))
        .contains("mounts," + image + ",,2,3,each layer,30,10,,,\n");
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

  @Test
  void severalImagesAreComparedOrDoneOneByOne() {
    Path one = Cli.IMAGES.resolve("built-docker.tar");
    Path other = Cli.IMAGES.resolve("built-oci.tar");
    String images = " --image " + one + " --image " + other;
    assertThat(out("lab growth --csv" + images))
        .contains("growth," + one + ",,1,,,")
        .contains("growth," + one + " + " + other + ",,2,,,");
    assertThat(out("lab mounts --containers 1 --csv --no-timings" + images))
        .contains("mounts," + one + ",,")
        .contains("mounts," + other + ",,");
  }

  @Test
  void everyExperimentTakesAnImage() throws IOException {
    Path image = Cli.IMAGES.resolve("built-docker.tar");
    out("lab all --no-timings -o " + directory + " --image " + image);
    for (Experiment experiment : Laboratory.experiments()) {
      String csv = Files.readString(directory.resolve(experiment.name() + ".csv"));
      assertThat(csv.lines().skip(1))
          .as(experiment.name())
          .isNotEmpty()
          .allMatch(line -> line.startsWith(experiment.name() + "," + image + ",,"));
    }
    assertThat(Files.readString(directory.resolve("README.md"))).contains("[split](split.md)");
  }

  @Test
  void whatIsDamagedIsToldInALine() throws IOException {
    Path damaged = directory.resolve("damaged.tar");
    byte[] bytes = Files.readAllBytes(Cli.IMAGES.resolve("built-docker.tar"));
    Files.write(damaged, Arrays.copyOf(bytes, bytes.length / 2));
    for (Experiment experiment : Laboratory.experiments()) {
      for (String image : new String[] {damaged.toString(), directory + "/none.tar"}) {
        Cli run = Cli.run("lab", experiment.name(), "--no-timings", "--image", image);
        assertThat(run.code()).as(experiment.name()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1).allMatch(line -> line.startsWith("unionfs: "));
      }
    }
  }

  /** The lines that {@code docs/scaling.md} shows first, as they stand there. */
  @Test
  void theWorkedExampleOfScalingDoesWhatItSays() throws IOException {
    String page = Files.readString(Path.of("../docs/scaling.md"));
    String example = page.substring(page.indexOf("## A worked example"));
    String block = example.substring(example.indexOf("```sh\n") + 6);
    List<String> lines = block.substring(0, block.indexOf("```")).lines().toList();
    assertThat(lines).hasSize(3);
    for (String line : lines) {
      assertThat(line).startsWith("unionfs lab ");
      String[] parts = line.substring("unionfs ".length()).split(" > ");
      String command = parts[0].replaceAll("(part-[0-9]\\.csv|joined)", directory + "/$1");
      String printed = out(command);
      if (parts.length > 1) {
        Files.writeString(directory.resolve(parts[1]), printed);
        assertThat(printed.lines().skip(1)).hasSize(120);
      }
    }
    String whole = lines.get(0).replace("1..2", "1..4").replaceAll("^unionfs | > .*", "");
    String joined = Files.readString(directory.resolve("joined/split.csv"));
    assertThat(joined).isEqualTo(out(whole));
    assertThat(joined.lines().skip(1)).hasSize(240);
    assertThat(directory.resolve("joined/split.html")).isNotEmptyFile();
  }

  @Test
  void aSweepWithoutAnyPointIsRefused() {
    Cli run = Cli.run("lab", "split", "--instructions", "3", "--prefix", "5");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("unionfs: none of these combinations").hasLineCount(1);
  }
}
