package io.unionfs.cli.command;

import io.unionfs.image.ImageReference;
import io.unionfs.image.Platform;
import io.unionfs.store.Images;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The small verbs on images, and those that turn a container into a tar and back. */
final class ImageVerbs {
  private ImageVerbs() {}

  /** {@code unionfs tag}. */
  @Command(name = "tag", description = "Gives an image a further name.")
  static final class Tag extends Verb {
    @Parameters(
        index = "0",
        completionCandidates = Names.OfImages.class,
        paramLabel = "IMAGE",
        description = "The image.")
    private String image;

    @Parameters(index = "1", paramLabel = "REPOSITORY[:TAG]", description = "The name.")
    private String name;

    Tag(Context context) {
      super(context);
    }

    @Override
    void run() throws IOException {
      ImageReference reference = ImageReference.parse(name);
      images().tag(images().get(image), reference);
    }
  }

  /** {@code unionfs rmi}. */
  @Command(name = "rmi", description = "Takes names from images, and removes images without one.")
  static final class Remove extends Verb {
    @Parameters(
        arity = "1..*",
        completionCandidates = Names.OfImages.class,
        paramLabel = "IMAGE",
        description = "Names, digests or ids.")
    private List<String> images;

    @Option(
        names = {"-f", "--force"},
        description = "Also with several names, or where a container that is stopped uses it.")
    private boolean force;

    Remove(Context context) {
      super(context);
    }

    @Override
    public Integer call() throws IOException {
      Images.Removal removal = force ? Images.Removal.FORCED : Images.Removal.IF_UNUSED;
      engine();
      return each(
          images,
          image -> {
            Images.Removed removed = images().remove(image, removal);
            removed.untagged().forEach(name -> out().println("Untagged: " + name.familiar()));
            removed.deleted().forEach(id -> out().println("Deleted: " + id));
          });
    }
  }

  /** {@code unionfs import}. */
  @Command(
      name = "import",
      description = "Makes an image of one layer from a tar of a whole tree; prints its id.")
  static final class Import extends Verb {
    @Parameters(
        index = "0",
        paramLabel = "FILE|-",
        description = "The tar, plain or compressed; - is standard input.")
    private String file;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "REPOSITORY[:TAG]",
        description = "The image's name.")
    private String name;

    @Option(
        names = {"-c", "--change"},
        paramLabel = "INSTRUCTION",
        description = "A change to the configuration, as in a Dockerfile: 'CMD [\"app\"]'.")
    private List<String> changes = List.of();

    @Option(
        names = {"-m", "--message"},
        paramLabel = "TEXT",
        defaultValue = "",
        description = "A remark for the history.")
    private String message;

    @Option(
        names = "--platform",
        paramLabel = "OS/ARCH",
        description = "What it runs on; this host's by default.")
    private String platform;

    Import(Context context) {
      super(context);
    }

    @Override
    void run() throws IOException {
      if (file.equals("-")) {
        Spool.use(context.streams().in(), tar -> take(tar, "standard input"));
      } else if (Files.exists(Path.of(file))) {
        take(Path.of(file), file);
      } else {
        throw new NoSuchFileException(file);
      }
    }

    private static final String LAYER = "layer sha256:";

    private StoredImage take(Path tar, String shown) throws IOException {
      ImageReference reference = name == null ? null : ImageReference.parse(name);
      Platform wanted = platform == null ? Platform.host() : platform(platform);
      StoredImage image;
      try {
        image =
            withProgress(
                "Importing",
                progress -> engine().importTar(tar, reference, wanted, changes, message, progress));
      } catch (IOException e) {
        String why = Messages.line(e);
        // The layer is the file, whose digest says nothing to anybody.
        throw why.startsWith(LAYER)
            ? new IOException(why.replaceFirst(LAYER + "\\w+", Matcher.quoteReplacement(shown)), e)
            : e;
      }
      out().println(image.id());
      return image;
    }
  }

  /** {@code unionfs export}. */
  @Command(
      name = "export",
      description = "Writes what a container shows as a tar, without its volumes.")
  static final class Export extends Verb {
    @Parameters(
        completionCandidates = Names.Containers.class,
        paramLabel = "CONTAINER",
        description = "Its name or id.")
    private String container;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FILE",
        description = "The tar; standard output by default.")
    private Path output;

    Export(Context context) {
      super(context);
    }

    @Override
    void run() throws IOException {
      if (output == null) {
        refuseTerminal("tar");
        export(out());
        context.streams().requireWritten();
      } else {
        engine().get(container);
        Output.write(output, this::export);
      }
    }

    private void export(OutputStream out) throws IOException {
      withProgress(
          "Exporting",
          progress -> {
            engine().get(container).exportTo(out, progress);
            return null;
          });
    }
  }
}
