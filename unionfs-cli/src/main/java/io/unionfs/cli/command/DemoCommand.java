package io.unionfs.cli.command;

import io.unionfs.cli.demo.DemoImage;
import io.unionfs.cli.demo.Story;
import io.unionfs.cli.output.Streams;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code unionfs demo}: what a container's filesystem does, shown. */
@Command(
    name = "demo",
    description =
        "Shows two containers on one image: a lookup through the layers, a copy-up, a whiteout, an"
            + " opaque directory, and what each container costs.",
    exitCodeList = {"0:done", "1:the image is bad", "2:the command line is wrong"})
final class DemoCommand extends Verb {
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

  private Colour colour = Colour.AUTO;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "auto, always or never; auto is on a terminal, unless NO_COLOR is set.")
  private void setColor(String when) {
    colour = colour("--color", when);
  }

  @Option(names = "--colour", paramLabel = "WHEN", hidden = true)
  private void setColour(String when) {
    colour = colour("--colour", when);
  }

  private Colour colour(String option, String when) {
    for (Colour known : Colour.values()) {
      if (known.name().equalsIgnoreCase(when)) {
        return known;
      }
    }
    throw new ParameterException(
        spec.commandLine(), option + ": '" + when + "' is none of auto, always and never");
  }

  DemoCommand(Context context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    boolean colours =
        switch (colour) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO ->
              context.streams().terminals().contains(Streams.End.OUTPUT)
                  && context.environment("NO_COLOR") == null;
        };
    try (DemoImage layers = image == null ? DemoImage.made() : DemoImage.open(image)) {
      new Story(layers, out(), colours ? Story.Ink.COLOUR : Story.Ink.PLAIN).tell();
    }
    return 0;
  }
}
