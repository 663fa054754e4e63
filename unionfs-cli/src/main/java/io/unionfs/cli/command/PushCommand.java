package io.unionfs.cli.command;

import io.unionfs.hub.PushOptions;
import io.unionfs.hub.PushReport;
import io.unionfs.hub.Transfer;
import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Names;
import io.unionfs.registry.RegistryClient;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import io.unionfs.trust.Signatures;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs push}. */
@Command(
    name = "push",
    description = {
      "Sends an image to the registry that its name says; only what is not there is sent.",
      "'unionfs tag' gives it such a name: registry.example.com:5000/app:1."
    })
final class PushCommand extends TransferVerb {
  @Parameters(
      paramLabel = "NAME[:TAG]",
      completionCandidates = io.unionfs.cli.command.Names.OfImages.class,
      description = "The image.")
  private String name;

  @Option(
      names = {"-a", "--all-tags"},
      description = "All images that the store has under this name, whatever their tags.")
  private boolean all;

  @Option(
      names = "--compress",
      description =
          "Compress layers that are not, as those of a commit; the image's digest then is another"
              + " there than here.")
  private boolean compress;

  PushCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    ImageReference.Pinned pinned = ImageReference.parsePinned(name);
    if (all) {
      requireNoTag(pinned);
      pushAll(pinned.name().repository());
      return;
    }
    ImageReference reference = ImageReference.parse(name);
    StoredImage image = images().get(name);
    if (!image.names().contains(reference)) { // an id that looks like the name
      throw new StoreException("no such image: " + Names.display(name));
    }
    sayTag(pinned);
    sayWhere(reference);
    push(image, reference);
  }

  private void pushAll(String repository) throws IOException {
    Map<ImageReference, StoredImage> tagged = new TreeMap<>();
    for (StoredImage image : images().list()) {
      for (ImageReference each : image.names()) {
        if (each.repository().equals(repository)) {
          tagged.put(each, image);
        }
      }
    }
    if (tagged.isEmpty()) {
      throw new StoreException(
          "no image is called " + Names.display(repository) + "; 'unionfs images' lists them");
    }
    sayWhere(tagged.keySet().iterator().next());
    for (Map.Entry<ImageReference, StoredImage> each : tagged.entrySet()) {
      push(each.getValue(), each.getKey());
    }
  }

  private void sayWhere(ImageReference reference) {
    say("The push refers to repository [" + reference.domain() + "/" + reference.path() + "]");
  }

  private void push(StoredImage image, ImageReference reference) throws IOException {
    PushOptions options =
        PushOptions.defaults()
            .withPlainLayers(
                compress ? PushOptions.PlainLayers.COMPRESSED : PushOptions.PlainLayers.SENT);
    PushReport report;
    try (RegistryClient client = client(reference)) {
      report =
          output()
              .run(
                  client,
                  "Pushing",
                  PushCommand::word,
                  (hub, listener) -> hub.push(image, reference, options, listener));
    }
    output().saySum(report.layers(), "sent", report.sent(), report.saved());
    say(
        reference.tag()
            + ": digest: "
            + report.manifest().digest()
            + " size: "
            + report.manifest().bytes().length);
    Digest sent = report.manifest().digest();
    if (!sent.equals(image.manifest().digest())
        && !Signatures.of(store()).list(image.manifest().digest()).isEmpty()) {
      context
          .streams()
          .err()
          .println(
              "WARNING! The signatures stay here: they are of "
                  + image.manifest().digest()
                  + ", and what was pushed is compressed. Push without --compress, or pull it and"
                  + " sign that.");
    }
    pushSignatures(reference, sent);
    if (isQuiet()) {
      out().println(reference);
    }
  }

  /** Signatures follow the image that they are of; they do not fit one that was compressed. */
  private void pushSignatures(ImageReference reference, Digest manifest) throws IOException {
    Signatures signatures = Signatures.of(store());
    if (!signatures.list(manifest).isEmpty()) {
      Signatures.Pushed pushed =
          talk(reference, repository -> signatures.push(repository, manifest));
      say("Signatures: " + pushed.pushed() + " sent, " + pushed.total() + " at " + pushed.tag());
    }
  }

  /** What became of a layer, as Docker says it. */
  private static String word(Transfer.Way way) {
    return switch (way) {
      case EXISTED -> "Layer already exists";
      case MOUNTED -> "Mounted from another repository";
      case LEFT_OUT -> "Skipped foreign layer";
      default -> "Pushed";
    };
  }
}
