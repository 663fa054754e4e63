package io.unionfs.benchmarks.subject;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;

/** A subject that shows its tree, fresh: nothing was written to it. */
public final class OpenSubject implements Closeable {
  private final FileSystem fileSystem;
  private final String prefix;
  private final Step flushing;
  private final Step closing;

  /** What can fail. */
  interface Step {
    void run() throws IOException;
  }

  OpenSubject(FileSystem fileSystem, String prefix, Step flushing, Step closing) {
    this.fileSystem = fileSystem;
    this.prefix = prefix;
    this.flushing = flushing;
    this.closing = closing;
  }

  public FileSystem fileSystem() {
    return fileSystem;
  }

  /** What {@link FileSystem#getPath} is to be given for {@code path} of the tree. */
  public String text(String path) {
    return prefix + path;
  }

  /** {@code path} of the tree. */
  public Path path(String path) {
    return fileSystem.getPath(text(path));
  }

  /**
   * Has all metadata written that the subject holds back; nothing where none is. The kernel's
   * filesystems are on tmpfs, which has nothing to be written to.
   */
  public void flush() throws IOException {
    flushing.run();
  }

  @Override
  public void close() throws IOException {
    closing.run();
  }
}
