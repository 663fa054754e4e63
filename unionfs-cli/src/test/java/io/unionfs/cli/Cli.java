package io.unionfs.cli;

import io.unionfs.cli.command.Context;
import io.unionfs.cli.command.UnionfsCommand;
import io.unionfs.cli.output.Streams;
import io.unionfs.cli.output.Streams.End;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** One run of the command line, in this process, without a store. */
public record Cli(int code, String out, String err) {
  /** Images that Debian's tools made. */
  public static final Path IMAGES =
      Path.of("../unionfs-core/src/test/resources/io/unionfs/image/images").toAbsolutePath();

  public static Cli run(String... args) {
    return runWith("", args);
  }

  public static Cli runWith(String input, String... args) {
    return run(Set.of(), input, args);
  }

  /** As on a terminal, where {@code input} is typed. */
  public static Cli typed(String input, String... args) {
    return run(Set.of(End.INPUT, End.OUTPUT), input, args);
  }

  private static Cli run(Set<End> terminals, String input, String... args) {
    return run(
        terminals,
        input.getBytes(StandardCharsets.UTF_8),
        streams ->
            new Context(
                streams,
                InstantSource.system(),
                Map.of(),
                directory -> {
                  throw new IOException("no store is to be opened");
                }),
        args);
  }

  /** Makes the context of a run with these streams. */
  interface Contexts {
    Context of(Streams streams);
  }

  static Cli run(Set<End> terminals, byte[] input, Contexts contexts, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Streams streams =
        new Streams(
            new ByteArrayInputStream(input),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminals);
    int code = UnionfsCommand.execute(contexts.of(streams), args);
    streams.out().flush();
    return new Cli(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Runs a script in the image built of two layers. */
  public static Cli script(String script) {
    return runWith(script, "run", "-q", IMAGES.resolve("built-docker.tar").toString());
  }
}
