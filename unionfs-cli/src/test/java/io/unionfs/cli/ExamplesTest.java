package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the examples' pages show their code, and that they can be copied out as they are. */
class ExamplesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path EXAMPLES = ROOT.resolve("docs/examples");
  private static final Pattern BLOCK = Pattern.compile("(?s)```(java|text)\n(.*?)```");
  private static final Pattern PROPERTY =
      Pattern.compile("<([a-z][a-z.-]*\\.(?:version|release))>([^<]+)</\\1>");

  static List<Path> projects() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("projects")
  void thePageShowsWhatIsThereAndTheTestFirst(Path project) throws IOException {
    List<MatchResult> blocks =
        BLOCK.matcher(Files.readString(project.resolve("README.md"))).results().toList();
    List<String> code = new ArrayList<>();
    for (MatchResult block : blocks) {
      String lines = withoutIndent(block.group(2));
      assertThat(sources(project.resolve("src")))
          .as(block.group())
          .anyMatch(source -> source.contains(lines));
      if (block.group(1).equals("java")) {
        code.add(lines);
      }
    }
    assertThat(code).hasSizeGreaterThan(1);
    assertThat(sources(project.resolve("src/test")))
        .anyMatch(source -> source.contains(code.get(0)) && code.get(0).contains("@Test"));
  }

  private static List<String> sources(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<String> sources = new ArrayList<>();
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        sources.add(withoutIndent(Files.readString(file)));
      }
      return sources;
    }
  }

  /** Whole lines: each begins and ends with a line break. */
  private static String withoutIndent(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
  }

  @Test
  void allAreListedAndBuilt() throws IOException {
    String list = Files.readString(EXAMPLES.resolve("README.md"));
    String parent = Files.readString(ROOT.resolve("pom.xml"));
    for (Path project : projects()) {
      String name = project.getFileName().toString();
      assertThat(list).contains("](" + name + "/README.md)");
      assertThat(parent).contains("<module>docs/examples/" + name + "</module>");
    }
    assertThat(projects()).hasSizeGreaterThan(2);
  }

  /** Their versions are ours, but that one has the oldest libraries that are promised to work. */
  @Test
  void versionsDifferWhereTheyShall() throws IOException {
    Map<String, String> ours = versions(ROOT.resolve("pom.xml"));
    Matcher version =
        Pattern.compile("<version>([^<]+)").matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertThat(version.find()).isTrue();
    Set<String> others = new TreeSet<>();
    for (Path project : projects()) {
      Map<String, String> theirs = versions(project.resolve("pom.xml"));
      assertThat(theirs).containsEntry("unionfs.version", version.group(1));
      theirs.forEach(
          (name, value) -> {
            if (ours.containsKey(name) && !ours.get(name).equals(value)) {
              others.add(project.getFileName() + " " + name + " " + value);
            }
          });
    }
    assertThat(others)
        .containsExactly("layer-diff assertj.version 3.24.2", "layer-diff junit.version 5.10.0");
  }

  private static Map<String, String> versions(Path pom) throws IOException {
    Map<String, String> versions = new LinkedHashMap<>();
    PROPERTY
        .matcher(Files.readString(pom))
        .results()
        .forEach(property -> versions.put(property.group(1), property.group(2)));
    return versions;
  }

  /** An imported list of versions would be fetched by whoever builds anything here. */
  @ParameterizedTest
  @MethodSource("projects")
  void aProjectStandsByItselfAndIsPutNowhere(Path project) throws IOException {
    assertThat(Files.readString(project.resolve("pom.xml")))
        .doesNotContain("<parent>", "<scope>import</scope>")
        .contains("<groupId>com.example</groupId>")
        .contains("<maven.install.skip>true</maven.install.skip>")
        .contains("<maven.deploy.skip>true</maven.deploy.skip>");
  }
}
