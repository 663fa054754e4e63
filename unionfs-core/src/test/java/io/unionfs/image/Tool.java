package io.unionfs.image;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Runs the programs of the machine that tests compare unionfs with. */
public final class Tool {
  private static final long MINUTES = 10;

  private Tool() {}

  /** Skips the test, saying so, unless all {@code names} are installed and this is root. */
  public static void require(String... names) {
    for (String name : names) {
      assumeTrue(isInstalled(name), name + " is not installed: not compared with real tools");
    }
    assumeTrue(isRoot(), "not root: real tools could not make other people's files");
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static boolean isInstalled(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
  }

  /** Runs a program that must succeed. */
  public static void run(Path directory, String... command)
      throws IOException, InterruptedException {
    output(directory, command);
  }

  /** What a program that must succeed prints. */
  public static byte[] output(Path directory, String... command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("tool", ".out");
    Path err = Files.createTempFile("tool", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().merge("PATH", "/usr/sbin:/sbin", (old, more) -> old + ":" + more);
      builder.environment().put("LC_ALL", "C");
      Process process =
          builder
              .redirectInput(new File("/dev/null"))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(String.join(" ", command) + ": not done in time");
      }
      if (process.exitValue() != 0) {
        String said = new String(Files.readAllBytes(err), StandardCharsets.ISO_8859_1);
        throw new AssertionError(
            String.join(" ", command) + ": exit code " + process.exitValue() + "\n" + said);
      }
      return Files.readAllBytes(out);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
