package io.unionfs.cli.command;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Tells an image's path from the name of an image in the store. */
final class ImageArgument {
  private static final List<String> MARKS = List.of("oci-layout", "index.json", "manifest.json");

  private ImageArgument() {}

  /**
   * Whether {@code text} means a file: one that is there, a directory that holds an image, or what
   * can only be a path, for a name neither begins with a dot or slash nor ends as an archive does.
   */
  static boolean isFile(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      return false;
    }
    if (Files.isDirectory(path)) {
      return text.contains("/")
          || MARKS.stream().anyMatch(mark -> Files.exists(path.resolve(mark)));
    }
    return Files.exists(path)
        || text.startsWith("/")
        || text.startsWith(".")
        || text.matches("(docker-archive|oci|oci-archive|dir):.+")
        || text.matches(".+\\.(tar|tar\\.gz|tgz|tar\\.zst)");
  }
}
