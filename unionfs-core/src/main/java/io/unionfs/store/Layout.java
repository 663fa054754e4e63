package io.unionfs.store;

import io.unionfs.layer.Digest;
import java.nio.file.Path;
import java.util.Set;

/** Where things are in a store. */
record Layout(Path directory) {
  /** What a store's directory may hold. */
  static final Set<String> NAMES =
      Set.of(
          "store.json",
          "images.json",
          "locks",
          "tmp",
          "blobs",
          "layers",
          "holds",
          "signatures",
          "downloads",
          "hub.json",
          "containers",
          "volumes");

  static final String LAYER_TAR = "layer.tar";
  static final String LAYER_RECORD = "layer.json";

  private static final String SIGNATURES = ".json";

  /** Says that the directory is a store, and of which version. */
  Path marker() {
    return directory.resolve("store.json");
  }

  /** The images and their names. */
  Path images() {
    return directory.resolve("images.json");
  }

  /** The file that carries all locks. */
  Path lock() {
    return directory.resolve("locks").resolve("lock");
  }

  Path temporary() {
    return directory.resolve("tmp");
  }

  Path blobs() {
    return directory.resolve("blobs");
  }

  Path blob(Digest digest) {
    return blobs().resolve(digest.algorithm()).resolve(digest.hex());
  }

  Path layers() {
    return directory.resolve("layers");
  }

  Path layer(Digest diffId) {
    return layers().resolve(diffId.hex());
  }

  /** Blobs that are not whole yet. */
  Path downloads() {
    return directory.resolve("downloads");
  }

  Path holds() {
    return directory.resolve("holds");
  }

  /** What was signed: a file for each manifest, which who reads signatures understands. */
  Path signatures() {
    return directory.resolve("signatures");
  }

  /** The manifest whose signatures {@code file} holds, or null if it is called otherwise. */
  static Digest signed(Path file) {
    String name = file.getFileName().toString();
    int dash = name.indexOf('-');
    if (dash < 0 || !name.endsWith(SIGNATURES)) {
      return null;
    }
    try {
      String hex = name.substring(dash + 1, name.length() - SIGNATURES.length());
      return new Digest(name.substring(0, dash), hex);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
