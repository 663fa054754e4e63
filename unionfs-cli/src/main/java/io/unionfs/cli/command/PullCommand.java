package io.unionfs.cli.command;

import io.unionfs.hub.ImageCheck;
import io.unionfs.hub.PullOptions;
import io.unionfs.hub.PullReport;
import io.unionfs.image.ImageReference;
import io.unionfs.registry.RegistryClient;
import io.unionfs.registry.Repository;
import io.unionfs.trust.KeyFiles;
import io.unionfs.trust.SignatureCheck;
import io.unionfs.trust.SignatureCheck.SignedName;
import io.unionfs.trust.Signatures;
import io.unionfs.trust.SignedPull;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
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
  /** Tags of signatures and referrers, which are no images. */
  private static final Pattern BESIDE = Pattern.compile("sha256-[0-9a-f]{64}(\\..*)?");

  @Parameters(
      paramLabel = "NAME[:TAG|@DIGEST]",
      completionCandidates = Names.OfImages.class,
      description = "The image; by digest, changed content is refused.")
  private String name;

  @Option(
      names = {"-a", "--all-tags"},
      description = "All tags of the repository, but those of signatures.")
  private boolean all;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "Which platform, where there are several; the host's by default.")
  private String platform;

  @Option(
      names = "--repair",
      description = "Hash what the store has of the image, and fetch anew what is damaged.")
  private boolean repair;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "Pull only what is signed with this public key, and under this name; looked at before any"
              + " layer is fetched.")
  private Path key;

  @Option(
      names = "--any-name",
      description = "With --key: whatever name it was signed under, as of a mirror.")
  private boolean anyName;

  PullCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    ImageReference.Pinned pinned = ImageReference.parsePinned(name);
    if (!all) {
      pull(pinned);
      return;
    }
    requireNoTag(pinned);
    List<String> tags = talk(pinned.name(), Repository::tags);
    for (String tag : tags) {
      if (!BESIDE.matcher(tag).matches()) {
        pull(ImageReference.parsePinned(pinned.name().repository() + ":" + tag));
      }
    }
  }

  private void pull(ImageReference.Pinned pinned) throws IOException {
    ImageReference image = pinned.name();
    SignedPull signed = signedPull(pinned);
    PullOptions options =
        PullOptions.defaults()
            .withCheck(signed == null ? ImageCheck.NONE : signed)
            .withPlatform(platform(platform))
            .withKnown(repair ? PullOptions.Known.REPAIRED : PullOptions.Known.TRUSTED);
    sayTag(pinned);
    PullReport report;
    try (RegistryClient client = client(image)) {
      report =
          new ImagePull(output(), pinned, options)
              .run(client, arrived -> keepSignatures(signed, arrived));
    }
    out()
        .println(pinned.digest().isPresent() ? ImagePull.pinned(pinned, report) : image.toString());
  }

  private void keepSignatures(SignedPull signed, PullReport report) throws IOException {
    if (signed != null) {
      if (!signed.accepted().isEmpty()) {
        Signatures.of(store()).add(report.image().manifest().digest(), signed.accepted());
      }
      say("Signature: " + signed.report().line());
    }
  }

  private SignedPull signedPull(ImageReference.Pinned pinned) throws IOException {
    if (key == null) {
      if (anyName) {
        throw usage("--any-name goes with --key");
      }
      return null;
    }
    SignedName expected =
        anyName
            ? new SignedName.Any()
            : pinned.digest().isPresent()
                ? new SignedName.InRepository(pinned.name())
                : SignedName.oneOf(List.of(pinned.name()));
    return new SignedPull(new SignatureCheck(KeyFiles.readVerifying(key), expected), pinned);
  }
}
