package io.unionfs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The top-level {@code unionfs} command. */
@Command(
    name = "unionfs",
    description = "Stacks read-only image layers under writable layers, in memory.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the input is bad, or a command in the container failed",
      "2:the command line is wrong"
    })
public final class Main implements Runnable {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs the command and exits with its status. */
  public static void main(String[] args) {
    Streams streams = Streams.standard();
    int code = commandLine(streams).execute(args);
    streams.out().flush();
    System.exit(code);
  }

  static CommandLine commandLine(Streams streams) {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    line.addSubcommand(new RunCommand(streams));
    line.addSubcommand(new DemoCommand(streams));
    line.addSubcommand(new CommandLine.HelpCommand());
    line.setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8));
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Main::explainUsage);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          command.getErr().println("unionfs: " + Failures.line(failure));
          if (main.debug) {
            failure.printStackTrace(command.getErr());
          }
          command.getErr().flush();
          return ExitCode.SOFTWARE;
        });
    return line;
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
      return failure.getCommandLine().getParent() == null
          ? "unknown command '" + word + "'; run or demo"
          : "one argument too many: '" + word + "'";
    }
    return failure.getMessage();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command; run or demo");
  }

  /** The version that the build wrote into {@code version.properties}. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
        properties.load(in);
      }
      return new String[] {"unionfs " + properties.getProperty("version")};
    }
  }
}
