package io.unionfs.cli.command;

import io.unionfs.cli.shell.LineSource;
import io.unionfs.container.Container;
import io.unionfs.container.ContainerEngine;
import io.unionfs.container.Volumes.Volume;
import io.unionfs.image.ImageReference;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completes a line of verbs: verbs, options, and the names of what is in the store. */
final class VerbCompletion implements LineSource.Completion {
  private final Context context;
  private final CommandSpec root;

  VerbCompletion(Context context) {
    this.context = context;
    this.root = UnionfsCommand.commandLine(context).getCommandSpec();
  }

  @Override
  public Iterable<String> candidates(List<String> words, String word) {
    CommandSpec command = root;
    int operands = 0;
    OptionSpec open = null;
    for (String each : words) {
      CommandLine below = command.subcommands().get(each);
      OptionSpec option = open == null ? command.findOption(each) : null;
      if (open != null) {
        open = null;
      } else if (option != null) {
        open = option.arity().max() > 0 ? option : null;
      } else if (below != null) {
        command = below.getCommandSpec();
      } else if (!each.startsWith("-")) {
        operands++;
      }
    }
    Set<String> found = new TreeSet<>();
    if (open != null) {
      found.addAll(named(open));
    } else if (word.startsWith("-")) {
      command.options().forEach(option -> found.addAll(List.of(option.names())));
    } else if (!command.subcommands().isEmpty()) {
      found.addAll(command.subcommands().keySet());
      if (command == root) {
        found.add("exit");
      }
    } else {
      for (PositionalParamSpec parameter : command.positionalParameters()) {
        if (parameter.index().min() <= operands && operands <= parameter.index().max()) {
          found.addAll(named(parameter));
        }
      }
    }
    found.removeIf(candidate -> !candidate.startsWith(word));
    return found;
  }

  /** What there is of the kind that an option or operand takes. */
  private List<String> named(ArgSpec argument) {
    String label = argument.paramLabel();
    List<String> names = new ArrayList<>();
    // Each time anew: what is in the store changes from line to line.
    try (Context own = context.another()) {
      ContainerEngine engine = own.engine();
      if (label.contains("CONTAINER") || label.equals("NAME")) {
        for (Container container : engine.list()) {
          names.add(container.details().name());
        }
      }
      if (label.contains("IMAGE") || label.contains("REPOSITORY") || label.equals("NAME")) {
        for (StoredImage image : engine.store().images().list()) {
          image.names().stream().map(ImageReference::familiar).forEach(names::add);
        }
      }
      if (label.contains("VOLUME") || label.equals("NAME")) {
        engine.volumes().list().stream().map(Volume::name).forEach(names::add);
      }
    } catch (IOException e) {
      // The line that is completed will say what is wrong when it is run.
      return names;
    }
    return names;
  }
}
