package io.unionfs.testing.assertions;

import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** {@link Demo}, mounted anew for each test. */
abstract class MountedDemo {
  UnionFileSystem fs;

  @BeforeEach
  void mount() throws IOException {
    fs = Demo.mount();
  }

  @AfterEach
  void close() throws IOException {
    fs.close();
  }

  Path path(String path) {
    return fs.getPath(path);
  }
}
