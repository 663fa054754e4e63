package io.unionfs.cli.command;

import io.unionfs.container.Container;
import io.unionfs.container.ContainerSpec;
import io.unionfs.hub.PullOptions;
import io.unionfs.hub.PullReport;
import io.unionfs.image.ImageReference;
import io.unionfs.layer.Names;
import io.unionfs.registry.RegistryClient;
import io.unionfs.registry.RegistryException;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Makes containers of images that the store may lack, as {@code docker create} does: what is said
 * of a pull goes to standard error, so that standard output has the container's alone.
 *
 * @param output where the lines of a pull go
 */
record ImageSupply(Context context, PullPolicy policy, Transferring output) {
  private static final Pattern ID = Pattern.compile("(?:sha256:)?[0-9a-f]{64}|sha256:[0-9a-f]+");

  /**
   * Makes a container of {@code image}.
   *
   * @param spec what it is told, of the image by a name
   * @throws IOException if there is no such image, here or in its registry
   */
  Container create(String image, Function<String, ContainerSpec> spec) throws IOException {
    ContainerSpec local = spec.apply(image); // before anything is sent
    Optional<ImageReference.Pinned> named = named(image);
    if (policy == PullPolicy.ALWAYS) {
      if (named.isEmpty()) {
        throw new IllegalArgumentException(
            "--pull=always: \""
                + Names.display(image)
                + "\" is no name that says which registry to ask");
      }
      return context.engine().create(spec.apply(pulled(image, named.get())));
    }
    try {
      return context.engine().create(local);
    } catch (StoreException e) {
      if (policy == PullPolicy.NEVER || named.isEmpty() || !Messages.isMissingImage(e)) {
        throw e;
      }
      output.say("Unable to find image '" + familiar(named.get()) + "' locally");
      return context.engine().create(spec.apply(pulled(image, named.get())));
    }
  }

  /** Pulls it; returns by which name the store has it. */
  private String pulled(String text, ImageReference.Pinned image) throws IOException {
    try (RegistryClient client =
        Registries.client(context, image.name().domain(), Registries.plain(false))) {
      PullReport report =
          new ImagePull(output, image, PullOptions.defaults()).run(client, arrived -> {});
      return image.digest().isPresent() ? ImagePull.pinned(image, report) : text;
    } catch (RegistryException e) {
      throw new IOException(Names.display(text) + " could not be pulled: " + Messages.line(e), e);
    }
  }

  /** What a registry may have; not an id, which looks like a name. */
  private static Optional<ImageReference.Pinned> named(String text) {
    try {
      return ID.matcher(text).matches()
          ? Optional.empty()
          : Optional.of(ImageReference.parsePinned(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String familiar(ImageReference.Pinned image) {
    return image
        .digest()
        .map(digest -> image.name().repository() + "@" + digest)
        .orElse(image.name().familiar());
  }
}
