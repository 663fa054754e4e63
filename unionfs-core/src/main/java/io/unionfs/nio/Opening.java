package io.unionfs.nio;

import io.unionfs.layer.FileType;
import io.unionfs.nio.MountWalk.End;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executor;

/** Opens channels. */
final class Opening {
  private Opening() {}

  static UnionFileChannel open(UnionPath file, Set<? extends OpenOption> options, int mode)
      throws IOException {
    Set<StandardOpenOption> asked = Options.open(options);
    Place place = Place.of(file, end(options, asked));
    return open(file.getFileSystem(), file, place, file, options, asked, mode);
  }

  /**
   * Opens a file relative to a directory that {@code stream} has open.
   *
   * @param shown the path to tell of the channel by
   */
  static UnionFileChannel open(
      UnionDirectoryStream stream,
      UnionPath file,
      UnionPath shown,
      Set<? extends OpenOption> options,
      int mode)
      throws IOException {
    Set<StandardOpenOption> asked = Options.open(options);
    Place place = stream.at(file, end(options, asked));
    return open(stream.user(file), file, place, shown, options, asked, mode);
  }

  /**
   * @param fileSystem who opens, and whose channel it is
   * @param file the path as it was given, for errors
   * @param at what is opened
   * @param shown the path to tell of the channel by
   */
  private static UnionFileChannel open(
      UnionFileSystem fileSystem,
      UnionPath file,
      Place at,
      UnionPath shown,
      Set<? extends OpenOption> options,
      Set<StandardOpenOption> asked,
      int mode)
      throws IOException {
    OpenFile opened = open(file, at, options, asked, mode);
    return fileSystem
        .openFiles()
        .register(
            new UnionFileChannel(fileSystem, at.locks(), opened, asked),
            OpenResource.Kind.FILE_CHANNEL,
            shown,
            at.mounted());
  }

  static UnionAsynchronousFileChannel openAsynchronous(
      UnionPath file, Set<? extends OpenOption> options, Executor executor, int mode)
      throws IOException {
    Set<StandardOpenOption> asked = Options.openAsynchronous(options);
    UnionFileSystem fileSystem = file.getFileSystem();
    Place place = Place.of(file, end(options, asked));
    OpenFile opened = open(file, place, options, asked, mode);
    return fileSystem
        .openFiles()
        .register(
            new UnionAsynchronousFileChannel(fileSystem, place.locks(), opened, asked, executor),
            OpenResource.Kind.ASYNCHRONOUS_FILE_CHANNEL,
            file,
            place.mounted());
  }

  private static End end(Set<? extends OpenOption> options, Set<StandardOpenOption> asked) {
    boolean writes = asked.contains(StandardOpenOption.WRITE);
    if (!follows(options, asked) || (writes && asked.contains(StandardOpenOption.CREATE_NEW))) {
      return End.NOFOLLOW;
    }
    return writes && asked.contains(StandardOpenOption.CREATE) ? End.MAKE : End.FOLLOW;
  }

  /** CREATE_NEW without WRITE makes nothing, but has the default provider follow links. */
  private static boolean follows(Set<? extends OpenOption> options, Set<StandardOpenOption> asked) {
    return asked.contains(StandardOpenOption.CREATE_NEW)
        || !(options.contains(LinkOption.NOFOLLOW_LINKS)
            || asked.contains(StandardOpenOption.DELETE_ON_CLOSE));
  }

  private static OpenFile open(
      UnionPath file,
      Place at,
      Set<? extends OpenOption> options,
      Set<StandardOpenOption> asked,
      int mode)
      throws IOException {
    boolean writes = asked.contains(StandardOpenOption.WRITE);
    boolean makesNew = writes && asked.contains(StandardOpenOption.CREATE_NEW);
    boolean deletes = asked.contains(StandardOpenOption.DELETE_ON_CLOSE);
    boolean follows = follows(options, asked);
    Set<OpenFlag> flags = EnumSet.noneOf(OpenFlag.class);
    if (asked.contains(StandardOpenOption.READ)) {
      flags.add(OpenFlag.READ);
    }
    if (!follows) {
      flags.add(OpenFlag.NOFOLLOW);
    }
    if (writes) {
      addWriting(flags, asked);
    }
    if (makesNew && ".".equals(file.lastName())) {
      throw Errors.of(Errno.EEXIST, file);
    }
    OpenFile opened;
    try {
      opened = openNoFifo(at, flags, mode);
    } catch (ErrnoException e) {
      throw refused(e, file, makesNew, follows);
    }
    // As the default provider does on Linux: the name goes at once, the data at the close.
    if (deletes) {
      unlink(at);
    }
    return opened;
  }

  /**
   * Opens {@code file} for reading: so the default provider begins when it lists a directory, sets
   * times, or touches extended attributes, and fails where that fails.
   */
  static OpenFile forAttributes(UnionPath file, Follow follow) throws ErrnoException {
    return forAttributes(Place.of(file, follow), follow);
  }

  static OpenFile forAttributes(Place file, Follow follow) throws ErrnoException {
    Set<OpenFlag> flags = EnumSet.of(OpenFlag.READ);
    if (follow == Follow.NOFOLLOW) {
      flags.add(OpenFlag.NOFOLLOW);
    }
    return openNoFifo(file, flags, 0);
  }

  /** A fifo is ENXIO: nobody can come to its other end, and the default provider waits for ever. */
  private static OpenFile openNoFifo(Place file, Set<OpenFlag> flags, int mode)
      throws ErrnoException {
    OpenFile opened = file.open(flags, mode);
    if (opened.type() == FileType.FIFO) {
      opened.close();
      throw new ErrnoException(Errno.ENXIO);
    }
    return opened;
  }

  private static void addWriting(Set<OpenFlag> flags, Set<StandardOpenOption> asked) {
    flags.add(OpenFlag.WRITE);
    if (asked.contains(StandardOpenOption.APPEND)) {
      flags.add(OpenFlag.APPEND);
    }
    if (asked.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      flags.add(OpenFlag.TRUNCATE);
    }
    if (asked.contains(StandardOpenOption.CREATE_NEW)) {
      flags.add(OpenFlag.CREATE);
      flags.add(OpenFlag.EXCLUSIVE);
    } else if (asked.contains(StandardOpenOption.CREATE)) {
      flags.add(OpenFlag.CREATE);
    }
  }

  private static IOException refused(
      ErrnoException failure, UnionPath file, boolean makesNew, boolean follows) {
    if (makesNew && failure.errno() == Errno.EISDIR) {
      return Errors.of(Errno.EEXIST, file);
    }
    if (!follows && failure.errno() == Errno.ELOOP) {
      return new IOException(failure.errno().text() + " (NOFOLLOW_LINKS specified)");
    }
    return Errors.of(failure, file);
  }

  private static void unlink(Place file) {
    try {
      file.unlink();
    } catch (ErrnoException e) {
      // Best effort, as the specification allows.
    }
  }
}
