package io.unionfs.cli.command;

import io.unionfs.store.StoredImage;
import io.unionfs.surgery.LayerRange;
import io.unionfs.surgery.NewImage;
import io.unionfs.surgery.Surgery;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs squash}. */
@Command(
    name = "squash",
    description =
        "Makes an image in which several layers are one; prints its id. Layers are counted from 0"
            + " at the bottom.")
final class SquashCommand extends Verb {
  @Parameters(
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "The image; it stays as it is.")
  private String image;

  @Option(
      names = "--base",
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "All layers above those of this image.")
  private String base;

  @Option(names = "--last", paramLabel = "N", description = "The topmost N layers.")
  private Integer last;

  @Option(names = "--from", paramLabel = "N", description = "From this layer on.")
  private Integer from;

  @Option(names = "--to", paramLabel = "N", description = "Up to this layer; the top by default.")
  private Integer to;

  @Mixin private MadeImageOptions options;

  SquashCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    boolean isNumbered = from != null || to != null;
    int ways = (base != null ? 1 : 0) + (last != null ? 1 : 0) + (isNumbered ? 1 : 0);
    if (ways != 1) {
      throw usage(
          ways == 0
              ? "which layers? --base IMAGE, --last N, or --from N --to N; 'flatten' takes all"
              : "--base, --last, and --from with --to are three ways to say which layers");
    }
    NewImage made = options.of(this);
    StoredImage stored = images().get(image);
    LayerRange range = range(stored);
    out()
        .println(
            withProgress("Squashing", p -> new Surgery(store()).squash(stored, range, made, p))
                .id());
  }

  private LayerRange range(StoredImage stored) throws IOException {
    if (base != null) {
      return LayerRange.above(stored, images().get(base));
    }
    if (last != null) {
      return LayerRange.last(stored, last);
    }
    int first = from == null ? 0 : from;
    return LayerRange.from(stored, first, to == null ? stored.layers().size() - 1 : to);
  }
}
