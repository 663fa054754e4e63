package io.unionfs.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every session that the documentation shows comes out as it is written there. */
class DocsSessionsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PICTURE = ROOT.resolve("docs/picture.session");

  @TempDir private Path directory;

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(PICTURE));
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> top = Files.list(ROOT)) {
      for (Path file : (Iterable<Path>) Stream.concat(docs, top)::iterator) {
        if (file.toString().endsWith(".md") && Files.readString(file).contains("```session\n")) {
          pages.add(file);
        }
      }
    }
    return pages;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theSessionsAreAsTheyAreWrittenDown(Path page) {
    assertThat(Cli.run("shell", "--script", page.toString(), "--check"))
        .as("'unionfs shell --script FILE --record FILE' writes it anew")
        .isEqualTo(new Cli(0, "", ""));
  }

  @Test
  void theLessonsAreAmongThem() throws IOException {
    assertThat(pages()).contains(ROOT.resolve("docs/teaching.md"));
    assertThat(SessionFile.read(ROOT.resolve("docs/teaching.md")).sessions()).hasSize(6);
  }

  @Test
  void thePictureIsThatOfItsSession() {
    Path drawn = directory.resolve("picture.svg");
    Cli run = Cli.run("shell", "--script", PICTURE.toString(), "--svg", drawn.toString());
    assertThat(run).isEqualTo(new Cli(0, "", ""));
    assertThat(ROOT.resolve("docs/picture.svg"))
        .as("'unionfs shell --script docs/picture.session --svg docs/picture.svg' draws it anew")
        .hasSameTextualContentAs(drawn);
  }
}
