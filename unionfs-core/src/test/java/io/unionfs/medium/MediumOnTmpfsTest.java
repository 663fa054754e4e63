package io.unionfs.medium;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** On a tmpfs, which differs from a disk in its xattrs and directory links. */
@EnabledIf(value = "hasTmpfs", disabledReason = "there is no /dev/shm to write to")
final class MediumOnTmpfsTest extends StoredMediumContract {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  @TempDir(factory = InSharedMemory.class)
  Path directory;

  static boolean hasTmpfs() {
    return Files.isWritable(SHARED_MEMORY);
  }

  @Override
  Place place() throws IOException {
    return Place.onHost(directory);
  }

  static final class InSharedMemory implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
        throws IOException {
      return Files.createTempDirectory(SHARED_MEMORY, "unionfs");
    }
  }
}
