package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The program in README, compiled and run as a reader would, prints what README says it prints. */
class ReadmeTest {
  private static final Pattern PROGRAM =
      Pattern.compile(
          "```java\n((?:(?!```).)*class Example .*?)```\n\nprints\n\n```\n(.*?)```",
          Pattern.DOTALL);

  @TempDir private Path directory;

  @Test
  @ResourceLock(Resources.SYSTEM_OUT)
  void theProgramPrintsWhatIsSaid() throws Exception {
    Matcher program = PROGRAM.matcher(Files.readString(Path.of("..", "README.md")));
    assertThat(program.find()).as("a program and what it prints").isTrue();
    Path source = Files.writeString(directory.resolve("Example.java"), program.group(1));
    List<String> options =
        List.of("-proc:none", "-cp", System.getProperty("java.class.path"), source.toString());
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, options.toArray(String[]::new)))
        .as("exit code of javac")
        .isZero();
    assertThat(printed()).isEqualTo(program.group(2));
  }

  private String printed() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()});
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      System.setOut(to);
      loader
          .loadClass("Example")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
