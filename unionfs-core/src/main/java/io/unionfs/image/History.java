package io.unionfs.image;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One step of how an image was made (OCI image spec, config.md, "history").
 *
 * @param created when, if told
 * @param createdBy the command, empty if not told
 * @param author who, empty if not told
 * @param comment a remark, empty if not told
 * @param layer the number of the layer the step made, from the bottom; empty if it made none
 */
public record History(
    Optional<Instant> created,
    String createdBy,
    String author,
    String comment,
    OptionalInt layer) {}
