package io.unionfs.cli.command;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      description = "An image in the store.")
  private String image;

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      description = "What 'start -a' runs, instead of the image's command.")
  private List<String> command = List.of();

  @Mixin private ContainerOptions options;

  CreateCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    out().println(engine().create(options.spec(image, command, context)).id());
  }
}
