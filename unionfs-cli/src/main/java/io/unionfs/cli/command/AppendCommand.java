package io.unionfs.cli.command;

import io.unionfs.cli.output.Streams;
import io.unionfs.store.StoredImage;
import io.unionfs.surgery.NewImage;
import io.unionfs.surgery.Surgery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs append}. */
@Command(
    name = "append",
    description = "Makes an image of one with a further layer; prints its id.")
final class AppendCommand extends Verb {
  @Parameters(
      index = "0",
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "The image; it stays as it is.")
  private String image;

  @Parameters(
      index = "1",
      paramLabel = "FILE|DIR|-",
      description =
          "A layer's tar, plain or compressed, or a directory, of which all that is in it becomes"
              + " the layer; - is a tar on standard input.")
  private String source;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      defaultValue = "",
      description = "A remark for the history.")
  private String message;

  @Mixin private MadeImageOptions options;

  AppendCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    NewImage made = options.of(this).withComment(message);
    if (!source.equals("-")) {
      if (!Files.exists(Path.of(source))) {
        throw new NoSuchFileException(source);
      }
      append(Path.of(source), made);
    } else if (context.streams().terminals().contains(Streams.End.INPUT)) {
      throw usage("no layer: redirect the input");
    } else {
      images().get(image);
      Spool.use(context.streams().in(), file -> append(file, made));
    }
  }

  private StoredImage append(Path file, NewImage made) throws IOException {
    StoredImage stored = images().get(image);
    StoredImage result =
        withProgress("Appending", p -> new Surgery(store()).append(stored, file, made, p));
    out().println(result.id());
    return result;
  }
}
