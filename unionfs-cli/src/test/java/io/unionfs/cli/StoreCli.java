package io.unionfs.cli;

import io.unionfs.cli.command.Context;
import io.unionfs.cli.output.Streams.End;
import io.unionfs.container.ContainerEngine;
import io.unionfs.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Runs of the command line over one store directory, with a clock that stands unless it is moved,
 * and ids and names that are the same each time.
 */
public final class StoreCli {
  private final Map<String, String> environment = new HashMap<>();
  private final Random random = new Random(5);
  private Instant now = Instant.parse("2026-11-25T12:00:00Z");
  private Set<End> terminals = Set.of();

  public StoreCli(Path store) {
    environment.put("UNIONFS_STORE", store.toString());
  }

  /** Moves the clock. */
  public void pass(Duration time) {
    now = now.plus(time);
  }

  /** Has a variable of the environment set. */
  public void set(String variable, String value) {
    environment.put(variable, value);
  }

  /** Has these streams be terminals. */
  public void atTerminal(End... ends) {
    terminals = Set.of(ends);
  }

  public Cli run(String... args) {
    return runWith("", args);
  }

  public Cli runWith(String input, String... args) {
    return runWith(input.getBytes(StandardCharsets.UTF_8), args);
  }

  public Cli runWith(byte[] input, String... args) {
    return Cli.run(
        terminals,
        input,
        streams ->
            new Context(
                streams,
                () -> now,
                environment,
                directory ->
                    ContainerEngine.open(Store.open(directory, () -> now), () -> now, random)),
        args);
  }

  /** Runs a line, whose words blanks part, that must succeed; returns what it prints. */
  public String out(String line) {
    Cli run = run(line.split(" "));
    if (run.code() != 0 || !run.err().isEmpty()) {
      throw new AssertionError(line + ": " + run);
    }
    return run.out();
  }
}
