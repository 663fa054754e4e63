package io.unionfs.nio;

import io.unionfs.nio.MountWalk.End;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.OpenFile;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * The files in a directory at the moment it was opened; later changes do not show. What is done
 * through the stream is done to the directory that is open, wherever that is by then, by the system
 * calls that take one ({@code openat(2)} and so on), with their errors, in the name of the view
 * that opened the stream. An absolute path has nothing to do with the stream, and is used in the
 * name of its own view. A path of another mount is refused. Safe for use by many threads.
 */
final class UnionDirectoryStream implements SecureDirectoryStream<Path> {
  private final UnionFileSystem fileSystem;
  private final UnionPath directory;

  /** Where the directory was when it was opened: the filesystem it is of. */
  private final Place place;

  private final OpenFile file;
  private final Filter<? super Path> filter;
  private final String[] names;

  /** What uses the directory; it is closed when nothing does. */
  private final Running running = new Running();

  /** For the table of what is open: the JVM's own hash code takes longer to make. */
  private final int hash = ThreadLocalRandom.current().nextInt();

  private volatile boolean closed;

  /** Guarded by this. */
  private boolean iterated;

  private UnionDirectoryStream(
      UnionPath directory,
      Place place,
      OpenFile file,
      String[] names,
      Filter<? super Path> filter) {
    this.fileSystem = directory.getFileSystem();
    this.directory = directory;
    this.place = place;
    this.file = file;
    this.names = names;
    this.filter = filter;
  }

  /** Opens the directory at {@code path}. */
  static UnionDirectoryStream open(UnionPath path, Filter<? super Path> filter) throws IOException {
    return open(
        path, Place.of(path, Follow.FOLLOW), path.getFileSystem(), Follow.FOLLOW, path, filter);
  }

