package io.unionfs.cli.command;

import io.unionfs.store.StoredImage;
import io.unionfs.surgery.Mutation;
import io.unionfs.surgery.NewImage;
import io.unionfs.surgery.Surgery;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs mutate}. */
@Command(
    name = "mutate",
    description = "Makes an image with other settings; prints its id. Layers stay.")
final class MutateCommand extends Verb {
  @Parameters(
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "The image; it stays as it is.")
  private String image;

  @Option(
      names = "--entrypoint",
      paramLabel = "WORD",
      description =
          "The program, and with further ones its first arguments; CMD goes, as Docker's.")
  private List<String> entrypoint;

  @Option(names = "--cmd", paramLabel = "WORD", description = "The command, a word each.")
  private List<String> cmd;

  @Option(
      names = {"-e", "--env"},
      paramLabel = "NAME[=VALUE]",
      description = "A variable; without a value it is the caller's.")
  private List<String> env = List.of();

  @Option(
      names = {"-l", "--label"},
      paramLabel = "KEY=VALUE",
      description = "A label.")
  private List<String> labels = List.of();

  @Option(
      names = "--annotation",
      paramLabel = "KEY=VALUE",
      description = "An annotation of the manifest.")
  private List<String> annotations = List.of();

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER",
      description = "The user.")
  private String user;

  @Option(
      names = {"-w", "--workdir"},
      paramLabel = "DIR",
      description = "The working directory.")
  private String workingDir;

  @Option(
      names = {"-c", "--change"},
      paramLabel = "INSTRUCTION",
      description = "A change as in a Dockerfile: 'CMD [\"app\"]'; these come last.")
  private List<String> changes = List.of();

  @Option(
      names = {"-a", "--author"},
      paramLabel = "AUTHOR",
      defaultValue = "",
      description = "Who makes it.")
  private String author;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      defaultValue = "",
      description = "A remark for the history.")
  private String message;

  @Mixin private MadeImageOptions options;

  MutateCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    Mutation mutation =
        new Mutation(
            words(entrypoint),
            words(cmd),
            variables(),
            Labels.parse(labels),
            Optional.ofNullable(user),
            Optional.ofNullable(workingDir),
            Labels.parse(annotations),
            changes);
    if (mutation.equals(Mutation.NONE)) {
      throw usage("nothing is to be changed; 'unionfs tag' gives a further name");
    }
    NewImage made = options.of(this).withComment(message).withAuthor(author);
    StoredImage stored = images().get(image);
    out()
        .println(
            withProgress("Changing", p -> new Surgery(store()).mutate(stored, mutation, made, p))
                .id());
  }

  /** The words; one that is empty, alone, takes away what was there. */
  private static Optional<List<String>> words(List<String> words) {
    return Optional.ofNullable(words).map(all -> all.equals(List.of("")) ? List.of() : all);
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String variable : Environment.of(env, context)) {
      String[] parts = variable.split("=", 2);
      if (parts[0].isEmpty()) {
        throw usage("-e: \"" + variable + "\" has no name");
      }
      variables.put(parts[0], parts[1]);
    }
    return variables;
  }
}
