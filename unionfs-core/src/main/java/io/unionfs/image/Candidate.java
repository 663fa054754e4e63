package io.unionfs.image;

import io.unionfs.layer.Digest;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One of the images that a file holds. It is read, with all its checks, when it is asked for, and
 * not kept: a file may hold many.
 */
final class Candidate {
  /** Reads an image's documents. */
  interface Loader {
    ImageParts load() throws IOException;
  }

  private final String id;
  private final boolean present;
  private final Loader loader;
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> groups = new LinkedHashSet<>();
  private Platform platform;
  private Digest imageId;

  /**
   * An image not yet read.
   *
   * @param id the digest or path of the document that describes it
   * @param declared its platform, where an index tells it
   * @param present whether that document is there at all
   */
  Candidate(String id, Optional<Platform> declared, boolean present, Loader loader) {
    this.id = id;
    this.platform = declared.orElse(null);
    this.present = present;
    this.loader = loader;
  }

  String id() {
    return id;
  }

  boolean isPresent() {
    return present;
  }

  /** What the image is called, in the order the names were found. */
  List<String> names() {
    return List.copyOf(names);
  }

  void addNames(List<String> more) {
    names.addAll(more);
  }

  /** The images that are this one on several platforms have a group in common. */
  Set<String> groups() {
    return groups.isEmpty() ? Set.of(id) : groups;
  }

  void addGroup(String group) {
    groups.add(group);
  }

  /** The platform an index gives, else the config's. */
  Platform platform() throws IOException {
    if (platform == null) {
      load();
    }
    return platform;
  }

  /** The digest of the config. */
  Digest imageId() throws IOException {
    if (imageId == null) {
      load();
    }
    return imageId;
  }

  ImageParts load() throws IOException {
    ImageParts parts = loader.load();
    imageId = parts.imageId();
    if (platform == null) {
      platform = parts.config().platform();
    }
    return parts;
  }

  /** The image in a list of several. */
  String label() {
    return names.isEmpty() ? id : String.join(" = ", names);
  }
}
