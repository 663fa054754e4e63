package io.unionfs.cli.command;

import io.unionfs.image.ImageReference;
import io.unionfs.store.StoredImage;
import java.util.List;
import java.util.Optional;

/** Which of an image's names somebody meant. */
final class ImageNames {
  private ImageNames() {}

  /** The repository in {@code text}, if it is a name with a digest. */
  static Optional<ImageReference> byDigest(String text) {
    try {
      ImageReference.Pinned typed = ImageReference.parsePinned(text);
      return typed.digest().map(digest -> typed.name());
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // it is an id
    }
  }

  /** The name that {@code text} is; those of its repository, with a digest; or else all. */
  static List<ImageReference> meant(StoredImage image, String text) {
    try {
      ImageReference.Pinned typed = ImageReference.parsePinned(text);
      List<ImageReference> meant =
          image.names().stream()
              .filter(
                  name ->
                      typed.digest().isPresent()
                          ? name.repository().equals(typed.name().repository())
                          : name.equals(typed.name()))
              .toList();
      return meant.isEmpty() ? image.names() : meant;
    } catch (IllegalArgumentException e) {
      return image.names(); // it is an id
    }
  }
}
