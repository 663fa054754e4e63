package io.unionfs.cli.command;

import io.unionfs.cli.shell.LineSource;
import io.unionfs.cli.shell.PathCompletion;
import io.unionfs.cli.shell.Shell;
import io.unionfs.container.Container;
import io.unionfs.container.ContainerEngine;
import io.unionfs.container.Volumes.Volume;
import io.unionfs.image.ImageReference;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Completes a line of verbs: verbs, options, what is in the store, built-in commands and paths in a
 * container, paths here.
 */
final class VerbCompletion implements LineSource.Completion {
  private final Context context;
  private final CommandSpec root;

  VerbCompletion(Context context) {
    this.context = context;
    this.root = UnionfsCommand.commandLine(context).getCommandSpec();
  }

  /** How far a line has come: the verb, its operands, and the option that waits for its value. */
  private record Line(CommandSpec command, List<String> operands, OptionSpec open) {}

  private Line read(List<String> words) {
    CommandSpec command = root;
    List<String> operands = new ArrayList<>();
    OptionSpec open = null;
    for (String each : words) {
      CommandLine below = operands.isEmpty() ? command.subcommands().get(each) : null;
      boolean over = !operands.isEmpty() && command.parser().stopAtPositional();
      OptionSpec option = open == null && !over ? command.findOption(each) : null;
      if (open != null) {
        open = null;
      } else if (option != null) {
        open = option.arity().max() > 0 ? option : null;
      } else if (below != null) {
        command = below.getCommandSpec();
      } else if (over || !each.startsWith("-")) {
        operands.add(each);
      }
    }
    return new Line(command, operands, open);
  }

  @Override
  public Iterable<String> candidates(List<String> words, String word) {
    Line line = read(words);
    CommandSpec command = line.command();
    Set<String> found = new TreeSet<>();
    if (line.open() != null) {
      found.addAll(named(line.open().paramLabel(), line, word));
      found.addAll(fixed(line.open()));
    } else if (word.startsWith("-")) {
      command.options().forEach(option -> found.addAll(List.of(option.names())));
    } else if (!command.subcommands().isEmpty()) {
      found.addAll(command.subcommands().keySet());
      if (command == root) {
        found.add("exit");
      }
    } else {
      int next = line.operands().size();
      for (PositionalParamSpec parameter : command.positionalParameters()) {
        if (parameter.index().min() <= next && next <= parameter.index().max()) {
          found.addAll(named(parameter.paramLabel(), line, word));
        }
      }
    }
    found.removeIf(candidate -> !candidate.startsWith(word));
    return found;
  }

  /** The values of an option that has a few. */
  private static List<String> fixed(OptionSpec option) {
    List<String> values = new ArrayList<>();
    if (option.completionCandidates() != null) {
      option.completionCandidates().forEach(values::add);
    }
    values.removeIf(value -> value.startsWith("$(")); // words for bash to run
    return values;
  }

  /** What there is of the kind that an option or operand takes. */
  private Collection<String> named(String label, Line line, String word) {
    if (label.startsWith("FILE")) {
      return PathCompletion.candidates(Path.of("").toAbsolutePath(), word);
    }
    // Each time anew: what is in the store changes from line to line.
    try (Context own = context.another()) {
      ContainerEngine engine = own.engine();
      return switch (label) {
        case "COMMAND" -> command(engine, line, word);
        case "[CONTAINER:]SOURCE|-", "[CONTAINER:]TARGET|-" -> ends(engine, word);
        default -> stored(engine, label);
      };
    } catch (IOException e) {
      // The line that is completed will say what is wrong when it is run.
      return List.of();
    }
  }

  private static List<String> stored(ContainerEngine engine, String label) throws IOException {
    List<String> names = new ArrayList<>();
    boolean any = label.equals("NAME");
    if (any || label.contains("CONTAINER")) {
      for (Container container : engine.list()) {
        names.add(container.details().name());
      }
    }
    if (any || label.contains("IMAGE") || label.contains("REPOSITORY") || label.equals("OLD")) {
      for (StoredImage image : engine.store().images().list()) {
        image.names().stream().map(ImageReference::familiar).forEach(names::add);
      }
    }
    if (any || label.contains("VOLUME")) {
      engine.volumes().list().stream().map(Volume::name).forEach(names::add);
    }
    return names;
  }

  /** A built-in command, and behind it a path in the container that it is run in. */
  private static Collection<String> command(ContainerEngine engine, Line line, String word)
      throws IOException {
    if (line.operands().size() == 1) {
      return Shell.builtins().keySet();
    }
    boolean runs = line.command().name().equals("exec");
    return runs ? inside(engine, line.operands().get(0), word) : List.of();
  }

  private static Collection<String> inside(ContainerEngine engine, String container, String word)
      throws IOException {
    try (UnionFileSystem files = engine.get(container).files()) {
      return PathCompletion.candidates(files.getPath("/"), word);
    }
  }

  /** One end of a copy: a path here, a container, or a path in one. */
  private static Collection<String> ends(ContainerEngine engine, String word) throws IOException {
    int colon = word.indexOf(':');
    Set<String> found = new TreeSet<>();
    if (colon > 0) {
      String container = word.substring(0, colon);
      for (String path : inside(engine, container, word.substring(colon + 1))) {
        found.add(container + ":" + path);
      }
    } else {
      stored(engine, "CONTAINER").forEach(name -> found.add(name + ":"));
      found.addAll(PathCompletion.candidates(Path.of("").toAbsolutePath(), word));
    }
    return found;
  }
}
