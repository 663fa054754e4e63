package io.unionfs.cli.command;

import io.unionfs.hub.PullOptions;
import io.unionfs.hub.PullReport;
import io.unionfs.hub.Transfer;
import io.unionfs.image.ImageReference;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs pull}. */
@Command(
    name = "pull",
    description = {
      "Brings an image from a registry into the store; only what the store lacks is fetched.",
      "What was cut off goes on where it ended."
    })
final class PullCommand extends TransferVerb {
  @Parameters(
      paramLabel = "NAME[:TAG|@DIGEST]",
      completionCandidates = Names.OfImages.class,
      description = "The image; by digest, changed content is refused.")
  private String name;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "Which platform, where there are several; the host's by default.")
  private String platform;

  @Option(
      names = "--repair",
      description = "Hash what the store has of the image, and fetch anew what is damaged.")
  private boolean repair;

  PullCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    ImageReference.Pinned pinned = ImageReference.parsePinned(name);
    ImageReference image = pinned.name();
    PullOptions options =
        PullOptions.defaults()
            .withPlatform(platform(platform))
            .withKnown(repair ? PullOptions.Known.REPAIRED : PullOptions.Known.TRUSTED);
    sayTag(pinned);
    say(
        pinned.digest().map(digest -> image.repository() + "@" + digest).orElse(image.tag())
            + ": Pulling from "
            + image.path());
    PullReport report =
        transfer("Downloading", (hub, listener) -> hub.pull(pinned, options, listener));
    saySum(report.layers(), "received", report.received(), report.saved());
    say("Digest: " + report.digest());
    say("Status: " + report.statusText());
    String repository = image.domain() + "/" + image.path();
    // Of several platforms' images, the store knows one, by a digest of its own.
    out()
        .println(
            pinned.digest().isPresent()
                ? repository + "@" + report.image().manifest().digest()
                : image.toString());
  }

  @Override
  String word(Transfer.Way way) {
    return switch (way) {
      case EXISTED -> "Already exists";
      case RESUMED -> "Download complete (resumed)";
      default -> "Download complete";
    };
  }
}
