package io.unionfs.cli.command;

import io.unionfs.lab.Experiment;
import io.unionfs.lab.Laboratory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;

/** All verbs by their names. Only those that are needed are made: each takes milliseconds. */
final class Verbs {
  /** Makes a verb. */
  private interface Maker extends Function<Context, Object> {}

  private static final Map<String, Maker> SINGLE = new LinkedHashMap<>();
  private static final Map<String, Map<String, Maker>> GROUPS = new LinkedHashMap<>();

  /** The verbs behind whose first operand everything is the command's. */
  private static final Set<String> TAKING_COMMANDS = Set.of("run", "create", "exec");

  /** The verbs whose options take words that may begin with a dash: {@code --cmd -v}. */
  private static final Set<String> TAKING_WORDS = Set.of("mutate");

  static {
    SINGLE.put("run", RunCommand::new);
    SINGLE.put("exec", ExecCommand::new);
    SINGLE.put("ps", PsCommand::new);
    SINGLE.put("images", ImagesCommand::new);
    SINGLE.put("load", LoadCommand::new);
    SINGLE.put("save", SaveCommand::new);
    SINGLE.put("pull", PullCommand::new);
    SINGLE.put("push", PushCommand::new);
    SINGLE.put("login", LoginCommand::new);
    SINGLE.put("logout", LogoutCommand::new);
    SINGLE.put("sign", SignCommand::new);
    SINGLE.put("verify", VerifyCommand::new);
    SINGLE.put("import", ImageVerbs.Import::new);
    SINGLE.put("export", ImageVerbs.Export::new);
    SINGLE.put("tag", ImageVerbs.Tag::new);
    SINGLE.put("rmi", ImageVerbs.Remove::new);
    SINGLE.put("history", HistoryCommand::new);
    SINGLE.put("analyze", AnalyzeCommand::new);
    SINGLE.put("inspect", InspectCommand::new);
    SINGLE.put("create", CreateCommand::new);
    SINGLE.put("start", StartCommand::new);
    SINGLE.put("stop", ContainerVerbs.Stop::new);
    SINGLE.put("restart", ContainerVerbs.Restart::new);
    SINGLE.put("kill", ContainerVerbs.Kill::new);
    SINGLE.put("pause", ContainerVerbs.Pause::new);
    SINGLE.put("unpause", ContainerVerbs.Unpause::new);
    SINGLE.put("rename", ContainerVerbs.Rename::new);
    SINGLE.put("rm", ContainerVerbs.Remove::new);
    SINGLE.put("commit", ContainerVerbs.Commit::new);
    SINGLE.put("diff", DiffCommand::new);
    SINGLE.put("cp", CopyCommand::new);
    SINGLE.put("squash", SquashCommand::new);
    SINGLE.put("flatten", FlattenCommand::new);
    SINGLE.put("rebase", RebaseCommand::new);
    SINGLE.put("append", AppendCommand::new);
    SINGLE.put("mutate", MutateCommand::new);
    SINGLE.put("which", WhichCommand::new);
    SINGLE.put("df", SpaceCommand::new);
    SINGLE.put("drivers", DriversCommand::new);
    SINGLE.put("fsck", FsckCommand::new);
    GROUPS.put("image", images());
    GROUPS.put("container", containers());
    GROUPS.put("volume", volumes());
    GROUPS.put("system", system());
    GROUPS.put("key", keys());
    GROUPS.put("lab", experiments());
    SINGLE.put("shell", ShellCommand::new);
    SINGLE.put("completion", CompletionCommand::new);
    SINGLE.put("demo", DemoCommand::new);
  }

  private Verbs() {}

  private static Map<String, Maker> images() {
    Map<String, Maker> verbs = new LinkedHashMap<>();
    verbs.put("ls", ImagesCommand::new);
    verbs.put("rm", ImageVerbs.Remove::new);
    verbs.put("prune", PruneVerbs.OfImages::new);
    for (String name :
        new String[] {"load", "save", "pull", "push", "import", "tag", "history", "inspect"}) {
      verbs.put(name, SINGLE.get(name));
    }
    return verbs;
  }

