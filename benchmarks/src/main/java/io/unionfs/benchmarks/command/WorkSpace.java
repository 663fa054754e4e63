package io.unionfs.benchmarks.command;

import io.unionfs.benchmarks.subject.HostSpace;
import io.unionfs.benchmarks.subject.Subject;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a run keeps what it makes on the way. All of it is removed in the end, and what forks have
 * mounted there unmounted, also when the process is told to stop.
 */
final class WorkSpace implements Closeable {
  private final Path temporary;
  private final Path onTmpfs;
  private final Thread atExit = new Thread(this::removeQuietly, "remove the work space");

  WorkSpace() throws IOException {
    temporary = Files.createTempDirectory("unionfs-bench");
    boolean hasTmpfs = Subject.parse("tmpfs").whyNot().isEmpty();
    onTmpfs = hasTmpfs ? HostSpace.newDirectory() : null;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** A directory on tmpfs, or null where there is none. */
  Path onTmpfs() {
    return onTmpfs;
  }

  /** A file that is not on tmpfs, or at least in no way of what is there. */
  Path file(String name) {
    return temporary.resolve(name);
  }

  @Override
  public void close() throws IOException {
    Runtime.getRuntime().removeShutdownHook(atExit);
    remove();
  }

  private synchronized void remove() throws IOException {
    HostSpace.remove(temporary);
    if (onTmpfs != null) {
      HostSpace.remove(onTmpfs);
    }
  }

  private void removeQuietly() {
    try {
      remove();
    } catch (IOException | UncheckedIOException e) {
      System.err.println("unionfs bench: left behind: " + e.getMessage());
    }
  }
}
