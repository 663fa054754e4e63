package io.unionfs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs demo}: what a container's filesystem does, shown. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Shows two containers on one image: a lookup through the layers, a copy-up, a whiteout, an"
            + " opaque directory, and what each container costs.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:the image is bad", "2:the command line is wrong"})
final class DemoCommand implements Callable<Integer> {
  /** When to use colours. */
  enum Colour {
    AUTO,
    ALWAYS,
    NEVER
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "IMAGE",
      description = "The image; by default one of three layers that is made in memory.")
  private Path image;

  @Option(
      names = {"--color", "--colour"},
      paramLabel = "WHEN",
      description = "auto, always or never; auto is on a terminal, unless NO_COLOR is set.")
  private Colour colour = Colour.AUTO;

  private final Streams streams;

  DemoCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    boolean colours =
        switch (colour) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO ->
              streams.mode() == Streams.Mode.INTERACTIVE && System.getenv("NO_COLOR") == null;
        };
    try (DemoImage layers = image == null ? DemoImage.made() : DemoImage.open(image)) {
      new Story(layers, streams.out(), colours ? Story.Ink.COLOUR : Story.Ink.PLAIN).tell();
    }
    return 0;
  }
}
