package io.unionfs.surgery;

import io.unionfs.image.ImageReference;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What an image that is made is called, and what is said of its making.
 *
 * @param name its name, which another image loses if it had it; empty for none
 * @param created when it is made: the same image, operation and time give the same digest
 * @param author who makes it, empty if not told
 * @param comment a remark for the history; empty for what is to be said of the operation itself
 */
public record NewImage(
    Optional<ImageReference> name, Instant created, String author, String comment) {
  public NewImage {
    Objects.requireNonNull(name);
    Objects.requireNonNull(created);
    Objects.requireNonNull(author);
    Objects.requireNonNull(comment);
  }

  /** With a name and a time, and no more told. */
  public static NewImage called(ImageReference name, Instant created) {
    return new NewImage(Optional.of(name), created, "", "");
  }

  /** The same with a remark for the history. */
  public NewImage withComment(String text) {
    return new NewImage(name, created, author, text);
  }

  /** The same with who makes it. */
  public NewImage withAuthor(String text) {
    return new NewImage(name, created, text, comment);
  }
}
