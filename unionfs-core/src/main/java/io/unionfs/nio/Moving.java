package io.unionfs.nio;

import io.unionfs.overlay.AccessMode;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.RenameFlag;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.util.EnumSet;
import java.util.Set;

/**
 * {@code Files.move}, as the default provider does it: a rename, and where the engine answers EXDEV
 * (a directory of a lower layer, or another mount) a copy and a removal; of directories only empty
 * ones. Atomic moves, {@link RenameOption}s among them, are the rename alone.
 */
final class Moving {
  private static final Set<Options.Copy> ATOMIC =
      EnumSet.of(Options.Copy.ATOMIC, Options.Copy.NOREPLACE, Options.Copy.EXCHANGE);

  private final UnionPath source;
  private final UnionPath target;
  private final Set<Options.Copy> options;

  private Moving(UnionPath source, UnionPath target, Set<Options.Copy> options) {
    this.source = source;
    this.target = target;
    this.options = options;
  }

  static void move(UnionPath source, UnionPath target, CopyOption... options) throws IOException {
    Moving moving = new Moving(source, target, Options.move(options));
    if (moving.options.stream().anyMatch(ATOMIC::contains)) {
      moving.atomically();
    } else {
      moving.run();
    }
  }

  private void atomically() throws IOException {
    Set<RenameFlag> flags = EnumSet.noneOf(RenameFlag.class);
    if (options.contains(Options.Copy.NOREPLACE)) {
      flags.add(RenameFlag.NOREPLACE);
    }
    if (options.contains(Options.Copy.EXCHANGE)) {
      flags.add(RenameFlag.EXCHANGE);
    }
    try {
      rename(flags);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EXDEV) {
        throw new AtomicMoveNotSupportedException(
            source.toString(), target.toString(), e.errno().text());
      }
      if (e.errno() == Errno.EEXIST && flags.contains(RenameFlag.NOREPLACE)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      throw Errors.of(e, source, target);
    }
  }

  private void run() throws IOException {
    UnionFileAttributes file = source.getFileSystem().attributes(source, Follow.NOFOLLOW);
    if (JdkRelease.CHECKS_ACCESS_FIRST && file.isDirectory()) {
      Copying.checkAccess(source, AccessMode.WRITE);
    }
    if (!Copying.makeRoom(file, target, options)) {
      return;
    }
    try {
      rename(Set.of());
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EXDEV && e.errno() != Errno.EISDIR) {
        throw Errors.of(e, source, target);
      }
      copyAndRemove(file);
    }
  }

  private void rename(Set<RenameFlag> flags) throws ErrnoException {
    new TwoPlaces(Place.ofName(source), Place.ofName(target)).rename(flags);
  }

  private void copyAndRemove(UnionFileAttributes file) throws IOException {
    FileCopy copy = new FileCopy(source, file, target, options);
    switch (file.type()) {
      case DIRECTORY -> {
        checkEmpty();
        copy.directory();
      }
      case SYMLINK -> copy.symlink();
      case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE -> copy.special();
      default -> copy.regular();
    }
    try {
      Copying.remove(source, file.isDirectory());
    } catch (ErrnoException e) {
      removeQuietly(target, file.isDirectory());
      if (file.isDirectory() && Copying.isNotEmpty(e.errno())) {
        throw new DirectoryNotEmptyException(source.toString());
      }
      throw Errors.of(e, source);
    }
  }

  private void checkEmpty() throws IOException {
    try {
      if (Place.of(source, Follow.FOLLOW).list().size() > 0) {
        throw new DirectoryNotEmptyException(source.toString());
      }
    } catch (ErrnoException e) {
      throw Errors.of(e, source);
    }
  }

  private static void removeQuietly(UnionPath path, boolean isDirectory) {
    try {
      Copying.remove(path, isDirectory);
    } catch (ErrnoException e) {
      // The failure to be told is the one that made this necessary.
    }
  }
}
