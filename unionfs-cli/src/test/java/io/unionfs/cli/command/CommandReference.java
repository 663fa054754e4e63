package io.unionfs.cli.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The text of {@code docs/reference.md}: every command and option, as the code declares them. */
final class CommandReference {
  /** Every command has these; they are told once. */
  private static final Set<String> OF_ALL = Set.of("--help", "--debug", "--store", "--version");

  private final CommandLine unionfs;
  private final StringBuilder text = new StringBuilder();

  /** The single verbs by the class that does them: in a group the same class is the same verb. */
  private final Map<Class<?>, String> verbs = new HashMap<>();

  CommandReference(CommandLine unionfs) {
    this.unionfs = unionfs;
    unionfs
        .getSubcommands()
        .forEach((name, verb) -> verbs.putIfAbsent(verb.getCommand().getClass(), name));
  }

  String text() {
    text.append("# Command reference\n\n");
    text.append("Made from what the commands declare, and held to it by `CommandReferenceTest`.\n");
    text.append(
        "[cli.md](cli.md) explains; `unionfs VERB --help` says the same on a terminal.\n\n");
    ofAll();
    VerbList.parts()
        .forEach(
            (title, names) -> {
              text.append("## ").append(title).append("\n\n");
              names.stream().filter(name -> !name.equals("help")).forEach(this::verb);
            });
    return text.toString().stripTrailing() + "\n";
  }

  private void ofAll() {
    CommandSpec spec = unionfs.getCommandSpec();
    text.append("Every command takes\n\n| option | |\n|---|---|\n");
    spec.options().forEach(this::row);
    text.append('\n');
    text.append("| exit code | |\n|---|---|\n");
    exitCodes(spec);
    text.append('\n');
    text.append("```\n");
    for (String line : spec.usageMessage().footer()) {
      text.append(line.strip()).append('\n');
    }
    text.append("```\n\n");
  }

  private void verb(String name) {
    CommandLine verb = unionfs.getSubcommands().get(name);
    if (verb.getSubcommands().isEmpty()) {
      command(verb, name);
    } else {
      group(verb, name);
    }
  }

  private void group(CommandLine group, String name) {
    text.append("### ").append(name).append("\n\n");
    text.append(description(group.getCommandSpec())).append("\n\n");
    Map<String, CommandLine> own = new LinkedHashMap<>();
    List<String> same = new ArrayList<>();
    for (Map.Entry<String, CommandLine> each : distinct(group).entrySet()) {
      String single = verbs.get(each.getValue().getCommand().getClass());
      if (single == null) {
        own.put(name + " " + each.getKey(), each.getValue());
      } else {
        same.add("`" + name + " " + each.getKey() + "` is [`" + single + "`](#" + single + ")");
      }
    }
    if (!same.isEmpty()) {
      text.append(String.join(", ", same)).append(".\n\n");
    }
    own.forEach((full, command) -> command(command, full));
  }

  /** A group's verbs without their aliases. */
  private static Map<String, CommandLine> distinct(CommandLine group) {
    Map<String, CommandLine> verbs = new LinkedHashMap<>();
    group
        .getSubcommands()
        .forEach(
            (name, verb) -> {
              if (name.equals(verb.getCommandName())) {
                verbs.put(name, verb);
              }
            });
    return verbs;
  }

  private void command(CommandLine command, String name) {
    CommandSpec spec = command.getCommandSpec();
    List<OptionSpec> options =
        spec.options().stream()
            .filter(option -> !option.hidden())
            .filter(option -> Arrays.stream(option.names()).noneMatch(OF_ALL::contains))
            .toList();
    List<PositionalParamSpec> operands =
        spec.positionalParameters().stream().filter(operand -> !operand.hidden()).toList();
    text.append("### ").append(name).append("\n\n");
    String aliases = String.join(", ", spec.aliases());
    if (!aliases.isEmpty()) {
      text.append("Also `").append(aliases).append("`. ");
    }
    text.append(description(spec)).append("\n\n");
    text.append("```\nunionfs ").append(name).append(options.isEmpty() ? "" : " [OPTION…]");
    operands.forEach(operand -> text.append(' ').append(synopsis(operand)));
    text.append("\n```\n\n");
    if (!operands.isEmpty() || !options.isEmpty()) {
      text.append("| | |\n|---|---|\n");
      operands.forEach(operand -> row(synopsis(operand), operand));
      options.stream().sorted((a, b) -> bare(a).compareToIgnoreCase(bare(b))).forEach(this::row);
      text.append('\n');
    }
    if (!Arrays.equals(
        spec.usageMessage().exitCodeList().keySet().toArray(), new Object[] {"0", "1", "2"})) {
      if (!spec.usageMessage().exitCodeList().isEmpty()) {
        text.append("| exit code | |\n|---|---|\n");
        exitCodes(spec);
        text.append('\n');
      }
    }
  }

  private void exitCodes(CommandSpec spec) {
    spec.usageMessage()
        .exitCodeList()
        .forEach(
            (code, what) ->
                text.append("| ").append(code).append(" | ").append(cell(what)).append(" |\n"));
  }

  private void row(OptionSpec option) {
    String label =
        option.typeInfo().isBoolean() && option.arity().max() == 0
            ? ""
            : option.arity().min() == 0
                ? "[=" + option.paramLabel() + "]"
                : " " + option.paramLabel();
    row(String.join(", ", option.names()) + label, option);
  }

  private void row(String what, ArgSpec argument) {
    text.append("| `").append(what.replace("|", "\\|")).append("` | ");
    String said =
        Arrays.stream(argument.description())
            .map(CommandReference::formatted)
            .collect(Collectors.joining(" "));
    text.append(cell(said)).append(" |\n");
  }

  private static String bare(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }

  private static String synopsis(PositionalParamSpec operand) {
    String many =
        operand.typeInfo().isMultiValue() && !operand.paramLabel().contains("...") ? "…" : "";
    String label = operand.paramLabel() + many;
    return operand.arity().min() == 0 ? "[" + label + "]" : label;
  }

  private static String description(CommandSpec spec) {
    UsageMessageSpec usage = spec.usageMessage();
    String[] lines = usage.description().length > 0 ? usage.description() : usage.header();
    return Arrays.stream(lines)
        .map(CommandReference::formatted)
        .map(CommandReference::escaped)
        .collect(Collectors.joining("\n"));
  }

  /** As picocli does it: what is no format is taken as it is. */
  private static String formatted(String words) {
    return words.replace("%n", "\n").replace("%%", "%");
  }

  private static String cell(String words) {
    return escaped(words).replace("|", "\\|").replace("\n", " ");
  }

  private static String escaped(String words) {
    return words.replace("<", "&lt;").replace("*", "\\*");
  }
}