  /**
   * @param given the path for errors
   * @param at what is opened
   * @param fileSystem who opens, and whose stream it is
   * @param path what the paths of the entries begin with
   */
  private static UnionDirectoryStream open(
      UnionPath given,
      Place at,
      UnionFileSystem fileSystem,
      Follow follow,
      UnionPath path,
      Filter<? super Path> filter)
      throws IOException {
    OpenFile opened = null;
    UnionDirectoryStream stream = null;
    try {
      opened = Opening.forAttributes(at, follow);
      stream = new UnionDirectoryStream(path, at, opened, names(at, opened), filter);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOTDIR) {
        throw new NotDirectoryException(given.toString());
      }
      throw Errors.of(e, given);
    } finally {
      if (stream == null && opened != null) {
        closeQuietly(opened);
      }
    }
    return fileSystem
        .openFiles()
        .register(stream, OpenResource.Kind.DIRECTORY_STREAM, path, at.mounted());
  }

  /** A removed directory is listed as an empty one (readdir(3)). */
  private static String[] names(Place at, OpenFile opened) throws ErrnoException {
    try {
      return at.engine().names(opened);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return PathSyntax.NO_NAMES;
      }
      throw e;
    }
  }

  private static void closeQuietly(OpenFile opened) {
    try {
      opened.close();
    } catch (ErrnoException e) {
      // The failure to be told is the one that made this necessary.
    }
  }

  // ---- the entries ----

  @Override
  public synchronized Iterator<Path> iterator() {
    if (isClosed()) {
      throw new IllegalStateException("Directory stream is closed");
    }
    if (iterated) {
      throw new IllegalStateException("Iterator already obtained");
    }
    iterated = true;
    return new Entries(this);
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    fileSystem.openFiles().forget(this);
    // Who is told of an operation as it runs may close its stream.
    if (!running.isInside()) {
      running.awaitEnd();
    }
    try {
      file.close();
    } catch (ErrnoException e) {
      throw Errors.of(e, directory);
    }
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  private boolean isClosed() {
    return closed || !fileSystem.isOpen();
  }

  /**
   * Behaves as at the end once the stream is closed; a file found before is still given. No lock:
   * threads that use it at once are each given other files, and may each ask the filter of one.
   */
  private static final class Entries implements Iterator<Path> {
    private static final AtomicIntegerFieldUpdater<Entries> NEXT =
        AtomicIntegerFieldUpdater.newUpdater(Entries.class, "next");

    private final UnionDirectoryStream stream;
    private final UnionPath directory;
    private final String[] names;
    private final Filter<? super Path> filter;

    /** The index of the name that comes next. */
    private volatile int next;

    /** The file found last; to be given if it has the name that comes next. */
    private UnionPath found;

    Entries(UnionDirectoryStream stream) {
      this.stream = stream;
      this.directory = stream.directory.whole();
      this.names = stream.names;
      this.filter = stream.filter;
    }

    @Override
    public boolean hasNext() {
      return find(next) < names.length;
    }

    @Override
    public Path next() {
      while (true) {
        int at = find(next);
        if (at == names.length) {
          throw new NoSuchElementException();
        }
        UnionPath entry = found;
        if (isAt(entry, at) && NEXT.compareAndSet(this, at, at + 1)) {
          return entry;
        }
      }
    }

    private boolean isAt(UnionPath entry, int index) {
      return entry != null && entry.lastName() == names[index]; // The same, not an equal one.
    }

    /** The index of the next file, from {@code index} on, which is in {@link #found} then. */
    private int find(int index) {
      int at = index;
      while (at < names.length && !isAt(found, at)) {
        if (stream.isClosed()) {
          return names.length;
        }
        UnionPath entry = directory.child(names[at]);
        if (accepts(entry, at)) {
          found = entry;
          return at;
        }
        at = next;
      }
      return at;
    }

    /** Asks the filter; what it refuses, or fails at, is left behind. */
    private boolean accepts(UnionPath entry, int at) {
      boolean accepted = false;
      try {
        accepted = filter.accept(entry);
      } catch (IOException e) {
        throw new DirectoryIteratorException(e);
      } finally {
        if (!accepted) {
          NEXT.compareAndSet(this, at, at + 1);
        }
      }
      return accepted;
    }
  }

  // ---- operations on the open directory ----

  @Override
  public SecureDirectoryStream<Path> newDirectoryStream(Path path, LinkOption... options)
      throws IOException {
    UnionPath given = own(path);
    UnionPath shown = directory.resolve(given);
    Follow follow = Options.follow(options);
    return using(
        () -> open(given, at(given, End.of(follow)), user(given), follow, shown, entry -> true));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    UnionPath given = own(path);
    UnionPath shown = directory.resolve(given);
    int mode = Options.mode(Options.FILE_MODE, attributes);
    return using(() -> Opening.open(this, given, shown, options, mode));
  }

  @Override
  public void deleteFile(Path path) throws IOException {
    UnionPath given = own(path);
    using(
        () -> {
          try {
            at(given, End.PARENT).unlink();
            return null;
          } catch (ErrnoException e) {
            throw Errors.of(e, given);
          }
        });
  }

  @Override
  public void deleteDirectory(Path path) throws IOException {
    UnionPath given = own(path);
    using(
        () -> {
          try {
            at(given, End.PARENT).rmdir();
            return null;
          } catch (ErrnoException e) {
            if (Copying.isNotEmpty(e.errno())) {
              throw new DirectoryNotEmptyException(null); // As the default provider says it.
            }
            throw Errors.of(e, given);
          }
        });
  }

  @Override
  public void move(Path source, SecureDirectoryStream<Path> targetStream, Path target)
      throws IOException {
    UnionPath from = own(source);
    if (!(Objects.requireNonNull(targetStream) instanceof UnionDirectoryStream other)) {
      throw new ProviderMismatchException();
    }
    UnionPath to = other.own(target);
    using(() -> other.using(() -> rename(from, other, to)));
  }

  private Void rename(UnionPath from, UnionDirectoryStream other, UnionPath to) throws IOException {
    try {
      if (fileSystem.device() != other.fileSystem.device()) {
        throw new ErrnoException(Errno.EXDEV);
      }
      new TwoPlaces(at(from, End.PARENT), other.at(to, End.PARENT)).rename(Set.of());
      return null;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EXDEV) {
        throw new AtomicMoveNotSupportedException(from.toString(), to.toString(), e.errno().text());
      }
      throw Errors.of(e, from, to);
    }
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(Class<V> type) {
    return OpenDirectoryView.of(this, null, type, Follow.FOLLOW);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return OpenDirectoryView.of(this, own(path), type, Options.follow(options));
  }

  // ---- for OpenDirectoryView ----

  UnionFileSystem fileSystem() {
    return fileSystem;
  }

  OpenFile file() {
    return file;
  }

  Place place() {
    return place;
  }

  private UnionPath own(Path path) {
    UnionPath file = UnionPath.of(path);
    if (file.getFileSystem().device() != fileSystem.device()) {
      throw new IllegalArgumentException(
          "a path of " + file.getFileSystem() + ", not of " + fileSystem + ": " + file);
    }
    return file;
  }

  /** The view in whose name {@code path} is used. */
  UnionFileSystem user(UnionPath path) {
    return path.isAbsolute() ? path.getFileSystem() : fileSystem;
  }

  /** Where {@code path} leads from here; there is no file by the empty path. */
  Place at(UnionPath path, End end) {
    return path.isAbsolute() ? Place.of(path, end) : place.from(file, user(path), path, end);
  }

  interface Use<T> {
    T run() throws IOException;
  }

  /**
   * Runs what uses the open directory.
   *
   * @throws ClosedDirectoryStreamException if the stream is closed
   */
  <T> T using(Use<T> use) throws IOException {
    running.begin();
    try {
      if (isClosed()) {
        throw new ClosedDirectoryStreamException();
      }
      return use.run();
    } finally {
      running.end();
    }
  }
}
