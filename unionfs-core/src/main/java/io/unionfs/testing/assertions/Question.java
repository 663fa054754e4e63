package io.unionfs.testing.assertions;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A question to a filesystem, an image or a container. */
interface Question<T> {
  T ask() throws IOException;

  /** The answer; a failure to get one is no failure of the assertion, and unchecked. */
  static <T> T asked(Question<T> question) {
    try {
      return question.ask();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
