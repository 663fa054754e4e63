package io.unionfs.testing.assertions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the assertions do where all are named modules, in a JVM of its own. */
class NamedModulesTest {
  private static final Path GUIDE = Path.of("..", "docs", "testing.md");
  private static final String MODULE =
      "module app { requires io.unionfs.core; requires org.assertj.core; }";
  private static final String MAIN =
      """
      package app;

      import io.unionfs.layer.Layer;
      import io.unionfs.nio.UnionFileSystem;
      import io.unionfs.testing.assertions.*;

      public class Main {
        public static void main(String[] args) throws Exception {
          Layer layer = Layer.builder().file("etc/motd", "hello").build();
          try (UnionFileSystem fs = UnionFileSystem.builder().lower(layer).mount()) {
            if (args[0].equals("plain")) {
              UnionAssertions.assertThat(fs.getPath("/etc")).isDirectory().isUnchanged();
              UnionAssertions.assertThat(fs).changes().isEmpty();
              UnionAssertions.assertThat(fs).lowerLayer(0).contains("/etc/motd");
              UnionBDDAssertions.then("text").isNotBlank();
            } else {
              UnionSoftAssertions.assertSoftly(
                  softly -> {
                    softly.assertThat(fs.getPath("/etc")).isOpaque().hasMode(0);
                    softly.assertThat(fs).changes().hasSize(3);
                    softly.assertThat(fs).lowerLayer(0).contains("/nothing");
                    softly.assertThat("text").isBlank();
                  });
            }
            System.out.println("all hold");
          } catch (Throwable e) {
            System.out.println(e);
          }
        }
      }
      """;

  @TempDir private static Path directory;
  private static String modulePath;

  /** All that we need, without what tests are run with. */
  @BeforeAll
  static void compile() throws IOException {
    String libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(each -> !each.endsWith("test-classes"))
            .filter(each -> !Path.of(each).getFileName().toString().matches(".*(junit|jna|arch).*"))
            .collect(Collectors.joining(File.pathSeparator));
    Path sources = Files.createDirectories(directory.resolve("src/app"));
    Path module = Files.writeString(sources.resolveSibling("module-info.java"), MODULE);
    Path main = Files.writeString(sources.resolve("Main.java"), MAIN);
    String classes = directory.resolve("app").toString();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-nowarn",
                "-d",
                classes,
                "--module-path",
                libraries,
                module.toString(),
                main.toString());
    assertThat(code).isZero();
    modulePath = classes + File.pathSeparator + libraries;
  }

  private static String run(String what, List<String> options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("--module-path", modulePath, "--module", "app/app.Main", what));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Java says which of them it found, in a line of its own.
    List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
        .forEach(builder.environment()::remove);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void plainAssertionsNeedNoOption() throws Exception {
    assertThat(run("plain", List.of())).isEqualToIgnoringNewLines("all hold");
  }

  /** One line instead of what AssertJ says, which is four causes deep. */
  @Test
  void softOnesSayWhichTheyNeed() throws Exception {
    assertThat(run("soft", List.of()))
        .startsWith("java.lang.IllegalStateException: between named modules soft assertions need")
        .contains(String.join(" ", documented()))
        .hasLineCount(1);
  }

  @Test
  void softOnesWorkWithThem() throws Exception {
    assertThat(run("soft", documented()))
        .contains("The following 5 assertions failed:")
        .contains("to be an opaque directory, but no layer marks it.")
        .contains("to have the permissions ---------")
        .contains("[changes of unionfs://")
        .contains("to hold /nothing")
        .contains("Expecting blank");
  }

  /** They are no more than is needed. */
  @Test
  @Tag("long")
  void eachIsNeeded() throws Exception {
    List<String> all = documented();
    assertThat(all).hasSize(6);
    for (int i = 0; i < all.size(); i += 2) {
      List<String> some = new ArrayList<>(all);
      some.subList(i, i + 2).clear();
      assertThat(run("soft", some)).as(some.toString()).doesNotContain("5 assertions failed");
    }
  }

  private static List<String> documented() throws IOException {
    Matcher options =
        Pattern.compile("```text\n(--add-modules .*?)```", Pattern.DOTALL)
            .matcher(Files.readString(GUIDE));
    assertThat(options.find()).isTrue();
    return List.of(options.group(1).strip().split("\\s+"));
  }
}
