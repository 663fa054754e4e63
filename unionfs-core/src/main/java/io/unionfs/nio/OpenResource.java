package io.unionfs.nio;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that is open of a {@link UnionFileSystem}. Immutable; it does not hold the channel or
 * stream itself.
 *
 * @param kind what it is
 * @param path the path by which it was opened
 * @param opened the stack of the thread that opened it, at that moment; empty unless the mount
 *     {@linkplain UnionFileSystemBuilder#trackOpenResources tracks} it
 * @see UnionFileSystem#openResources
 */
public record OpenResource(Kind kind, Path path, Optional<Throwable> opened) {
  /** What can be open. */
  public enum Kind {
    /** A {@link java.nio.channels.FileChannel}, or what {@code Files} makes of one. */
    FILE_CHANNEL("file channel"),
    /** A {@link java.nio.channels.AsynchronousFileChannel}. */
    ASYNCHRONOUS_FILE_CHANNEL("asynchronous file channel"),
    /** A {@link java.nio.file.DirectoryStream}, or what {@code Files} makes of one. */
    DIRECTORY_STREAM("directory stream"),
    /** A {@link java.nio.file.WatchService}; its path is the root. */
    WATCH_SERVICE("watch service");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  /** Checks that nothing is null. */
  public OpenResource {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(path);
    Objects.requireNonNull(opened);
  }

  /** Carries a stack trace; it is never thrown. */
  static final class OpenedHere extends Exception {
    private static final long serialVersionUID = 1L;

    OpenedHere(Kind kind, Path path) {
      super(kind.text + " on " + path + " was opened here");
    }
  }

  /** The kind and the path, for a message. */
  @Override
  public String toString() {
    return kind.text + " on " + path;
  }
}
