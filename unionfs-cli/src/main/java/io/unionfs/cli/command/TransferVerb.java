package io.unionfs.cli.command;

import io.unionfs.image.ImageReference;
import io.unionfs.registry.RegistryClient;
import io.unionfs.registry.Repository;
import java.io.IOException;
import picocli.CommandLine.Option;

/** What {@code pull} and {@code push} have in common. */
abstract class TransferVerb extends Verb {
  @Option(
      names = {"-q", "--quiet"},
      description = "Print the name only.")
  private boolean quiet;

  @Option(
      names = "--plain-http",
      description = "Do without TLS; with registries on this host it is done anyway.")
  private boolean plainHttp;

  TransferVerb(Context context) {
    super(context);
  }

  /** What is printed of a transfer. */
  final Transferring output() {
    return new Transferring(context, quiet ? null : out());
  }

  /** A client for the registry of {@code name}. */
  final RegistryClient client(ImageReference name) throws IOException {
    return Registries.client(context, name.domain(), Registries.plain(plainHttp));
  }

  /** Asks a repository for what is no layer, or sends it such. */
  interface Talk<T> {
    T with(Repository repository) throws IOException;
  }

  /** Speaks with the repository of {@code name} beside the transfer of the image. */
  final <T> T talk(ImageReference name, Talk<T> talk) throws IOException {
    try (RegistryClient client = client(name)) {
      return talk.with(client.repository(name));
    }
  }

  final boolean isQuiet() {
    return quiet;
  }

  /** Prints {@code line}, unless it is to be quiet. */
  final void say(String line) {
    output().say(line);
  }

  /** Refuses {@code name} if it has a tag or digest, where all tags are meant. */
  final void requireNoTag(ImageReference.Pinned name) {
    if (name.tag().isPresent() || name.digest().isPresent()) {
      throw usage("--all-tags goes with a name without a tag");
    }
  }

  /** Says which tag is meant where none is named. */
  final void sayTag(ImageReference.Pinned name) {
    if (name.tag().isEmpty() && name.digest().isEmpty()) {
      say("Using default tag: " + name.name().tag());
    }
  }
}
