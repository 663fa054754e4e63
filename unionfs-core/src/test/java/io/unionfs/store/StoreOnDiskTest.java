package io.unionfs.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;

/** A store on disk. */
final class StoreOnDiskTest extends StoreDamageContract {
  @TempDir Path directory;

  @Override
  Store open() throws IOException {
    return Store.open(directory.resolve("store"), () -> Instant.EPOCH);
  }
}
