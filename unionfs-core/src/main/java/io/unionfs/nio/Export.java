package io.unionfs.nio;

import io.unionfs.layer.FileType;
import io.unionfs.nio.ExportReport.Kind;
import io.unionfs.nio.ExportReport.Loss;
import io.unionfs.nio.UnionFileAttributes.Key;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Listing;
import io.unionfs.overlay.Lookup;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Copies a tree out of a union. It is built in a directory beside the target that nobody else can
 * enter, from names one by one, and moved into place at the end: so no link in the tree can lead a
 * write out of it, and a failure leaves nothing. Used once. {@link ExportPlace} tells of
 * filesystems where that cannot be.
 */
final class Export {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final UnionFileSystem fileSystem;
  private final UnionPath source;
  private final List<Loss> losses = new ArrayList<>();

  /** Where a file with further names was put, by its number. */
  private final Map<Key, Path> linked = new HashMap<>();

  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private ExportAttributes attributes;
  private long files;

  Export(UnionFileSystem fileSystem, UnionPath source) {
    this.fileSystem = fileSystem;
    this.source = source;
  }

  /** A directory whose children are being copied. */
  private record Open(UnionPath from, Path to, Inode inode, Iterator<Listing.Item> rest) {}

  ExportReport to(Path target) throws IOException {
    Inode top = find(source, Follow.FOLLOW);
    if (top.type() != FileType.DIRECTORY) {
      throw new NotDirectoryException(source.toString());
    }
    ExportPlace place = ExportPlace.prepare(target);
    try {
      attributes = new ExportAttributes(losses, place.building());
      copyTree(top, place.building());
      place.publish();
    } catch (IOException e) {
      place.discard(e);
      if (!fileSystem.isOpen()) {
        throw closedMeanwhile(e);
      }
      throw e;
    } catch (RuntimeException | Error e) {
      place.discard(e);
      throw e;
    }
    return new ExportReport(target, files, losses);
  }

  private static ClosedFileSystemException closedMeanwhile(IOException failure) {
    ClosedFileSystemException closed = new ClosedFileSystemException();
    closed.initCause(failure);
    return closed;
  }

  private Inode find(UnionPath path, Follow follow) throws IOException {
    Lookup found = fileSystem.lookup(path, follow);
    if (found instanceof Errno errno) {
      throw Errors.of(errno, path);
    }
    return (Inode) found;
  }

  /** Depth first; a directory gets its attributes when all that is in it is there. */
  private void copyTree(Inode top, Path building) throws IOException {
    Deque<Open> way = new ArrayDeque<>();
    way.push(new Open(source, building, top, list(source)));
    files++;
    while (!way.isEmpty()) {
      Open directory = way.peek();
      if (!directory.rest().hasNext()) {
        way.pop();
        attributes.copy(directory.from(), directory.inode(), directory.to());
        continue;
      }
      Listing.Item item = directory.rest().next();
      UnionPath from = directory.from().child(item.name());
      Path to = child(from, directory.to(), item.name());
      if (to != null) {
        Open below = copy(from, to);
        if (below != null) {
          way.push(below);
        }
      }
    }
  }

  private Iterator<Listing.Item> list(UnionPath directory) throws IOException {
    try {
      return Place.of(directory, Follow.FOLLOW).list().iterator();
    } catch (ErrnoException e) {
      unreadable(directory, e);
      return List.<Listing.Item>of().iterator();
    }
  }

  /** Takes note of what cannot be read, unless the storage has failed. */
  private void unreadable(UnionPath path, ErrnoException failure) throws IOException {
    switch (failure.errno()) {
      case EACCES, EPERM -> lose(path, Kind.UNREADABLE, failure.errno().text());
      case ENOENT, ENOTDIR, ESTALE -> lose(path, Kind.GONE, failure.errno().text());
      default -> throw Errors.of(failure, path);
    }
  }

  /** The one file called {@code name} in {@code directory}, or null if there can be none. */
  private Path child(UnionPath from, Path directory, String name) {
    try {
      return ExportNames.child(directory, name);
    } catch (InvalidPathException e) {
      lose(from, Kind.NAME, e.getReason());
      return null;
    }
  }

