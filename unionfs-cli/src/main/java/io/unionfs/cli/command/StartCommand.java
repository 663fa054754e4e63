package io.unionfs.cli.command;

import io.unionfs.cli.command.Program.Place;
import io.unionfs.cli.command.Program.Watch;
import io.unionfs.cli.output.Streams;
import io.unionfs.cli.shell.Shell;
import io.unionfs.container.Container;
import io.unionfs.container.Container.Details;
import io.unionfs.image.ImageConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs start}. */
@Command(
    name = "start",
    description = {
      "Lets containers run: commands can be run in them with 'exec'.",
      "With -a the container's command is run, which must be a built-in one, and the container ends"
          + " with it; the image's ENTRYPOINT before it, a program, is passed over."
    },
    exitCodeList = {
      "0:done",
      "1:it could not be done, or not all of it",
      "2:the command line is wrong",
      "127:with -a: the command is not a built-in one",
      "N:with -a: else the exit code of the command"
    })
final class StartCommand extends Verb {
  @Parameters(
      arity = "1..*",
      completionCandidates = Names.Containers.class,
      paramLabel = "CONTAINER",
      description = "Names or ids.")
  private List<String> containers;

  @Option(
      names = {"-a", "--attach"},
      description = "Run the container's command and print what it prints.")
  private boolean attach;

  @Option(
      names = {"-i", "--interactive"},
      description = "With -a: the command reads standard input.")
  private boolean interactive;

  StartCommand(Context context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    engine();
    if (!attach && !interactive) {
      return each(
          containers,
          name -> {
            engine().get(name).start();
            out().println(name);
          });
    }
    if (containers.size() > 1) {
      throw usage("-a and -i are for one container");
    }
    return runCommand(engine().get(containers.get(0)));
  }

  private int runCommand(Container container) throws IOException {
    Details details = container.details();
    ImageConfig image = imageOf(details);
    List<String> words = Program.withoutEntrypoint(details.command(), image.entrypoint());
    if (words.isEmpty() || !Shell.knows(words.get(0))) {
      return notBuiltIn(words.isEmpty() ? "''" : words.get(0));
    }
    container.start();
    Program program =
        new Program(words, details.env(), details.workingDir(), Place.THE_IMAGES, Watch.SILENT);
    int code = container.exec(details.user(), files -> program.run(files, image, streams()));
    container.exited(code);
    return code;
  }

  private Streams streams() {
    Streams all = context.streams();
    return interactive
        ? all
        : new Streams(InputStream.nullInputStream(), all.out(), all.err(), Set.of());
  }
}
