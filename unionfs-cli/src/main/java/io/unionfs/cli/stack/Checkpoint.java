package io.unionfs.cli.stack;

import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;

/** A state of a mount that can be gone back to. */
interface Checkpoint {
  /** Has the mount be as it was. */
  void restore() throws IOException;

  /** The state that {@code files} has now. */
  static Checkpoint of(UnionFileSystem files) throws IOException {
    return () -> {
      throw new IOException("undo is not there yet");
    };
  }
}
