package io.unionfs.cli.command;

import io.unionfs.cli.output.Streams;
import io.unionfs.image.ImageOptions;
import io.unionfs.image.ImageReference;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code unionfs load}. */
@Command(
    name = "load",
    description =
        "Puts the images of a file into the store: a docker-archive, or an OCI layout (directory or"
            + " tar).")
final class LoadCommand extends Verb {
  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE",
      description = "The file or directory; standard input by default.")
  private Path input;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "Which platform, where there are several; the host's by default.")
  private String platform;

  @Option(
      names = "--ref",
      paramLabel = "TAG",
      description = "Only the image of that name, tag or digest.")
  private String reference;

  @Option(
      names = {"-q", "--quiet"},
      description = "Do not show how far it has come.")
  private boolean quiet;

  LoadCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    ImageOptions options =
        ImageOptions.defaults().withPlatform(platform(platform)).withReference(reference);
    if (input != null) {
      if (!Files.exists(input)) {
        throw new NoSuchFileException(input.toString());
      }
      load(input, options);
      return;
    }
    if (context.streams().terminals().contains(Streams.End.INPUT)) {
      throw usage("no image: name a file with -i, or redirect the input");
    }
    Spool.use(context.streams().in(), file -> load(file, options));
  }

  private List<StoredImage> load(Path file, ImageOptions options) throws IOException {
    List<StoredImage> loaded =
        quiet
            ? images().load(file, options, ProgressListener.NONE)
            : withProgress("Loading", progress -> images().load(file, options, progress));
    for (StoredImage image : loaded) {
      if (image.names().isEmpty()) {
        out().println("Loaded image ID: " + image.id());
      }
      for (ImageReference name : image.names()) {
        out().println("Loaded image: " + name.familiar());
      }
    }
    return loaded;
  }
}
