package io.unionfs.cli.command;

import io.unionfs.hub.PullOptions;
import io.unionfs.hub.PullReport;
import io.unionfs.hub.Transfer;
import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.registry.RegistryClient;
import java.io.IOException;
import java.util.List;

/**
 * A pull with what is printed of it.
 *
 * @param output where its lines go
 */
record ImagePull(Transferring output, ImageReference.Pinned image, PullOptions options) {
  /** What is to be done with an image that came, before more is said. */
  interface Arrival {
    void of(PullReport report) throws IOException;
  }

  PullReport run(RegistryClient client, Arrival arrival) throws IOException {
    ImageReference name = image.name();
    output.say(
        image.digest().map(digest -> name.repository() + "@" + digest).orElse(name.tag())
            + ": Pulling from "
            + name.path());
    PullReport report =
        output.run(
            client,
            "Downloading",
            ImagePull::word,
            (hub, listener) -> hub.pull(image, options, listener));
    arrival.of(report);
    output.saySum(report.layers(), "received", report.received(), report.saved());
    output.say("Digest: " + report.digest());
    output.say("Status: " + report.statusText());
    return report;
  }

  /**
   * By what the store has an image that was pulled by digest. The one that was asked for may be
   * that of an index, which it does not keep; and an image that it had under the names of other
   * repositories is not found by this one's.
   */
  static String pinned(ImageReference.Pinned image, PullReport report) {
    ImageReference asked = image.name();
    Digest manifest = report.image().manifest().digest();
    List<ImageReference> names = report.image().names();
    boolean isFound =
        names.isEmpty()
            || names.stream()
                .anyMatch(
                    name ->
                        name.domain().equals(asked.domain()) && name.path().equals(asked.path()));
    return isFound ? asked.domain() + "/" + asked.path() + "@" + manifest : manifest.toString();
  }

  private static String word(Transfer.Way way) {
    return switch (way) {
      case EXISTED -> "Already exists";
      case RESUMED -> "Download complete (resumed)";
      default -> "Download complete";
    };
  }
}
