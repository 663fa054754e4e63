package io.unionfs.medium;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Any NIO filesystem as storage. */
final class NioStorage implements Storage {
  /** What user xattrs are called in full; NIO leaves the prefix out. */
  static final String USER = "user.";

  private static final Set<OpenOption> READ_WRITE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
  private static final Set<OpenOption> CREATE_NEW =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

  /** jimfs replaces only when told so; the host's rename always does. */
  private static final CopyOption[] REPLACING = {
    StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING
  };

  @Override
  public Path resolve(Path directory, String name) throws IOException {
    try {
      // Twice as fast on jimfs as resolving a string.
      return directory.resolve(directory.getFileSystem().getPath(name));
    } catch (RuntimeException e) {
      throw Failures.of(e, directory);
    }
  }

  @Override
  public FileChannel createFile(Path file, FileAttribute<?>... attributes) throws IOException {
    try {
      return file.getFileSystem().provider().newFileChannel(file, CREATE_NEW, attributes);
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, file);
    }
  }

  @Override
  public FileChannel open(Path file) throws IOException {
    try {
      return file.getFileSystem().provider().newFileChannel(file, READ_WRITE);
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, file);
    }
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    try {
      Files.createDirectory(directory, attributes);
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, directory);
    }
  }

  @Override
  public void createSymlink(Path link, String target) throws IOException {
    try {
      Files.createSymbolicLink(link, link.getFileSystem().getPath(target));
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, link);
    }
  }

  @Override
  public String readSymlink(Path link) throws IOException {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, link);
    }
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    try {
      Files.createLink(link, existing);
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, link);
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, REPLACING);
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, to);
    }
  }

  @Override
  public void delete(Path file) throws IOException {
    try {
      Files.delete(file);
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, file);
    }
  }

  @Override
  public List<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw Failures.of(e.getCause(), directory);
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, directory);
    }
    return children;
  }

  @Override
  public Map<String, Object> attributes(Path file, String names) throws IOException {
    try {
      return Files.readAttributes(file, names, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, file);
    }
  }

  @Override
  public void setAttribute(Path file, String name, Object value) throws IOException {
    try {
      if (name.equals("unix:mode") || name.equals("posix:permissions")) {
        // Without following links the JDK opens the file, and a fifo's opening hangs. The caller
        // knows that the file is no link.
        Files.setAttribute(file, name, value);
      } else {
        Files.setAttribute(file, name, value, LinkOption.NOFOLLOW_LINKS);
      }
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, file);
    }
  }

  @Override
  public void setTimes(Path file, FileTime modified, FileTime accessed) throws IOException {
    try {
      Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(modified, accessed, null);
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, file);
    }
  }

  @Override
  public List<String> xattrs(Path file) throws IOException {
    try {
      List<String> names = new ArrayList<>();
      for (String name : userXattrs(file).list()) {
        names.add(USER + name);
      }
      return names;
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, file);
    }
  }

  @Override
  public byte[] xattr(Path file, String name) throws IOException {
    try {
      UserDefinedFileAttributeView view = userXattrs(file);
      String shortName = name.substring(USER.length());
      ByteBuffer value = ByteBuffer.allocate(view.size(shortName));
      view.read(shortName, value);
      return value.hasRemaining()
          ? java.util.Arrays.copyOf(value.array(), value.position())
          : value.array();
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, file);
    }
  }

  @Override
  public void setXattr(Path file, String name, byte[] value) throws IOException {
    try {
      userXattrs(file).write(name.substring(USER.length()), ByteBuffer.wrap(value));
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, file);
    }
  }

  @Override
  public void removeXattr(Path file, String name) throws IOException {
    try {
      userXattrs(file).delete(name.substring(USER.length()));
    } catch (FileSystemException e) {
      if (!String.valueOf(e.getReason()).contains("No data available")) {
        throw Failures.of(e, file);
      }
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, file);
    }
  }

  @Override
  public void write(FileChannel channel, ByteBuffer source, long position, Path file)
      throws IOException {
    try {
      if (isShareable(channel)) {
        writeAll(channel, source, position);
      } else {
        synchronized (channel) {
          writeAll(channel, source, position);
        }
      }
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, file);
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer source, long position)
      throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      at += channel.write(source, at);
    }
  }

  @Override
  public int read(FileChannel channel, ByteBuffer target, long position) throws IOException {
    if (isShareable(channel)) {
      return channel.read(target, position);
    }
    synchronized (channel) {
      return channel.read(target, position);
    }
  }

  @Override
  public void truncate(FileChannel channel, long size) throws IOException {
    if (isShareable(channel)) {
      channel.truncate(size);
      return;
    }
    synchronized (channel) {
      channel.truncate(size);
      if (Thread.currentThread().isInterrupted()) {
        // jimfs says nothing when an interrupt has kept it from doing anything.
        channel.close();
        throw new ClosedByInterruptException();
      }
    }
  }

  /**
   * Whether several threads may be inside {@code channel} at once. When jimfs's is closed by an
   * interrupt, it interrupts all who are inside; one of those who is being interrupted at that
   * moment by another thread holds what the first one needs, and on JDK 17 both wait for ever.
   */
  private static boolean isShareable(FileChannel channel) {
    return channel.getClass().getModule() == FileChannel.class.getModule();
  }

  @Override
  public void force(FileChannel channel) throws IOException {
    channel.force(true);
  }

  private static UserDefinedFileAttributeView userXattrs(Path file) {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(
            file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null) {
      throw new UnsupportedOperationException("user xattrs");
    }
    return view;
  }
}
