package io.unionfs.overlay;

import io.unionfs.layer.Content;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Mappable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.List;
import java.util.Set;

/**
 * An open file: what open(2) gives, less the position, which the caller keeps. It stays good when
 * the file is renamed, copied up or removed. Safe for use by many threads; writes to one file come
 * one after another, and each is seen whole or not at all in the file's size. Whatever fails, the
 * storage too, fails with an {@link ErrnoException}: once closed, with EBADF.
 */
public final class OpenFile implements AutoCloseable {
  private final MountState state;
  private final Caller caller;
  private final Set<OpenFlag> flags;
  private final Inode inode;

  /** Where it is counted as a user of a file of the writable layer; null for others. */
  private final SpaceAccount space;

  /** Set when the file was opened while it was in a lower layer. */
  private final OpenLowerFile lower;

  /** Set for a directory. */
  private final OpenDirectories.Handle directory;

  /** The name through which it was opened; null for a directory. */
  private final OpenName name;

  /** Where it is, without links, as long as it is in a lower layer; null where nobody asks. */
  private volatile PathName location;

  /** Set for a file of the writable layer whose data was below when it was opened. */
  private final Content.Reader lowerData;

  private volatile boolean closed;

  /** The path it was opened by; for faults. */
  private PathName openedAt;

  /**
   * @param space where a file of the writable layer is charged; else null
   * @param data of a file of the writable layer whose data is below; else null
   */
  OpenFile(
      MountState state,
      SpaceAccount space,
      Caller caller,
      Set<OpenFlag> flags,
      Inode inode,
      OpenLowerFile lower,
      OpenDirectories.Handle directory,
      OpenName name,
      PathName location,
      Content.Reader data) {
    this.state = state;
    this.space = space;
    this.caller = caller;
    this.flags = flags;
    this.inode = inode;
    this.lower = lower;
    this.directory = directory;
    this.name = name;
    this.location = location;
    this.lowerData = data;
    if (location != null) {
      state.openLocations.opened(this);
    }
  }

  /** It was opened by {@code path}; before anybody else has it. */
  void openedAt(PathName path) {
    openedAt = path;
  }

  PathName openedAt() {
    return openedAt;
  }

  /** The file's type, which never changes; unlike {@link #stat} this counts nothing. */
  public FileType type() {
    return inode.type();
  }

  /** Whether it was opened for writing, alone or beside reading. */
  public boolean isWritable() {
    return flags.contains(OpenFlag.WRITE);
  }

  /** The attributes as they are now. */
  public Stat stat() {
    if (directory != null) {
      return directory.stat();
    }
    UpperInode upper = upper();
    return upper != null ? upper.stat() : inode.stat();
  }

  /** The size of the content in bytes. */
  public long size() {
    UpperInode upper = upper();
    if (upper != null) {
      return upper.size();
    }
    return lower != null ? lower.inode().size() : Stat.DIRECTORY_SIZE;
  }

  /**
   * Reads up to {@code target.remaining()} bytes from {@code position} on (pread(2)).
   *
   * @return the number of bytes read, -1 at or beyond the end
   * @throws ErrnoException EINVAL when {@code position} is negative or the end beyond what a {@code
   *     long} holds, EBADF when not open for reading, EISDIR for a directory, ESPIPE for a fifo,
   *     EIO
   */
  public int read(ByteBuffer target, long position) throws ErrnoException {
    checkPosition(position);
    checkSeekable();
    if (!flags.contains(OpenFlag.READ)) {
      throw Errno.EBADF.thrown();
    }
    checkEnd(position, target.remaining());
    if (inode.isDirectory()) {
      throw Errno.EISDIR.thrown();
    }
    if (!target.hasRemaining()) {
      return 0;
    }
    UpperInode upper = upper();
    List<String> before = state.enter(openedAt, null);
    try {
      if (upper == null) {
        return lower.read(target, position);
      }
      int count =
          lowerData != null && upper.lowerData() != null
              ? lowerData.read(target, position)
              : lower != null ? lower.read(target, position) : upper.file().read(target, position);
      if (state.accessTimes == AccessTimes.RELATIME
          && !flags.contains(OpenFlag.NOATIME)
          && !state.isReadOnly()) {
        ContentChange.accessed(state, upper);
      }
      return count;
    } catch (IOException e) {
      throw ErrnoException.of(e);
    } finally {
      state.leave(before);
    }
  }

  /**
   * Writes {@code source} at {@code position} (pwrite(2)), or at the end when open for appending.
   *
   * @return the number of bytes written; fewer than asked only when space ran out
   * @throws ErrnoException EINVAL when {@code position} is negative or the end beyond what a {@code
   *     long} holds, EBADF when not open for writing, ENOSPC, EIO
   */
  public int write(ByteBuffer source, long position) throws ErrnoException {
    return write(caller, source, position);
  }

  /** The same in the name of {@code writer}, who may be another than opened the file. */
  public int write(Caller writer, ByteBuffer source, long position) throws ErrnoException {
    return (int) write(writer, List.of(source), position);
  }

