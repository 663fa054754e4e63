package io.unionfs.nio;

import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Mount;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;

/** Calls of the engine that are about the union itself, for {@link UnionFileSystem}. */
final class UnionCalls {
  /** Something that the engine answers. */
  interface Question<T> {
    T of(Mount mount) throws ErrnoException;
  }

  interface Writing {
    void from(Mount mount) throws ErrnoException, IOException;
  }

  private UnionCalls() {}

  /** Asks about the whole. */
  static <T> T ask(UnionFileSystem fileSystem, Question<T> question) throws IOException {
    Mount mount = fileSystem.mount();
    try {
      return question.of(mount);
    } catch (ErrnoException e) {
      throw Errors.of(e, fileSystem.getPath("/"));
    }
  }

  /** Asks about {@code file}, which may be of another view. */
  static <T> T ask(UnionFileSystem fileSystem, UnionPath file, Question<T> question)
      throws IOException {
    Mount mount = fileSystem.mount();
    try {
      return question.of(mount);
    } catch (ErrnoException e) {
      throw Errors.of(e, file);
    }
  }

  /** The directory of the writable layer, to be looked at. */
  static Path upper(UnionFileSystem fileSystem) throws IOException {
    Path directory = ask(fileSystem, Mount::upperDirectory);
    if (directory == null) {
      throw new ReadOnlyFileSystemException();
    }
    return ReadOnlyFileSystem.guarding(directory, () -> refreshUpper(fileSystem));
  }

  /** A picture of a writable layer in memory is brought up to date when it is looked at. */
  private static void refreshUpper(UnionFileSystem fileSystem) throws IOException {
    if (fileSystem.isOpen() && fileSystem.mount().isUpperDirectoryStale()) {
      ask(fileSystem, Mount::upperDirectory);
    }
  }

  static void write(UnionFileSystem fileSystem, Writing writing) throws IOException {
    Mount mount = fileSystem.mount();
    try {
      writing.from(mount);
    } catch (ErrnoException | IOException e) {
      if (!fileSystem.isOpen()) {
        ClosedFileSystemException closed = new ClosedFileSystemException();
        closed.initCause(e);
        throw closed;
      }
      throw e instanceof ErrnoException errno
          ? Errors.of(errno, fileSystem.getPath("/"))
          : (IOException) e;
    }
  }
}
