package io.unionfs.cli.command;

import io.unionfs.image.ImageReference;
import io.unionfs.store.StoredImage;
import java.util.List;

/** Which of an image's names somebody meant. */
final class ImageNames {
  private ImageNames() {}

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
