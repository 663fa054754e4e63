package io.unionfs.cli.command;

import io.unionfs.store.StoredImage;
import io.unionfs.surgery.NewImage;
import io.unionfs.surgery.Surgery;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code unionfs flatten}. */
@Command(
    name = "flatten",
    description = "Makes an image in which all layers are one; prints its id.")
final class FlattenCommand extends Verb {
  @Parameters(
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "The image; it stays as it is.")
  private String image;

  @Mixin private MadeImageOptions options;

  FlattenCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    NewImage made = options.of(this);
    StoredImage stored = images().get(image);
    out()
        .println(
            withProgress("Flattening", p -> new Surgery(store()).flatten(stored, made, p)).id());
  }
}