  /**
   * Writes one buffer after the other, as one write (pwritev(2)): no other write comes between, nor
   * before the end that it is appended to, and one change is told.
   *
   * @throws ErrnoException as {@link #write(ByteBuffer, long)}; when a part was written, what was
   *     is returned
   */
  public long write(List<ByteBuffer> sources, long position) throws ErrnoException {
    return write(caller, sources, position);
  }

  private long write(Caller writer, List<ByteBuffer> sources, long position) throws ErrnoException {
    checkPosition(position);
    UpperInode upper = writable();
    long wanted = 0;
    for (ByteBuffer source : sources) {
      wanted += source.remaining();
    }
    if (wanted == 0) {
      return 0;
    }
    checkEnd(position, wanted); // Also when it is not written there, as the kernel does.
    long count;
    upper.storing().lock();
    try {
      checkStillWriting();
      count = store(upper, writer, sources, wanted, position);
    } finally {
      upper.storing().unlock();
    }
    if (count > 0) {
      state.watches.tell(DirectoryEvent.Kind.MODIFIED, this);
      state.tracing.traceWritten(count);
    }
    return count;
  }

  private long store(
      UpperInode upper, Caller writer, List<ByteBuffer> sources, long wanted, long position)
      throws ErrnoException {
    long count;
    synchronized (upper) {
      long at = flags.contains(OpenFlag.APPEND) ? upper.size() : position;
      if (at + wanted < 0) {
        throw Errno.EFBIG.thrown();
      }
      List<String> before = state.enter(openedAt, null);
      try {
        count = ContentChange.write(state, upper, writer, sources, wanted, at);
      } catch (IOException e) {
        throw ErrnoException.of(e);
      } finally {
        state.leave(before);
      }
      if (count > 0) {
        upper.setHoldsData(true);
        ContentChange.modified(state, upper);
      }
    }
    return count;
  }

  /**
   * Cuts or grows the file to {@code size} bytes (ftruncate(2)).
   *
   * @throws ErrnoException EINVAL when negative or not open for writing, ENOSPC, EIO
   */
  public void truncate(long size) throws ErrnoException {
    truncate(caller, size);
  }

  /** The same in the name of {@code writer}, who may be another than opened the file. */
  public void truncate(Caller writer, long size) throws ErrnoException {
    if (size < 0) {
      throw Errno.EINVAL.thrown();
    }
    checkUsable();
    UpperInode upper = upper();
    if (upper == null || inode.type() != FileType.REGULAR || !flags.contains(OpenFlag.WRITE)) {
      throw Errno.EINVAL.thrown();
    }
    List<String> before = state.enter(openedAt, null);
    upper.storing().lock();
    try {
      checkStillWriting();
      ContentChange.truncate(state, upper, writer, size);
    } catch (IOException e) {
      throw ErrnoException.of(e);
    } finally {
      upper.storing().unlock();
      state.leave(before);
    }
    state.watches.tell(DirectoryEvent.Kind.MODIFIED, this);
  }

  /**
   * Maps a region into memory (mmap(2)); the mapping outlives the close. As in the kernel's
   * overlayfs, a file that was opened while it was in a lower layer is mapped as it is there: what
   * is written after a copy-up does not show, unlike in {@link #read}.
   *
   * <p>Where the region goes beyond the end of a file that is open for writing, the file grows
   * first. What is written by way of the mapping is in the file at once. The size stays right; the
   * modification and change time are those of this call, where the kernel's are those of the first
   * write to a page.
   *
   * @throws ErrnoException EBADF when not open for reading, or, unless for reading alone, for
   *     writing; EINVAL when the region is none, or goes beyond the end of a file not open for
   *     writing; ENODEV for what is no regular file and, with an {@link
   *     UnsupportedOperationException} as the cause, where the bytes are in no file that can be
   *     mapped; ENOSPC, EIO
   */
  public MappedByteBuffer map(MapMode mode, long position, long size) throws ErrnoException {
    checkUsable();
    if (inode.type() != FileType.REGULAR) {
      throw Errno.ENODEV.thrown();
    }
    boolean changes = mode != MapMode.READ_ONLY;
    if (!flags.contains(OpenFlag.READ) || (changes && !flags.contains(OpenFlag.WRITE))) {
      throw Errno.EBADF.thrown();
    }
    if (position < 0 || size < 0 || position + size < 0) {
      throw Errno.EINVAL.thrown();
    }
    List<String> before = state.enter(openedAt, null);
    try {
      return flags.contains(OpenFlag.WRITE)
          ? mapWritable(mode, position, size)
          : FileMapping.readable(mappable(), size(), mode, position, size);
    } catch (UnsupportedOperationException e) {
      throw new ErrnoException(Errno.ENODEV, e);
    } catch (IOException e) {
      throw ErrnoException.of(e);
    } finally {
      state.leave(before);
    }
  }

