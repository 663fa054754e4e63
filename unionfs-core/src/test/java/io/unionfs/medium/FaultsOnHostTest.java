package io.unionfs.medium;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Failures of the host's disk. */
final class FaultsOnHostTest extends FaultContract {
  @TempDir Path directory;

  @Override
  Place place() throws IOException {
    return Place.onHost(Files.createTempDirectory(directory, "fault"));
  }
}
