package io.unionfs.cli.command;

import io.unionfs.cli.output.Listing;
import io.unionfs.image.ImageReference;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs images}. */
@Command(name = "images", description = "Lists the images in the store.")
final class ImagesCommand extends Verb {
  private static final Set<String> KEYS =
      new TreeSet<>(Set.of("before", "dangling", "label", "reference", "since"));

  @Parameters(
      arity = "0..1",
      completionCandidates = Names.OfImages.class,
      paramLabel = "REPOSITORY[:TAG]",
      description = "Only images of that name; * and ? stand for other characters.")
  private String pattern;

  @Option(
      names = {"-a", "--all"},
      description = "All images, which is what is shown anyway: no image is intermediate here.")
  private boolean all;

  @Option(names = "--digests", description = "Show the digests of the manifests.")
  private boolean digests;

  @Option(
      names = {"-f", "--filter"},
      paramLabel = "KEY=VALUE",
      description =
          "Only some: dangling=true|false, label=KEY[=VALUE], reference=PATTERN, before=IMAGE,"
              + " since=IMAGE.")
  private List<String> filters = List.of();

  @Mixin private ListOptions options;

  ImagesCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    Filters wanted = Filters.of(filters, KEYS);
    Listing list =
        digests
            ? ImageRows.listing("Repository", "Tag", "Digest", "ID", "CreatedSince", "Size")
            : ImageRows.listing("Repository", "Tag", "ID", "CreatedSince", "Size");
    for (StoredImage image : images().list()) {
      if (wanted.allowFlag("dangling", image.names().isEmpty())
          && wanted.allowLabels(image.config().labels())
          && wanted.allow("before", image, (one, other) -> created(one).isBefore(created(other)))
          && wanted.allow("since", image, (one, other) -> created(one).isAfter(created(other)))) {
        add(list, image, wanted);
      }
    }
    options.print(list, "ID", out());
  }

  private void add(Listing list, StoredImage image, Filters wanted) {
    boolean named = pattern != null || !wanted.allow("reference", "", (name, value) -> false);
    if (image.names().isEmpty() && !named) {
      list.add(ImageRows.row(image, Optional.empty(), options.width(), now()));
    }
    for (ImageReference name : image.names()) {
      if ((pattern == null || matches(name, pattern))
          && wanted.allow("reference", name, ImagesCommand::matches)) {
        list.add(ImageRows.row(image, Optional.of(name), options.width(), now()));
      }
    }
  }

  private static boolean matches(ImageReference name, String pattern) {
    boolean tagged = pattern.lastIndexOf(':') > pattern.lastIndexOf('/');
    String text = tagged ? name.repository() + ":" + name.tag() : name.repository();
    return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(text));
  }

  private static Instant created(StoredImage image) {
    return image.config().created().orElse(Instant.EPOCH);
  }

  private Instant created(String image) {
    try {
      return created(images().get(image));
    } catch (IOException e) {
      throw new IllegalArgumentException("--filter: " + e.getMessage(), e);
    }
  }
}