  private MappedByteBuffer mapWritable(MapMode mode, long position, long size)
      throws ErrnoException, IOException {
    UpperInode upper = upper();
    upper.storing().lock();
    try {
      checkStillWriting(); // It may grow.
      return FileMapping.writable(state, caller, upper, mode, position, size);
    } finally {
      upper.storing().unlock();
    }
  }

  /** What is mapped for a reader, or null. */
  private Mappable mappable() {
    if (lower != null) {
      return lower.mappable();
    }
    if (lowerData != null) {
      return lowerData instanceof Mappable below ? below : null;
    }
    return ((UpperInode) inode).file();
  }

  /**
   * Writes data and attributes out (fsync(2)).
   *
   * @throws ErrnoException EINVAL for a fifo, ENOSPC, EIO
   */
  public void sync() throws ErrnoException {
    checkUsable();
    if (inode.type() == FileType.FIFO) {
      throw Errno.EINVAL.thrown();
    }
    UpperInode upper = upper();
    if (upper == null || inode.type() != FileType.REGULAR) {
      return;
    }
    List<String> before = state.enter(openedAt, null);
    try {
      upper.file().force();
    } catch (IOException e) {
      throw ErrnoException.of(e);
    } finally {
      state.leave(before);
    }
  }

  /**
   * Closes the file (close(2)), whether it fails or not; a second call does nothing.
   *
   * @throws ErrnoException EIO, what was written may be lost
   */
  @Override
  public void close() throws ErrnoException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    state.openLocations.closed(this);
    if (inode.type() == FileType.FIFO && flags.contains(OpenFlag.READ)) {
      state.fifoReaders.closed(inode, lower);
    }
    try {
      if (directory != null) {
        state.openDirectories.close(directory);
      } else if (lower != null) {
        state.openLowerFiles.close(lower);
      } else if (inode instanceof UpperInode upper && inode.type() == FileType.REGULAR) {
        closeData(upper);
      }
    } catch (IOException e) {
      throw ErrnoException.of(e);
    }
  }

  private void closeData(UpperInode upper) throws IOException {
    try {
      upper.close(space);
    } finally {
      if (flags.contains(OpenFlag.WRITE)) {
        finishWriting(upper);
      }
      if (lowerData != null) {
        lowerData.close();
      }
    }
  }

  /** After this nothing more is written, so that the file can be frozen. */
  private void finishWriting(UpperInode upper) {
    upper.storing().lock(); // what is being written now
    try {
      state.writerClosed();
    } finally {
      upper.storing().unlock();
    }
  }

  /** With the lock held that {@link #finishWriting} takes: what passed it must not be written. */
  private void checkStillWriting() throws ErrnoException {
    if (closed) {
      throw Errno.EBADF.thrown();
    }
  }

  boolean isClosed() {
    return closed;
  }

  void checkUsable() throws ErrnoException {
    if (closed || flags.contains(OpenFlag.PATH)) {
      throw Errno.EBADF.thrown();
    }
    state.checkOpen();
  }

  /** Before anything else, as the kernel does. */
  private static void checkPosition(long position) throws ErrnoException {
    if (position < 0) {
      throw Errno.EINVAL.thrown();
    }
  }

  /** Whether there is such a place in any file ({@code rw_verify_area}). */
  private static void checkEnd(long position, long count) throws ErrnoException {
    if (position + count < 0) {
      throw Errno.EINVAL.thrown();
    }
  }

  private void checkSeekable() throws ErrnoException {
    checkUsable();
    if (inode.type() == FileType.FIFO) {
      throw Errno.ESPIPE.thrown();
    }
  }

  /** Whether it was opened on the mount of {@code asked}. */
  boolean isOf(MountState asked) {
    return state == asked;
  }

  Inode inode() {
    return inode;
  }

  /** The file as it is now; not of one that is only named. */
  Inode current() throws ErrnoException {
    checkUsable();
    if (directory != null) {
      return directory.current();
    }
    UpperInode upper = upper();
    return upper != null ? upper : inode;
  }

  OpenDirectories.Handle directory() {
    return directory;
  }

  PathName location() {
    return location;
  }

  /**
   * Gives {@code use} the name through which it was opened, as it is now; of a directory, none.
   *
   * @return what {@code use} returns
   */
  boolean named(OpenName.Use use) {
    return name != null && name.use(lower == null ? null : lower.moves(), use);
  }

  /** A directory that it lies in was moved; with the mount's lock held. */
  void moved(PathName newLocation) {
    location = newLocation;
  }

  private UpperInode writable() throws ErrnoException {
    checkSeekable();
    if (!flags.contains(OpenFlag.WRITE)) {
      throw Errno.EBADF.thrown();
    }
    return upper();
  }

  /** The file in the writable layer, or null while it is not there. */
  UpperInode upper() {
    if (lower != null) {
      return lower.upper();
    }
    return inode instanceof UpperInode upper ? upper : null;
  }
}
