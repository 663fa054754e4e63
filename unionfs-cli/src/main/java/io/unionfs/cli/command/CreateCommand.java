package io.unionfs.cli.command;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs create}. */
@Command(
    name = "create",
    description = "Makes a container of an image, without running anything; prints its id.")
final class CreateCommand extends Verb {
  @Parameters(
      index = "0",
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "An image in the store, or in the registry that its name says.")
  private String image;

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      description = "What 'start -a' runs, instead of the image's command.")
  private List<String> command = List.of();

  @Mixin private ContainerOptions options;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing of a pull.")
  private boolean quiet;

  CreateCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    Transferring output = new Transferring(context, quiet ? null : context.streams().err());
    out().println(options.create(image, command, context, output).id());
  }
}
