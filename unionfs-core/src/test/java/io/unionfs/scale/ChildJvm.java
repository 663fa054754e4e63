package io.unionfs.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program of the tests in a process of its own, and reads the figures that it prints. */
final class ChildJvm {
  private static final long TIMEOUT_MINUTES = 30;

  private ChildJvm() {}

  /**
   * Runs {@code program}, which must end by itself and well.
   *
   * @param output where its output goes
   * @param heap the largest heap, as {@code -Xmx} takes it
   * @return the figures, by name
   */
  static Map<String, Double> run(Path output, String heap, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES))
          .as("%s ends", command)
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(output);
    System.out.println("-Xmx" + heap + " " + program.getSimpleName() + " " + List.of(arguments));
    lines.forEach(line -> System.out.println("  " + line));
    assertThat(process.exitValue()).as("%s: %s", program, lines).isZero();
    return figures(lines);
  }

  private static Map<String, Double> figures(List<String> lines) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (String line : lines) {
      int equals = line.indexOf(Figures.IS);
      if (equals > 0) {
        String value = line.substring(equals + Figures.IS.length()).split(" ")[0];
        figures.put(line.substring(0, equals), Double.valueOf(value));
      }
    }
    return figures;
  }
}
