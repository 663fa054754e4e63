package io.unionfs.driver;

import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.util.List;

/** What is done in each container of a comparison, on every driver the same. */
public interface Scenario {
  /** Does it in {@code container}. */
  void run(UnionFileSystem container) throws IOException;

  /** What it does, a step a line, for people. */
  List<String> steps();

  /**
   * The usual one for {@code image}: reads up to 20 files that lie all over it, appends a byte to
   * the largest, changes the permissions of the second largest, and removes a directory. Files with
   * several names are left alone: there the drivers differ ({@link StorageDriver}).
   *
   * @throws IOException if the image cannot be read
   */
  static Scenario standard(UnionFileSystem image) throws IOException {
    return StandardScenario.of(image);
  }
}
