package io.unionfs.nio;

import io.unionfs.layer.FileType;
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

/** Opens channels. */
final class Opening {
  private Opening() {}

  static UnionFileChannel open(UnionPath file, Set<? extends OpenOption> options, int mode)
      throws IOException {
    Set<StandardOpenOption> asked = Options.open(options);
    boolean writes = asked.contains(StandardOpenOption.WRITE);
    boolean makesNew = writes && asked.contains(StandardOpenOption.CREATE_NEW);
    boolean deletes = asked.contains(StandardOpenOption.DELETE_ON_CLOSE);
    // CREATE_NEW without WRITE makes nothing, but has the default provider follow links.
    boolean follows =
        asked.contains(StandardOpenOption.CREATE_NEW)
            || !(options.contains(LinkOption.NOFOLLOW_LINKS) || deletes);
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
    UnionFileSystem fileSystem = file.getFileSystem();
    OpenFile opened;
    try {
      opened = openNoFifo(fileSystem, file, flags, mode);
    } catch (ErrnoException e) {
      throw refused(e, file, makesNew, follows);
    }
    // As the default provider does on Linux: the name goes at once, the data at the close.
    if (deletes) {
      unlink(file);
    }
    return fileSystem.openFiles().register(new UnionFileChannel(fileSystem, opened, asked));
  }

  /**
   * Opens {@code file} for reading: so the default provider begins when it lists a directory, sets
   * times, or touches extended attributes, and fails where that fails.
   */
  static OpenFile forAttributes(UnionFileSystem fileSystem, UnionPath file, Follow follow)
      throws ErrnoException {
    Set<OpenFlag> flags = EnumSet.of(OpenFlag.READ);
    if (follow == Follow.NOFOLLOW) {
      flags.add(OpenFlag.NOFOLLOW);
    }
    return openNoFifo(fileSystem, file, flags, 0);
  }

  /** A fifo is ENXIO: nobody can come to its other end, and the default provider waits for ever. */
  private static OpenFile openNoFifo(
      UnionFileSystem fileSystem, UnionPath file, Set<OpenFlag> flags, int mode)
      throws ErrnoException {
    OpenFile opened = fileSystem.mount().open(fileSystem.caller(), file.pathName(), flags, mode);
    if (opened.stat().type() == FileType.FIFO) {
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

  private static void unlink(UnionPath file) {
    UnionFileSystem fileSystem = file.getFileSystem();
    try {
      fileSystem.mount().unlink(fileSystem.caller(), file.pathName());
    } catch (ErrnoException e) {
      // Best effort, as the specification allows.
    }
  }
}
