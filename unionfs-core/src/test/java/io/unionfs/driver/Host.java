package io.unionfs.driver;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs scripts on the machine, in a mount namespace of their own: what they mount goes with them.
 */
final class Host {
  private static final long MINUTES = 3;

  private Host() {}

  /** Skips the test, saying so, unless this is root and all {@code programs} are installed. */
  static void require(String... programs) throws IOException {
    for (String program : programs) {
      assumeTrue(
          isInstalled(program),
          program + " is not installed: the bill is not compared with the real thing");
    }
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "not root: nothing can be mounted to compare the bill with");
  }

  /** Skips the test where overlayfs cannot be mounted, or a filesystem of FUSE. */
  static void requireMounts(Path directory) throws Exception {
    Path probe = Files.createDirectories(directory.resolve("probe"));
    Script script =
        run(
            probe,
            "mkdir l u w m; mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m"
                + " && test -c /dev/fuse && echo can");
    assumeTrue(script.lines().contains("can"), "no overlayfs or no FUSE can be mounted here");
  }

  private static boolean isInstalled(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
  }

  /** What a script printed. */
  record Script(int code, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }

    /** The number in the line {@code name=number}. */
    long number(String name) {
      return lines().stream()
          .filter(line -> line.startsWith(name + "="))
          .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1).strip()))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + name + " in:\n" + out + err));
    }
  }

  /** Runs {@code text} by bash in {@code directory}. */
  static Script run(Path directory, String text) throws IOException, InterruptedException {
    Path script = Files.createTempFile(directory, "script", ".sh");
    Path out = Files.createTempFile(directory, "script", ".out");
    Path err = Files.createTempFile(directory, "script", ".err");
    Files.writeString(script, text);
    ProcessBuilder builder =
        new ProcessBuilder("unshare", "--mount", "bash", script.toString())
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("not done in time:\n" + text);
    }
    return new Script(
        process.exitValue(),
        Files.readString(out, StandardCharsets.ISO_8859_1),
        Files.readString(err, StandardCharsets.ISO_8859_1));
  }
}
