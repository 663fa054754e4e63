package io.unionfs.store;

import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What people call an image by: a name, with or without tag or digest; the digest of its manifest;
 * its id, or the id's first digits. Names come first.
 */
final class ImageLookup {
  private static final Pattern DIGITS = Pattern.compile("(?:sha256:)?([0-9a-f]{1,64})");

  private ImageLookup() {}

  /**
   * What was found.
   *
   * @param name the name it was called by; empty if it was called by id or digest
   * @param records one image; or several manifests with one config, the newest first
   */
  record Found(Optional<ImageReference> name, List<ImageRecord> records) {
    ImageRecord first() {
      return records.get(0);
    }
  }

  /**
   * Finds the image that {@code text} names among {@code records}.
   *
   * @throws StoreException if there is none, or several ids begin so
   */
  static Found find(List<ImageRecord> records, String text) throws StoreException {
    Optional<ImageReference.Pinned> pinned = parse(text);
    if (pinned.isPresent()) {
      Optional<Found> named = named(records, pinned.get());
      if (named.isPresent()) {
        return named.get();
      }
    }
    var digits = DIGITS.matcher(text);
    if (digits.matches()) {
      return byId(records, text, digits.group(1));
    }
    if (pinned.isEmpty()) {
      throw new StoreException("\"" + Names.display(text) + "\" is not the name of an image");
    }
    throw none(text);
  }

  private static StoreException none(String text) {
    return new StoreException("no such image: " + Names.display(text));
  }

  private static Optional<ImageReference.Pinned> parse(String text) {
    try {
      return Optional.of(ImageReference.parsePinned(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Found> named(List<ImageRecord> records, ImageReference.Pinned pinned) {
    for (ImageRecord record : records) {
      if (pinned.digest().isPresent()) {
        boolean same = record.manifest().equals(pinned.digest().get());
        // What was pulled by digest has no name.
        if (same
            && (record.names().isEmpty()
                || record.names().stream().anyMatch(name -> sameRepository(name, pinned.name())))) {
          return Optional.of(new Found(Optional.empty(), List.of(record)));
        }
      } else if (record.names().contains(pinned.name())) {
        return Optional.of(new Found(Optional.of(pinned.name()), List.of(record)));
      }
    }
    return Optional.empty();
  }

  private static boolean sameRepository(ImageReference one, ImageReference other) {
    return one.domain().equals(other.domain()) && one.path().equals(other.path());
  }

  private static Found byId(List<ImageRecord> records, String text, String digits)
      throws StoreException {
    Map<Digest, List<ImageRecord>> found = new LinkedHashMap<>();
    for (ImageRecord record : records) {
      if (record.manifest().hex().equals(digits)) {
        return new Found(Optional.empty(), List.of(record));
      }
      if (record.id().hex().startsWith(digits)) {
        found.computeIfAbsent(record.id(), id -> new ArrayList<>()).add(0, record);
      }
    }
    if (found.isEmpty()) {
      throw none(text);
    }
    if (found.size() > 1) {
      throw new StoreException(
          "\""
              + text
              + "\" is the beginning of "
              + found.size()
              + " images' ids: give more digits");
    }
    return new Found(Optional.empty(), found.values().iterator().next());
  }
}
