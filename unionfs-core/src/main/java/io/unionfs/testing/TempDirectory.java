package io.unionfs.testing;

import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Makes a temporary directory, as mkdtemp(3) does in a container of the image. */
final class TempDirectory {
  private static final FileAttribute<Set<PosixFilePermission>> OWN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final int STICKY_FOR_ALL = 01777;
  private static final String NAME = "junit";

  private TempDirectory() {}

  /** A new directory in {@code /tmp}, which is made if it is missing, of {@code user}. */
  static Path make(UnionFileSystem files, Optional<String> user) throws IOException {
    Path tmp = files.getPath("/tmp");
    if (!Files.isDirectory(tmp)) {
      Files.createDirectory(tmp);
      Files.setAttribute(tmp, "unix:mode", STICKY_FOR_ALL);
    }
    UnionFileSystem view = user.isPresent() ? files.as(user.get()) : files;
    Path parent = view.getPath("/tmp");
    try {
      return Files.createDirectory(parent.resolve(NAME), OWN);
    } catch (FileAlreadyExistsException e) {
      return Files.createTempDirectory(parent, NAME + "-"); // the image has one
    }
  }
}
