package io.unionfs.trust;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs openssl, by which keys and signatures are judged. */
final class OpenSsl {
  private OpenSsl() {}

  /** Skips the test, saying so, where there is none. */
  static void require() {
    boolean found =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "openssl")));
    assumeTrue(found, "openssl is not installed: keys and signatures not compared with it");
  }

  /** What it prints on standard output; it must succeed. */
  static String run(Path directory, String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(directory, "openssl", ".out");
    Path err = Files.createTempFile(directory, "openssl", ".err");
    List<String> words = Stream.concat(Stream.of("openssl"), Stream.of(arguments)).toList();
    Process process =
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(words + ": not done in time");
    }
    String said = Files.readString(out, StandardCharsets.ISO_8859_1);
    if (process.exitValue() != 0) {
      throw new AssertionError(words + ": " + said + Files.readString(err));
    }
    return said;
  }
}
