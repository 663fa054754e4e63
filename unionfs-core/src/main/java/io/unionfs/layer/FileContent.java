package io.unionfs.layer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;

/**
 * The bytes of a regular file on any filesystem. The file must stay as it was when this was made; a
 * reader that finds another file, or another size, fails instead of showing a mixture.
 */
final class FileContent implements Content {
  private static final Set<OpenOption> NO_FOLLOW =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final Path file;
  private final long size;
  private final Object fileKey;

  /** The content of {@code file}, whose attributes, not following a link, were {@code found}. */
  FileContent(Path file, long size, Object fileKey) {
    this.file = file;
    this.size = size;
    this.fileKey = fileKey;
  }

  static FileContent of(Path file) throws IOException {
    Path real = file.toRealPath();
    BasicFileAttributes found = Files.readAttributes(real, BasicFileAttributes.class);
    if (!found.isRegularFile()) {
      throw new IOException(file + ": not a regular file");
    }
    return new FileContent(real, found.size(), found.fileKey());
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Reader open() throws IOException {
    return size == 0 ? new EmptyReader() : new FileReader(openChannel());
  }

  private FileChannel openChannel() throws IOException {
    // Looked at before it is opened: to open a fifo would wait for a writer.
    BasicFileAttributes now;
    try {
      now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": vanished while a layer was using it", e);
    } catch (ClosedFileSystemException e) {
      throw new IOException(file + ": its filesystem is closed", e);
    }
    if (!now.isRegularFile() || now.size() != size || !sameKey(now.fileKey())) {
      throw new IOException(file + ": changed while a layer was using it");
    }
    try {
      return FileChannel.open(file, NO_FOLLOW);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      // zip filesystems know no NOFOLLOW_LINKS, and have no links.
      return FileChannel.open(file, StandardOpenOption.READ);
    }
  }

  private boolean sameKey(Object key) {
    return fileKey == null || key == null || Objects.equals(fileKey, key);
  }

  /** Through a channel of its own, which an interrupt may close. */
  private MappedByteBuffer mapped(MapMode mode, long position, long length) throws IOException {
    try (FileChannel channel = openChannel()) {
      return channel.map(mode, position, length);
    }
  }

  /** Nothing is opened until nothing is mapped. */
  private final class EmptyReader implements Reader, Mappable {
    @Override
    public int read(ByteBuffer target, long position) {
      return -1;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long length) throws IOException {
      return mapped(mode, position, length);
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }

  /**
   * A reader whose channel is opened anew when an interrupt has closed it: the interrupt of one
   * thread neither fails its own read, whose flag stays set, nor another's.
   */
  private final class FileReader implements Reader, Mappable {
    private volatile FileChannel channel;
    private boolean closed; // guarded by this

    FileReader(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      if (position >= size) {
        return -1;
      }
      int start = target.position();
      int limit = target.limit();
      if (target.remaining() > size - position) {
        target.limit(start + (int) (size - position));
      }
      boolean interrupted = Thread.interrupted();
      try {
        while (true) {
          FileChannel current = current();
          try {
            target.position(start); // an interrupt may come when the bytes are read already
            int count = readFrom(current, target, position);
            if (count < 0) {
              throw new IOException(file + ": shrank while a layer was using it");
            }
            if (count > 0 || !target.hasRemaining()) {
              return count;
            }
            // jimfs says 0 when an interrupt kept it from reading.
          } catch (ClosedChannelException e) {
            // An interrupt closed it, this thread's or another's, or close() did: current() tells.
            interrupted |= Thread.interrupted();
            current.close(); // a zip's channel does not notice
          }
        }
      } finally {
        target.limit(limit);
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    /**
     * When jimfs's channel is closed by an interrupt, it interrupts all who are inside; one of
     * those who is being interrupted at that moment by another thread holds what the first one
     * needs, and on JDK 17 both wait for ever. So only one is inside at a time.
     */
    private int readFrom(FileChannel current, ByteBuffer target, long position) throws IOException {
      if (current.getClass().getModule() == FileChannel.class.getModule()) {
        return current.read(target, position);
      }
      synchronized (current) {
        return current.read(target, position);
      }
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long length) throws IOException {
      return mapped(mode, position, length);
    }

    private FileChannel current() throws IOException {
      FileChannel current = channel;
      return current.isOpen() ? current : reopened();
    }

    private synchronized FileChannel reopened() throws IOException {
      if (closed) {
        throw new IOException(
            file + ": the layer or image that it belongs to is closed; close it after the mount");
      }
      if (!channel.isOpen()) {
        channel = openChannel();
      }
      return channel;
    }

    @Override
    public synchronized void close() throws IOException {
      closed = true;
      channel.close();
    }
  }
}
