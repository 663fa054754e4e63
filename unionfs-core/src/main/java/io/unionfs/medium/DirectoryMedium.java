package io.unionfs.medium;

import java.io.IOException;
import java.nio.file.Path;

/** The writable layer in a directory. */
public final class DirectoryMedium {
  private DirectoryMedium() {}

  /** In memory. */
  public static UpperMedium inMemory() throws IOException {
    throw new IOException("being written on branch medium");
  }

  /** In a directory. */
  public static UpperMedium open(Path upper, Path work) throws IOException {
    throw new IOException("being written on branch medium: " + upper + work);
  }
}
