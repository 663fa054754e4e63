package io.unionfs.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;

/** An exception as an outcome: its class, and for an IOException also what it says. */
final class NioAnswer {
  private NioAnswer() {}

  static Outcome of(Exception thrown, NioPlace place) {
    Throwable e =
        thrown instanceof UncheckedIOException || thrown instanceof DirectoryIteratorException
            ? thrown.getCause()
            : thrown;
    Class<?> type = e.getClass();
    while (!type.getName().startsWith("java.")) {
      type = type.getSuperclass(); // what a caller can catch
    }
    String name = type.getSimpleName();
    if (e instanceof FileSystemException f) {
      String text =
          text(f.getReason())
              + " "
              + file(f.getFile(), place)
              + " "
              + file(f.getOtherFile(), place);
      return new Outcome(name, text);
    }
    // Other messages are not part of any contract, but an IOException's is the errno's text.
    return e instanceof IOException io
        ? new Outcome(name, text(io.getMessage()))
        : Outcome.fail(name);
  }

  private static String text(String s) {
    return s == null ? "-" : Text.quote(s);
  }

  private static String file(String file, NioPlace place) {
    return file == null ? "-" : Text.quote(place.fromRoot(file));
  }
}
