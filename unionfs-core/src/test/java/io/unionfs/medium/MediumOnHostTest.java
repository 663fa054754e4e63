package io.unionfs.medium;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** On the host's disk. */
final class MediumOnHostTest extends StoredMediumContract {
  @TempDir Path directory;

  @Override
  Place place() throws IOException {
    return Place.onHost(directory);
  }
}
