package io.unionfs.store;

import io.unionfs.store.StoreSteps.Step;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The steps of which every change of a store is made. What gets a name is written under a temporary
 * one first, synced, and then renamed; its directory is synced last. Safe for use by many threads.
 */
final class StoreFiles {
  /** So many characters have room in the longest path there is, whatever is before them. */
  private static final int LONG_PATH = 800;

  private final StoreSteps steps;

  StoreFiles(StoreSteps steps) {
    this.steps = steps;
  }

  /**
   * Makes a directory of the store, perhaps with those above it; one that is there is left alone.
   *
   * @throws FileSystemException if there is something else, be it a link to a directory: what the
   *     store removes and replaces must be its own
   */
  void createDirectories(Path directory) throws IOException {
    if (Files.isSymbolicLink(directory)) {
      throw new FileSystemException(
          directory.toString(),
          null,
          "is a symbolic link, where a store has a directory of its own");
    }
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      steps.before(Step.CREATE, directory);
      Files.createDirectories(directory);
    }
  }

  /** A new file to be written. */
  Output create(Path file) throws IOException {
    steps.before(Step.CREATE, file);
    return new Output(
        file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /**
   * Puts {@code bytes} at {@code target} at once, by way of {@code temporary}. An interrupt does it
   * no harm: it stays pending.
   */
  void writeAtomically(Path temporary, Path target, byte[] bytes) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (Output out = create(temporary)) {
          out.write(bytes);
          out.sync();
          move(temporary, target);
          syncDirectory(target.getParent());
          return;
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
          Files.deleteIfExists(temporary);
        } catch (Throwable e) {
          forget(temporary, e);
          throw e;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Renames {@code from}, which is synced, to {@code to}, replacing a file. The name lasts when its
   * directory is synced.
   */
  void move(Path from, Path to) throws IOException {
    steps.before(Step.MOVE, to);
    // jimfs replaces only when told so; the host's rename always does.
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Makes what {@code file} holds durable, also where nobody may write to it any more. */
  void sync(Path file) throws IOException {
    steps.before(Step.SYNC, file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Makes the names in {@code directory} durable, where the filesystem can be told to. */
  void syncDirectory(Path directory) throws IOException {
    if (directory.getFileSystem() != FileSystems.getDefault()) {
      return;
    }
    steps.before(Step.SYNC, directory);
    FileChannel channel;
    try {
      channel = FileChannel.open(directory, StandardOpenOption.READ);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      return; // Windows opens no directories
    }
    try (channel) {
      channel.force(true);
    }
  }

  /** Lets nobody write to {@code file}, where the filesystem has such permissions. */
  void protect(Path file) throws IOException {
    steps.before(Step.PERMIT, file);
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view != null) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    }
  }

  /** Removes a file, if it is there. */
  void delete(Path file) throws IOException {
    steps.before(Step.DELETE, file);
    Files.deleteIfExists(file);
  }

  /**
   * Removes whatever is at {@code path}, with all that is in it, however deep: by renames a tree
   * becomes deeper than a path can say. Follows no links.
   */
  void deleteTree(Path path) throws IOException {
    Deque<Path> left = new ArrayDeque<>(List.of(path));
    for (int moved = 0; !left.isEmpty(); ) {
      moved = deleteTree(left.remove(), path, moved, left);
    }
  }

  /** Moves what lies too deep beside {@code top}, to be removed later. */
  private int deleteTree(Path path, Path top, int before, Deque<Path> later) throws IOException {
    int moved = before;
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      for (Path child : children(path)) {
        if (child.toString().length() - top.toString().length() > LONG_PATH
            && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          Path nearer = top.resolveSibling(top.getFileName() + "-deep" + moved++);
          move(child, nearer);
          later.add(nearer);
        } else {
          moved = deleteTree(child, top, moved, later);
        }
      }
    }
    delete(path);
    return moved;
  }

  /** Removes what has come to nothing because of {@code failure}, which is what counts. */
  void forget(Path path, Throwable failure) {
    try {
      deleteTree(path);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** What is in {@code directory}, none if it is not there. */
  static List<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return children;
  }

  /** A file that is being written, at its end. Not safe for use by many threads. */
  final class Output extends OutputStream implements Closeable {
    private final Path file;
    private final FileChannel channel;
    private long size;

    private Output(Path file, FileChannel channel) {
      this.file = file;
      this.channel = channel;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      steps.before(Step.WRITE, file);
      ByteBuffer source = ByteBuffer.wrap(bytes, offset, length);
      while (source.hasRemaining()) {
        channel.write(source);
      }
      size += length;
    }

    /** The number of bytes written. */
    long size() {
      return size;
    }

    /** Makes what was written durable. */
    void sync() throws IOException {
      steps.before(Step.SYNC, file);
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
