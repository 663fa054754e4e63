package io.unionfs.cli;

import io.unionfs.image.ImageOptions;
import io.unionfs.image.Platform;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
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

  @Option(
      names = "--trace",
      arity = "0..1",
      preprocessor = AttachedOnly.class,
      paramLabel = "SEARCH",
      description =
          "Print each probe, copy-up and whiteout as it happens; with --trace=scan names are searched"
              + " layer by layer, without in the merged index.")
  private void setTrace(String search) {
    trace =
        switch (search) {
          case "index" -> Trace.Search.INDEX;
          case "scan" -> Trace.Search.SCAN;
          default ->
              throw new ParameterException(
                  spec.commandLine(), "--trace: '" + search + "' is neither index nor scan");
        };
  }

  private Trace.Search trace;

  /** A word behind {@code --trace} is its value only behind an equals sign, else the image. */
  static final class AttachedOnly implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> found) {
      if (!"=".equals(found.get("separator"))) {
        arguments.push("index");
      }
      return false;
    }
  }

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
    UnionFileSystemBuilder builder = UnionFileSystem.builder();
    if (trace != null) {
      builder.strategy(trace.strategy());
    }
    try (Container container = Container.open(name, image, options(), builder)) {
      Shell shell = new Shell(container, out, err);
      if (trace != null) {
        Trace shown = new Trace(container, out);
        shell.beforeEach(shown::next);
        container.files().setListener(shown::show);
      }
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
