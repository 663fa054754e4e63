package io.unionfs.cli.command;

import io.unionfs.image.ImageReference;
import io.unionfs.surgery.NewImage;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What an image that is made of another is called, and when it is made. */
final class MadeImageOptions {
  @Option(
      names = {"-t", "--tag"},
      paramLabel = "REPOSITORY[:TAG]",
      description = "The new image's name.")
  private String name;

  @Option(
      names = "--created",
      paramLabel = "TIME",
      description = {
        "When it is made, as 2026-01-31T12:00:00Z or in seconds since 1970; now by default. The"
            + " same image, options and time give the same digest."
      })
  private String created;

  /** Says so; the time is read first. */
  NewImage of(Verb verb) {
    Optional<ImageReference> reference = Optional.ofNullable(name).map(ImageReference::parse);
    return new NewImage(reference, created == null ? verb.now() : time(verb), "", "");
  }

  private Instant time(Verb verb) {
    try {
      return created.matches("[0-9]{1,11}")
          ? Instant.ofEpochSecond(Long.parseLong(created))
          : OffsetDateTime.parse(created).toInstant();
    } catch (DateTimeException e) {
      throw verb.usage(
          "--created: '"
              + created
              + "' is no time; write 2026-01-31T12:00:00Z, or seconds since 1970");
    }
  }
}
