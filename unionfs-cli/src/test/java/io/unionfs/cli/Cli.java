package io.unionfs.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One run of the command line, in this process. */
record Cli(int code, String out, String err) {
  /** Images that Debian's tools made. */
  static final Path IMAGES =
      Path.of("../unionfs-core/src/test/resources/io/unionfs/image/images").toAbsolutePath();

  static Cli run(String... args) {
    return runWith("", args);
  }

  static Cli runWith(String input, String... args) {
    return run(Streams.Mode.BATCH, input, args);
  }

  /** As on a terminal, where {@code input} is typed. */
  static Cli typed(String input, String... args) {
    return run(Streams.Mode.INTERACTIVE, input, args);
  }

  private static Cli run(Streams.Mode mode, String input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Streams streams =
        new Streams(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            mode);
    int code = Main.commandLine(streams).execute(args);
    streams.out().flush();
    return new Cli(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Runs a script in the image built of two layers. */
  static Cli script(String script) {
    return runWith(script, "run", "-q", IMAGES.resolve("built-docker.tar").toString());
  }
}
