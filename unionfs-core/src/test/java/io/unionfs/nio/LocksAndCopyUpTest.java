package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Locks in the very moment in which a copy-up breaks a lower hard link. */
class LocksAndCopyUpTest {
  private final CyclicBarrier start = new CyclicBarrier(3);

  /** Set while others keep the writable layer busy, which the copy-up then waits for. */
  private volatile boolean busy;

  @Test
  void aLockIsNotMissedForTheFileHasANewNumber() throws Exception {
    lockInEach(60);
  }

  /** As often as it takes to meet the moment. */
  @Test
  @Tag("long")
  void aLockIsNeverMissed() throws Exception {
    lockInEach(3000);
  }

  /**
   * One thread has the file open by way of its layer and locks it; a second makes the copy-up; a
   * third opens the copy as soon as it can be found, and locks it.
   */
  private void lockInEach(int rounds) throws Exception {
    Layer layer = Layer.builder().file("a", "x").hardLink("b", "a").build();
    ExecutorService threads = Executors.newFixedThreadPool(5);
    try {
      for (int round = 0; round < rounds; round++) {
        try (UnionFileSystem union = UnionFileSystem.builder().lower(layer).mount()) {
          assertThat(locksGranted(union.getPath("/a"), threads)).as("round %d", round).isOne();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private int locksGranted(Path file, ExecutorService threads) throws Exception {
    FileChannel early = FileChannel.open(file);
    Object oldNumber = Files.getAttribute(file, "unix:ino");
    Path other = Files.createFile(file.resolveSibling("other"));
    busy = true;
    Future<Void> opener = threads.submit(() -> openAndClose(other));
    Future<Void> another = threads.submit(() -> openAndClose(other));
    Future<FileLock> first = threads.submit(together(() -> lock(early)));
    Future<Path> copyUp =
        threads.submit(
            together(
                () ->
                    Files.setPosixFilePermissions(
                        file, PosixFilePermissions.fromString("rw-------"))));
    Future<FileLock> second =
        threads.submit(
            together(
                () -> {
                  while (Files.getAttribute(file, "unix:ino").equals(oldNumber)) {
                    Thread.onSpinWait();
                  }
                  return lock(FileChannel.open(file, StandardOpenOption.READ));
                }));
    copyUp.get();
    first.get();
    second.get();
    busy = false;
    opener.get();
    another.get();
    return (first.get() == null ? 0 : 1) + (second.get() == null ? 0 : 1);
  }

  private Void openAndClose(Path file) throws Exception {
    while (busy) {
      FileChannel.open(file).close();
    }
    return null;
  }

  private <T> Callable<T> together(Callable<T> task) {
    return () -> {
      start.await();
      return task.call();
    };
  }

  private static FileLock lock(FileChannel channel) throws Exception {
    try {
      return channel.tryLock(0, Long.MAX_VALUE, true);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
