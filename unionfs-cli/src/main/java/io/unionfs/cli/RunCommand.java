package io.unionfs.cli;

import io.unionfs.image.ImageOptions;
import io.unionfs.image.Platform;
import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unionfs run}: built-in commands against an image, under a fresh writable layer. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Mounts an image under a fresh writable layer, runs a built-in command or a script in it, and"
          + " prints what changed and which layer each touched file came from.",
      "Without COMMAND a script is read from standard input: a command a line, or several parted"
          + " by ';', quoted as in a shell; 'help' lists the commands. It goes on after a command"
          + " that fails. On a terminal each line is run as it is typed, until 'exit'."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the image is bad, or the last command failed; or what 'exit' was given",
      "2:the command line is wrong"
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "IMAGE",
      description = "A docker-archive tar, or an OCI layout (directory or tar).")
  private Path image;

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      description = "A built-in command and its words, after '--'.")
  private List<String> command = List.of();

  @Option(names = "--name", paramLabel = "N", description = "The container's name.")
  private String name = "run";

  @Option(
      names = "--ref",
      paramLabel = "TAG",
      description = "Which image, where there are several.")
  private String reference;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "Which platform, where there are several; the host's by default.")
  private String platform;

  @Option(names = "--trace", description = "Print each probe, copy-up and whiteout as it happens.")
  private boolean trace;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print no report at the end.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  private final Streams streams;

  RunCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    PrintStream out = streams.out();
    PrintStream err = streams.err();
    try (Container container = Container.open(name, image, options(), UnionFileSystem.builder())) {
      if (trace) {
        container.files().setListener(event -> out.println(EventText.of(event, container)));
      }
      Shell shell = new Shell(container, out, err);
      int code =
          command.isEmpty() && streams.mode() == Streams.Mode.INTERACTIVE
              ? new Prompt(shell, streams).run()
              : shell.run(commands());
      container.files().setListener(null);
      if (!quiet) {
        Report.print(shell, out);
      }
      return code;
    } catch (CommandFailure e) {
      err.println("unionfs: " + e.getMessage());
      err.flush();
      return 1;
    }
  }

  private List<List<String>> commands() throws IOException, CommandFailure {
    if (!command.isEmpty()) {
      return List.of(command);
    }
    byte[] text = streams.in().readAllBytes();
    return Script.parse(new String(text, StandardCharsets.UTF_8));
  }

  private ImageOptions options() {
    ImageOptions options = ImageOptions.defaults();
    if (reference != null) {
      options = options.withReference(reference);
    }
    if (platform != null) {
      try {
        options = options.withPlatform(Platform.parse(platform));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--platform: " + e.getMessage());
      }
    }
    return options;
  }
}
