package io.unionfs.cli.command;

import io.unionfs.cli.output.Streams;
import io.unionfs.cli.shell.CommandFailure;
import io.unionfs.cli.shell.LabelledMount;
import io.unionfs.cli.shell.Script;
import io.unionfs.cli.shell.Shell;
import io.unionfs.driver.Scenario;
import io.unionfs.image.ImageConfig;
import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Built-in commands as a scenario. What they print is for nobody; what goes wrong is told once, by
 * the first container.
 */
final class ScriptedScenario implements Scenario {
  private final Path file;
  private final List<List<String>> commands;
  private final ImageConfig config;
  private final Streams streams;
  private boolean isTold;

  private ScriptedScenario(
      Path file, List<List<String>> commands, ImageConfig config, Streams streams) {
    this.file = file;
    this.commands = commands;
    this.config = config;
    this.streams = streams;
  }

  static ScriptedScenario of(Path file, ImageConfig config, Streams streams) throws IOException {
    try {
      return new ScriptedScenario(file, Script.parse(Files.readString(file)), config, streams);
    } catch (CommandFailure e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void run(UnionFileSystem container) throws IOException {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    PrintStream err = isTold ? nowhere : streams.err();
    isTold = true;
    try (LabelledMount mount = LabelledMount.over(container, config)) {
      new Shell(mount, new Streams(InputStream.nullInputStream(), nowhere, err, Set.of()))
          .run(commands);
    }
  }

  @Override
  public List<String> steps() {
    int count = commands.size();
    return List.of("run " + count + (count == 1 ? " command" : " commands") + " of " + file);
  }
}
