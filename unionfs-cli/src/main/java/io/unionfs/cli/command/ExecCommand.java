package io.unionfs.cli.command;

import io.unionfs.cli.command.Program.Place;
import io.unionfs.cli.command.Program.Watch;
import io.unionfs.cli.shell.Shell;
import io.unionfs.container.Container;
import io.unionfs.container.Container.Details;
import io.unionfs.image.ImageConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs exec}. */
@Command(
    name = "exec",
    description = {
      "Runs a built-in command in a container that runs; 'exec CONTAINER help' lists them.",
      "'exec CONTAINER sh' is the shell: at a terminal it asks for commands, else it reads them from"
          + " standard input."
    },
    exitCodeList = {
      "0:done",
      "1:there is no such container, or it does not run",
      "2:the command line is wrong",
      "126:the command cannot be run: no such directory",
      "127:it is not a built-in command",
      "N:else the exit code of the command"
    })
final class ExecCommand extends Verb {
  @Parameters(
      index = "0",
      completionCandidates = Names.Containers.class,
      paramLabel = "CONTAINER",
      description = "Its name or id.")
  private String container;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "A built-in command and its words.")
  private List<String> command;

  @Option(
      names = {"-e", "--env"},
      paramLabel = "NAME[=VALUE]",
      description = "A variable; without VALUE as it is here.")
  private List<String> env = List.of();

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER[:GROUP]",
      description = "Whom to run as, by name or number; the container's by default.")
  private String user;

  @Option(
      names = {"-w", "--workdir"},
      paramLabel = "PATH",
      description = "The directory to run in.")
  private String workingDir;

  @Option(
      names = {"-i", "--interactive"},
      description = "Accepted as Docker's: input is always open.")
  private boolean interactive;

  @Option(
      names = {"-t", "--tty"},
      description = "Accepted as Docker's: a terminal is found by itself.")
  private boolean tty;

  @Option(names = "--trace", description = "Print each probe, copy-up and whiteout as it happens.")
  private boolean trace;

  ExecCommand(Context context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    List<String> words = Words.of(command);
    Container found = engine().get(container);
    if (!Shell.knows(words.get(0))) {
      return notBuiltIn(words.get(0));
    }
    Details details = found.details();
    List<String> variables = new ArrayList<>(details.env());
    variables.addAll(Environment.of(env, context));
    Program program =
        new Program(
            words,
            Environment.last(variables),
            workingDir == null ? details.workingDir() : workingDir,
            workingDir == null ? Place.THE_IMAGES : Place.THE_USERS,
            trace ? Watch.PRINTED : Watch.SILENT);
    ImageConfig image = imageOf(details);
    return found.exec(
        user == null ? details.user() : user,
        files -> program.run(files, image, context.streams()));
  }
}
