package io.unionfs.cli.command;

import io.unionfs.cli.output.Json;
import io.unionfs.cli.output.Text;
import io.unionfs.store.StoredImage;
import io.unionfs.surgery.ImageDifference;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs diff}: of a container as Docker's, or of two images. */
@Command(
    name = "diff",
    description = {
      "Shows what a container changed, or what differs between two images.",
      "A is added, C changed, D deleted; between images M is a change of metadata alone."
    })
final class DiffCommand extends Verb {
  @Parameters(
      index = "0",
      completionCandidates = Names.ContainersAndImages.class,
      paramLabel = "CONTAINER|IMAGE",
      description = "A container; before another image, an image.")
  private String first;

  @Parameters(
      index = "1",
      arity = "0..1",
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "The image that the first one is compared with.")
  private String second;

  @Option(
      names = "--json",
      description = "Of two images: layers, settings and paths as one JSON object.")
  private boolean json;

  DiffCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    if (second == null) {
      if (json) {
        throw usage("--json is for two images");
      }
      ContainerVerbs.Diff.print(engine().get(first), out());
      return;
    }
    StoredImage before = images().get(first);
    StoredImage after = images().get(second);
    ImageDifference difference = ImageDifference.of(store(), before, after);
    if (json) {
      out().println(Json.line(DifferenceText.json(difference)));
    } else {
      DifferenceText.lines(difference).forEach(line -> out().println(Text.shown(line)));
    }
  }
}
