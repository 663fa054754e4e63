package io.unionfs.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A word before verbs: {@code unionfs image ls}. */
@Command(synopsisSubcommandLabel = "COMMAND")
final class Group implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  private boolean help;

  private Group() {}

  static CommandLine of(String name) {
    CommandLine line = new CommandLine(new Group());
    line.setCommandName(name);
    line.getCommandSpec().usageMessage().description(description(name));
    return line;
  }

  private static String description(String name) {
    return switch (name) {
      case "image" -> "The verbs on images.";
      case "container" -> "The verbs on containers.";
      case "volume" -> "The verbs on volumes.";
      case "lab" -> "Experiments on layers: each answers a question with figures and a plot.";
      case "key" -> "The keys that images are signed with.";
      default -> "What everything takes, and making room.";
    };
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no command; " + String.join(", ", spec.subcommands().keySet()));
  }
}
