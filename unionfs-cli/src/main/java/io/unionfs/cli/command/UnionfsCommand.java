package io.unionfs.cli.command;

import io.unionfs.cli.output.Failures;
import io.unionfs.cli.output.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The top-level {@code unionfs} command. */
@Command(
    name = "unionfs",
    description =
        "Stacks read-only image layers under writable layers; images and containers as in Docker.",
    mixinStandardHelpOptions = true,
    versionProvider = UnionfsCommand.Version.class,
    commandListHeading = "%n'unionfs COMMAND --help' says more of each.%n%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:it could not be done, or not all of it",
      "2:the command line is wrong",
      "125, 126, 127:of run and exec, as Docker's: not started, cannot be run, no such command",
      "N:else of run, exec and start -a: the exit code of the command"
    },
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  UNIONFS_STORE   the store, where --store does not name it",
      "  XDG_DATA_HOME   else it is unionfs in there, or in ~/.local/share",
      "  NO_COLOR        no colours",
      "",
      "In a checkout './unionfs bench' measures it beside its peers.",
    })
public final class UnionfsCommand implements Runnable, Debugged {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The directory that keeps images and containers.")
  private void setStore(Path directory) {
    context.use(directory);
  }

  @Spec private CommandSpec spec;

  private final Context context;

  private UnionfsCommand(Context context) {
    this.context = context;
  }

  /** Runs what {@code args} say and closes the context; returns the exit code. */
  public static int execute(Context context, String... args) {
    try (context) {
      int code = commandLine(context, Verbs.named(args)).execute(args);
      return code == 0 ? allWritten(context.streams()) : code;
    } catch (IOException e) {
      PrintStream err = context.streams().err();
      err.println("unionfs: " + Messages.line(e));
      err.flush();
      return ExitCode.SOFTWARE;
    }
  }

  /** What was printed and is lost is a failure, unless nobody wants to read on. */
  private static int allWritten(Streams streams) throws IOException {
    try {
      streams.requireWritten();
    } catch (IOException e) {
      if (!Streams.isBrokenPipe(e)) {
        throw e;
      }
    }
    return 0;
  }

  /** The command with all its verbs. */
  static CommandLine commandLine(Context context) {
    return commandLine(context, null);
  }

  private static CommandLine commandLine(Context context, String verb) {
    UnionfsCommand command = new UnionfsCommand(context);
    CommandLine line = new CommandLine(command);
    Verbs.addTo(line, context, verb);
    line.setOut(new PrintWriter(context.streams().out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(context.streams().err(), true, StandardCharsets.UTF_8));
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, VerbList::of);
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler(UnionfsCommand::explainUsage);
    line.setExecutionStrategy(UnionfsCommand::executed);
    line.setExecutionExceptionHandler(
        (failure, failed, parsed) -> {
          context.streams().out().flush();
          failed.getErr().println("unionfs: " + Messages.line(failure));
          if (command.debug) {
            failure.printStackTrace(failed.getErr());
          }
          failed.getErr().flush();
          return failed.getCommandSpec().exitCodeOnExecutionException();
        });
    return line;
  }

  /** Runs the verb. Without memory it fails as by any other failure, with its own exit code. */
  private static int executed(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (OutOfMemoryError e) {
      List<CommandLine> named = parsed.asCommandLineList();
      throw new ExecutionException(
          named.get(named.size() - 1), e.toString(), new IOException(Failures.line(e), e));
    }
  }

  private static int explainUsage(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println("unionfs: " + Failures.oneLine(wording(failure)));
    command.getErr().println("Try '" + name + " --help'.");
    command.getErr().flush();
    return ExitCode.USAGE;
  }

  private static String wording(ParameterException failure) {
    if (failure instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      String word = unmatched.getUnmatched().get(0);
      if (failure.getCommandLine().getSubcommands().isEmpty()) {
        return "one argument too many: '" + word + "'";
      }
      Optional<String> instead = Elsewhere.of(word);
      if (instead.isPresent() && failure.getCommandLine().getParent() == null) {
        return "no command '" + word + "' here; " + instead.get();
      }
      List<String> near =
          unmatched.getSuggestions().stream()
              .filter(command -> command.charAt(0) == word.charAt(0))
              .toList();
      return "unknown command '"
          + word
          + "'"
          + (near.isEmpty() ? "" : "; did you mean '" + near.get(0) + "'?");
    }
    // The verb 'help' says it in words of its own.
    return failure
        .getMessage()
        .replaceFirst("^Unknown subcommand ('.*')\\.$", "unknown command $1");
  }

  @Override
  public boolean isDebugged() {
    return debug;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no command; 'unionfs demo' shows what this does");
  }

  /** The version that the build wrote into {@code version.properties}. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in =
          UnionfsCommand.class.getResourceAsStream("/io/unionfs/cli/version.properties")) {
        properties.load(in);
      }
      return new String[] {"unionfs " + properties.getProperty("version")};
    }
  }
}
