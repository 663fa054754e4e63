package io.unionfs.nio;

import io.unionfs.overlay.Listing;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The files in a directory at the moment it was opened; later changes do not show. */
final class UnionDirectoryStream implements DirectoryStream<Path> {
  private final UnionPath directory;
  private final Filter<? super Path> filter;
  private final Iterator<Listing.Item> items;

  private volatile boolean closed;

  /** Guarded by this. */
  private boolean iterated;

  UnionDirectoryStream(UnionPath directory, Listing listing, Filter<? super Path> filter) {
    this.directory = directory;
    this.filter = filter;
    this.items = listing.iterator();
  }

  @Override
  public synchronized Iterator<Path> iterator() {
    if (isClosed()) {
      throw new IllegalStateException("Directory stream is closed");
    }
    if (iterated) {
      throw new IllegalStateException("Iterator already obtained");
    }
    iterated = true;
    return new Entries();
  }

  @Override
  public void close() {
    closed = true;
  }

  private boolean isClosed() {
    return closed || !directory.getFileSystem().isOpen();
  }

  /** Behaves as at the end once the stream is closed; a file found before is still given. */
  private final class Entries implements Iterator<Path> {
    private Path found;

    @Override
    public synchronized boolean hasNext() {
      while (found == null && !isClosed() && items.hasNext()) {
        Path file = directory.child(items.next().name());
        try {
          found = filter.accept(file) ? file : null;
        } catch (IOException e) {
          throw new DirectoryIteratorException(e);
        }
      }
      return found != null;
    }

    @Override
    public synchronized Path next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Path file = found;
      found = null;
      return file;
    }
  }
}