  private static Map<String, Maker> containers() {
    Map<String, Maker> verbs = new LinkedHashMap<>();
    verbs.put("ls", PsCommand::new);
    verbs.put("prune", PruneVerbs.Containers::new);
    for (String name :
        new String[] {
          "run", "exec", "create", "start", "stop", "restart", "kill", "pause", "unpause", "rename",
          "rm", "commit", "cp", "export", "inspect"
        }) {
      verbs.put(name, SINGLE.get(name));
    }
    verbs.put("diff", ContainerVerbs.Diff::new); // of one container alone, as Docker's
    return verbs;
  }

  private static Map<String, Maker> volumes() {
    Map<String, Maker> verbs = new LinkedHashMap<>();
    verbs.put("create", VolumeVerbs.Create::new);
    verbs.put("ls", VolumeVerbs.Ls::new);
    verbs.put("inspect", VolumeVerbs.Inspect::new);
    verbs.put("rm", VolumeVerbs.Remove::new);
    verbs.put("prune", PruneVerbs.OfVolumes::new);
    return verbs;
  }

  private static Map<String, Maker> keys() {
    Map<String, Maker> verbs = new LinkedHashMap<>();
    verbs.put("generate", KeyVerbs.Generate::new);
    verbs.put("show", KeyVerbs.Show::new);
    return verbs;
  }

  private static Map<String, Maker> experiments() {
    Map<String, Maker> verbs = new LinkedHashMap<>();
    for (Experiment experiment : Laboratory.experiments()) {
      verbs.put(experiment.name(), context -> LabVerbs.Run.of(context, experiment));
    }
    verbs.put("all", LabVerbs.All::new);
    verbs.put("merge", LabVerbs.Merge::new);
    return verbs;
  }

  private static Map<String, Maker> system() {
    Map<String, Maker> verbs = new LinkedHashMap<>();
    verbs.put("df", SpaceCommand::new);
    verbs.put("prune", PruneVerbs.OfSystem::new);
    return verbs;
  }

  /** The verb that {@code args} begin with, or null where it takes more to tell. */
  static String named(String... args) {
    for (int i = 0; i < args.length; i++) {
      String word = args[i];
      if (word.equals("--store")) {
        i++;
      } else if (!word.startsWith("--store=") && !word.equals("--debug")) {
        return SINGLE.containsKey(word) || GROUPS.containsKey(word) ? word : null;
      }
    }
    return null;
  }

  /** Adds one verb, or with null all of them. */
  static void addTo(CommandLine line, Context context, String verb) {
    SINGLE.forEach(
        (name, maker) -> {
          if (verb == null || verb.equals(name)) {
            add(line, name, maker, context);
          }
        });
    GROUPS.forEach(
        (name, verbs) -> {
          if (verb == null || verb.equals(name)) {
            CommandLine group = Group.of(name);
            verbs.forEach((each, maker) -> add(group, each, maker, context));
            line.addSubcommand(name, group);
          }
        });
    if (verb == null) {
      line.addSubcommand("help", new CommandLine.HelpCommand());
    }
  }

  private static void add(CommandLine to, String name, Maker maker, Context context) {
    CommandLine verb = new CommandLine(maker.apply(context));
    verb.setStopAtPositional(TAKING_COMMANDS.contains(name));
    verb.setAllowOptionsAsOptionParameters(TAKING_WORDS.contains(name));
    to.addSubcommand(name, verb, aliases(to.getCommandName(), name));
  }

  private static String[] aliases(String group, String name) {
    if (group.equals("unionfs")) {
      return new String[0];
    }
    return switch (name) {
      case "ls" -> group.equals("container") ? new String[] {"list", "ps"} : new String[] {"list"};
      case "rm" -> new String[] {"remove"};
      default -> new String[0];
    };
  }
}
