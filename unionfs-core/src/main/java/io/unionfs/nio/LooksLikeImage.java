package io.unionfs.nio;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses a container image where a layer is named: it would be mounted as a layer of manifests and
 * blobs. Told by what stands at its root, which no layer of a program has.
 */
final class LooksLikeImage {
  /** A layer in a docker-archive: {@code <hex>.tar}, or earlier {@code <hex>/layer.tar}. */
  private static final Pattern DOCKER_LAYER = Pattern.compile("[0-9a-f]{64}(/layer)?\\.tar");

  private LooksLikeImage() {}

  /** Looks at a directory: an OCI layout. */
  static void refuse(Path directory) throws IOException {
    if (Files.isRegularFile(directory.resolve("oci-layout"))
        && Files.isRegularFile(directory.resolve("index.json"))
        && Files.isDirectory(directory.resolve("blobs"))) {
      throw refused(directory);
    }
  }

  /** Looks at an archive: an OCI layout in a tar, or a docker-archive. */
  static void refuse(Path file, ArchiveLayer archive) throws IOException {
    Set<String> names = new HashSet<>();
    boolean hasBlobs = false;
    boolean hasLayers = false;
    for (ArchiveEntry entry : archive.entries()) {
      if (entry.path().indexOf('/') < 0) {
        names.add(entry.path());
      }
      hasBlobs |= entry.path().startsWith("blobs/");
      hasLayers |= DOCKER_LAYER.matcher(entry.path()).matches();
    }
    boolean isLayout = names.contains("oci-layout") && names.contains("index.json") && hasBlobs;
    if (isLayout || (names.contains("manifest.json") && hasLayers)) {
      throw refused(file);
    }
  }

  private static FileSystemException refused(Path path) {
    return new FileSystemException(
        path.toString(),
        null,
        "is a container image, not a layer: open it with io.unionfs.image.Image, and mount its"
            + " layers()");
  }
}