  /** Copies one file; of a directory, which is returned, only itself. */
  private Open copy(UnionPath from, Path to) throws IOException {
    Place place = Place.of(from, Follow.NOFOLLOW);
    Lookup found = place.lookup(Follow.NOFOLLOW);
    if (found instanceof Errno errno) {
      unreadable(from, new ErrnoException(errno));
      return null;
    }
    Inode inode = (Inode) found;
    Key key = new Key(place.device(), inode.ino());
    try {
      return switch (inode.type()) {
        case DIRECTORY -> {
          Files.createDirectory(to);
          files++;
          yield new Open(from, to, inode, list(from));
        }
        case SYMLINK -> {
          symlink(from, inode, key, to);
          yield null;
        }
        case REGULAR -> {
          regular(from, inode, key, to);
          yield null;
        }
        default -> {
          lose(from, Kind.SPECIAL_FILE, inode.type().toString());
          yield null;
        }
      };
    } catch (FileAlreadyExistsException e) {
      lose(from, Kind.NAME, "the target takes it for the name of another file");
      return null;
    } catch (FileSystemException e) {
      if (isAboutTheName(e, to)) {
        lose(from, Kind.NAME, e.getReason());
        return null;
      }
      throw e;
    }
  }

  /** Names and paths may be longer here than there. */
  private static boolean isAboutTheName(FileSystemException failure, Path to) {
    String reason = failure.getReason();
    return reason != null
        && to.toString().equals(failure.getFile())
        && (reason.equals(Errno.ENAMETOOLONG.text())
            || reason.equals(Errno.EILSEQ.text())
            || reason.equals(Errno.EINVAL.text()));
  }

  private void symlink(UnionPath from, Inode inode, Key key, Path to) throws IOException {
    String text;
    try {
      text = Place.of(from, Follow.NOFOLLOW).readlink();
    } catch (ErrnoException e) {
      unreadable(from, e);
      return;
    }
    if (linkTo(from, key, to)) {
      return;
    }
    try {
      Files.createSymbolicLink(to, ExportNames.path(to.getFileSystem(), text));
    } catch (InvalidPathException | UnsupportedOperationException e) {
      lose(from, Kind.SYMBOLIC_LINK, "it cannot be made there: " + text);
      return;
    }
    files++;
    if (ExportNames.losesSlashes(text)) {
      lose(from, Kind.SYMBOLIC_LINK, "redundant slashes are lost: " + text);
    }
    remember(inode, key, to);
    attributes.copy(from, inode, to);
  }

  private void regular(UnionPath from, Inode inode, Key key, Path to) throws IOException {
    if (linkTo(from, key, to)) {
      return;
    }
    try (OpenFile in =
        Place.of(from, Follow.NOFOLLOW).open(Set.of(OpenFlag.READ, OpenFlag.NOFOLLOW), 0)) {
      try (ExportFile out = ExportFile.create(to)) {
        copyData(in, out);
      }
    } catch (ErrnoException e) {
      Files.deleteIfExists(to);
      unreadable(from, e);
      return;
    }
    files++;
    remember(inode, key, to);
    attributes.copy(from, inode, to);
  }

  private void copyData(OpenFile in, ExportFile out) throws ErrnoException, IOException {
    long position = 0;
    while (in.read(buffer.clear(), position) > 0) {
      buffer.flip();
      position += buffer.remaining();
      out.write(buffer);
    }
    out.finish();
  }

  /** Makes {@code to} a further name of a file that was copied, if it is one. */
  private boolean linkTo(UnionPath from, Key key, Path to) throws IOException {
    Path first = linked.get(key);
    if (first == null) {
      return false;
    }
    try {
      Files.createLink(to, first);
      files++;
      return true;
    } catch (UnsupportedOperationException e) {
      lose(from, Kind.HARD_LINK, "the target has no hard links");
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException e) {
      lose(from, Kind.HARD_LINK, String.valueOf(e.getReason()));
    }
    return false;
  }

  private void remember(Inode inode, Key key, Path to) {
    if (inode.stat().links() > 1) {
      linked.putIfAbsent(key, to);
    }
  }

  private void lose(UnionPath path, Kind kind, String detail) {
    losses.add(new Loss(path, kind, detail));
  }
}
