package io.unionfs.store;

import java.io.IOException;
import java.nio.file.Path;

/** Told of each step that changes a store, just before it is done; tests let one of them fail. */
@FunctionalInterface
interface StoreSteps {
  /** Nobody is told. */
  StoreSteps NONE = (step, file) -> {};

  /** What is about to be done to a file or directory. */
  enum Step {
    CREATE,
    WRITE,
    SYNC,
    PERMIT,
    MOVE,
    DELETE
  }

  /** {@code step} is about to be done to {@code file}; what is thrown takes its place. */
  void before(Step step, Path file) throws IOException;
}
