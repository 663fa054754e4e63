package io.unionfs.nio;

import io.unionfs.layer.FileType;
import io.unionfs.overlay.AccessMode;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Lookup;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Set;

/** {@code Files.copy} within one mount or between two, step by step as the default provider. */
final class Copying {
  private final UnionPath source;
  private final UnionPath target;
  private final Set<Options.Copy> options;

  private Copying(UnionPath source, UnionPath target, Set<Options.Copy> options) {
    this.source = source;
    this.target = target;
    this.options = options;
  }

  static void copy(UnionPath source, UnionPath target, CopyOption... options) throws IOException {
    new Copying(source, target, Options.copy(options)).run();
  }

  private void run() throws IOException {
    Follow follow = options.contains(Options.Copy.NOFOLLOW) ? Follow.NOFOLLOW : Follow.FOLLOW;
    UnionFileAttributes file = source.getFileSystem().attributes(source, follow);
    if (JdkRelease.CHECKS_ACCESS_FIRST && !file.isSymbolicLink()) {
      checkAccess(source, AccessMode.READ);
    }
    if (!makeRoom(file, target, options)) {
      return;
    }
    FileCopy copy = new FileCopy(source, file, target, options);
    switch (file.type()) {
      case DIRECTORY -> copy.directory();
      case SYMLINK -> copy.symlink();
      case FIFO -> throw Errors.of(Errno.ENXIO, source);
      default -> copy.regular();
    }
  }

  /**
   * Sees that nothing is at {@code target}.
   *
   * @return whether there is something to do: no when source and target are one file
   */
  static boolean makeRoom(UnionFileAttributes file, UnionPath target, Set<Options.Copy> options)
      throws IOException {
    Place place = Place.of(target, Follow.NOFOLLOW);
    Lookup found = place.lookup(Follow.NOFOLLOW);
    if (!(found instanceof Inode inode)) {
      return true;
    }
    if (inode.ino() == file.stat().ino() && place.device() == file.device()) {
      return false;
    }
    if (!options.contains(Options.Copy.REPLACE)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    boolean isDirectory = inode.type() == FileType.DIRECTORY;
    try {
      remove(target, isDirectory);
    } catch (ErrnoException e) {
      if (isDirectory && isNotEmpty(e.errno())) {
        throw new DirectoryNotEmptyException(target.toString());
      }
      if (e.errno() != Errno.ENOENT) {
        throw Errors.of(e, target);
      }
    }
    return true;
  }

  static void remove(UnionPath path, boolean isDirectory) throws ErrnoException {
    Place place = Place.ofName(path);
    if (isDirectory) {
      place.rmdir();
    } else {
      place.unlink();
    }
  }

  static boolean isNotEmpty(Errno errno) {
    return errno == Errno.ENOTEMPTY || errno == Errno.EEXIST;
  }

  static void checkAccess(UnionPath path, AccessMode mode) throws IOException {
    Errno errno = Place.of(path, Follow.FOLLOW).access(Set.of(mode));
    if (errno != null) {
      throw Errors.of(errno, path);
    }
  }
}
