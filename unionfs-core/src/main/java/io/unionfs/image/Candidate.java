package io.unionfs.image;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One of the images that a file holds. Read, with all its checks, when it is asked for. */
final class Candidate {
  /** Reads an image's documents. */
  interface Loader {
    ImageParts load() throws IOException;
  }

  private final String id;
  private final Optional<Platform> declared;
  private final boolean present;
  private final Loader loader;
  private final Set<String> names = new LinkedHashSet<>();
  private ImageParts loaded;

  /**
   * An image not yet read.
   *
   * @param id the digest or path of the document that describes it
   * @param declared its platform, where an index tells it
   * @param present whether that document is there at all
   */
  Candidate(String id, Optional<Platform> declared, boolean present, Loader loader) {
    this.id = id;
    this.declared = declared;
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

  /** The platform an index gives, else the config's. */
  Platform platform() throws IOException {
    return declared.isPresent() ? declared.get() : load().config().platform();
  }

  ImageParts load() throws IOException {
    if (loaded == null) {
      loaded = loader.load();
    }
    return loaded;
  }

  /** The image in a list of several. */
  String label() {
    return names.isEmpty() ? id : String.join(" = ", names);
  }
}
