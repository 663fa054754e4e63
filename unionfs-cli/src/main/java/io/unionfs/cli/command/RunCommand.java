package io.unionfs.cli.command;

import io.unionfs.cli.command.Program.Place;
import io.unionfs.cli.command.Program.Watch;
import io.unionfs.cli.shell.Shell;
import io.unionfs.cli.shell.Trace;
import io.unionfs.container.Container;
import io.unionfs.container.Container.Details;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs run}: built-in commands in a new container, or over an image in a file. */
@Command(
    name = "run",
    description = {
      "Runs a built-in command in a new container of an image in the store. The container stays,"
          + " with what was written; --rm removes it.",
      "Where IMAGE is a file or a directory that holds an image, it is mounted in memory under a"
          + " fresh writable layer and forgotten afterwards; what changed and which layer each"
          + " touched file came from is printed.",
      "Without COMMAND the image's own is run, if it is a built-in one; of any other, and over a"
          + " file, a script is read from standard input: a command a line, or several parted"
          + " by ';', quoted as in a shell; 'help' lists the commands. It goes on after a command"
          + " that fails. On a terminal each line is run as it is typed, until 'exit'."
    },
    exitCodeList = {
      "0:done",
      "2:the command line is wrong",
      "125:the container could not be made or started, or the image is bad",
      "126:the command cannot be run: no such directory",
      "127:it is not a built-in command",
      "N:else the exit code of the last command, or what 'exit' was given"
    })
final class RunCommand extends Verb {
  /** It failed before the command was run, as Docker says it. */
  private static final int NOT_STARTED = 125;

  /** It was ended by SIGINT. */
  private static final int INTERRUPTED = 130;

  @Parameters(
      index = "0",
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description =
          "An image in the store, which is pulled where it is missing, or the path of one: a"
              + " docker-archive tar, or an OCI layout (directory or tar).")
  private String image;

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      description = "A built-in command and its words.")
  private List<String> command = List.of();

  @Mixin private ContainerOptions options;

  @Option(
      names = {"-d", "--detach"},
      description = "Let the container run, without running anything in it; print its id.")
  private boolean detach;

  @Option(
      names = "--rm",
      description = "Remove the container afterwards, and its nameless volumes.")
  private boolean remove;

  @Option(
      names = "--ref",
      paramLabel = "TAG",
      description = "Which image of a file, where there are several.")
  private String reference;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "Which platform of a file, where there are several; the host's by default.")
  private String platform;

  @Option(
      names = "--trace",
      arity = "0..1",
      preprocessor = AttachedOnly.class,
      paramLabel = "SEARCH",
      description =
          "Print each probe, copy-up and whiteout as it happens; with --trace=scan names in an"
              + " image's file are searched layer by layer, without in the merged index.")
  private void setTrace(String search) {
    trace =
        switch (search) {
          case "index" -> Trace.Search.INDEX;
          case "scan" -> Trace.Search.SCAN;
          default -> throw usage("--trace: '" + search + "' is neither index nor scan");
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
      description = "Say nothing of a pull; print no report at the end of a run over a file.")
  private boolean quiet;

  RunCommand(Context context) {
    super(context);
  }

  @Override
  public Integer call() {
    try {
      if (ImageArgument.isFile(image)) {
        return runFile();
      }
      return runStored();
    } catch (IOException | IllegalArgumentException e) {
      complain(e);
      if (spec.root().userObject() instanceof Debugged main && main.isDebugged()) {
        e.printStackTrace(context.streams().err());
      }
      return NOT_STARTED;
    }
  }

  private int runFile() throws IOException {
    if (options.areForContainers() || detach || remove) {
      throw usage(
          "'"
              + image
              + "' is a file, mounted in memory: -d, -e, -l, -u, -v, -w, --entrypoint, --pull, --rm"
              + " and --tmpfs are for images in the store; 'unionfs load -i "
              + image
              + "' puts it there");
    }
    ImageOptions chosen =
        ImageOptions.defaults().withReference(reference).withPlatform(platform(platform));
    String name = options.name == null ? "run" : options.name;
    return new FileRun(name, Path.of(image), chosen, trace, !quiet)
        .run(Words.of(command), context.streams());
  }

  private int runStored() throws IOException {
    if (reference != null || platform != null) {
      throw usage(
          "--ref and --platform are for an image's file; in the store '"
              + image
              + "' is one image");
    }
    if (trace == Trace.Search.SCAN) {
      throw usage("--trace=scan is for an image's file; the store keeps layers merged");
    }
    List<String> words = Words.of(command);
    Transferring output = new Transferring(context, quiet ? null : context.streams().err());
    Container container = options.create(image, words, context, output);
    try {
      if (!words.isEmpty() && !detach && !Shell.knows(words.get(0))) {
        return notBuiltIn(words.get(0));
      }
      container.start();
      if (detach) {
        out().println(container.id());
        return 0;
      }
      Thread hook = new Thread(() -> interrupted(container));
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        int code = run(container, words);
        container.exited(code);
        return code;
      } finally {
        forget(hook);
      }
    } finally {
      if (remove && !detach) {
        container.remove(Container.Removal.FORCED, Container.VolumesOf.REMOVED);
      }
    }
  }

  /** The container's own command, if it is a built-in one; else none, for a script. */
  private static List<String> own(Details details, ImageConfig config) {
    List<String> own = Program.withoutEntrypoint(details.command(), config.entrypoint());
    return own.isEmpty() || !Shell.knows(own.get(0)) ? List.of() : own;
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is running: the process ends.
    }
  }

  /** Ctrl-C ends the container with this process. */
  private void interrupted(Container container) {
    try {
      container.exited(INTERRUPTED);
      if (remove) {
        container.remove(Container.Removal.FORCED, Container.VolumesOf.REMOVED);
      }
    } catch (IOException | RuntimeException e) {
      complain(e);
    }
  }

  private int run(Container container, List<String> words) throws IOException {
    Details details = container.details();
    ImageConfig config = imageOf(details);
    Program program =
        new Program(
            words.isEmpty() ? own(details, config) : words,
            details.env(),
            details.workingDir(),
            Place.THE_IMAGES,
            trace == null ? Watch.SILENT : Watch.PRINTED);
    return container.exec(details.user(), files -> program.run(files, config, context.streams()));
  }
}
