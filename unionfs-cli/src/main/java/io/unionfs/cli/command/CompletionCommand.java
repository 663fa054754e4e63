package io.unionfs.cli.command;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code unionfs completion}. */
@Command(
    name = "completion",
    description = {
      "Prints what has a shell complete verbs, options, images, containers and volumes.",
      "bash:  source <(unionfs completion bash)",
      "zsh:   source <(unionfs completion zsh), after compinit"
    })
final class CompletionCommand extends Verb {
  private static final Pattern NAMES = Pattern.compile("\\(\"(\\$\\(unionfs [^\"]*\\))\"\\)");

  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  private String shell;

  CompletionCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    if (!List.of("bash", "zsh").contains(shell)) {
      throw usage("'" + shell + "' is neither bash nor zsh");
    }
    // One script for both: it has zsh load bashcompinit. Names are many words, not one.
    String script = AutoComplete.bash("unionfs", UnionfsCommand.commandLine(context));
    out().println(NAMES.matcher(script).replaceAll("($1)"));
  }
}
