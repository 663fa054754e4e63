package io.unionfs.nio;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.TimeChange;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.time.Instant;

/**
 * Does what {@link java.nio.file.Files} cannot: makes fifos, sockets and devices, as mknod(2) does,
 * and sets the times of links to the nanosecond.
 *
 * <pre>{@code
 * UnionFiles.createFifo(fs.getPath("/run/pipe"));
 * UnionFiles.createCharacterDevice(fs.getPath("/dev/null"), new DeviceNumber(1, 3));
 * }</pre>
 *
 * <p>The files are entries for an image or a container to find: nothing stands behind them, and
 * opening one is {@code No such device or address}. {@code Files} deletes, moves and looks at them:
 * {@code unix:mode} holds the type, {@code unix:rdev} the device number.
 *
 * <p>Those that make files take permissions as {@link java.nio.file.Files#createFile
 * Files.createFile} does, {@link java.nio.file.attribute.PosixFilePermissions#asFileAttribute
 * posix:permissions}; without, they are {@code rw-rw-rw-}; the caller's umask is taken off. They
 * return the path, and fail with
 *
 * <ul>
 *   <li>{@link java.nio.file.FileAlreadyExistsException} if something is there, a dangling link too
 *       (EEXIST);
 *   <li>{@link java.nio.file.NoSuchFileException} if the parent is missing (ENOENT);
 *   <li>{@link java.nio.file.AccessDeniedException} if the caller may not make names there
 *       (EACCES);
 *   <li>{@link java.nio.file.FileSystemException} with the errno's text as reason: {@code Operation
 *       not permitted} for a device by another than root, and for the character device 0/0 by
 *       anybody, which is how overlayfs writes a whiteout (EPERM), {@code Read-only file system},
 *       and so on;
 *   <li>{@link UnsupportedOperationException} for other attributes;
 *   <li>{@link java.nio.file.ProviderMismatchException} if the path is not in a union mount.
 * </ul>
 *
 * <p>Safe for use by many threads; of two that make one name, one fails.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mknod.2.html">mknod(2)</a>
 */
public final class UnionFiles {
  private static final int MAJORS = 1 << 12;
  private static final int MINORS = 1 << 20;

  private UnionFiles() {}

  /** Makes a fifo, a named pipe (fifo(7)). */
  public static Path createFifo(Path path, FileAttribute<?>... attributes) throws IOException {
    return create(path, FileType.FIFO, DeviceNumber.NONE, attributes);
  }

  /** Makes the name of a socket (unix(7)), as bind(2) leaves it. */
  public static Path createSocket(Path path, FileAttribute<?>... attributes) throws IOException {
    return create(path, FileType.SOCKET, DeviceNumber.NONE, attributes);
  }

  /**
   * Makes a character device.
   *
   * @throws IllegalArgumentException if the number is none that Linux has: the major number has 12
   *     bits, the minor 20
   */
  public static Path createCharacterDevice(
      Path path, DeviceNumber device, FileAttribute<?>... attributes) throws IOException {
    return create(path, FileType.CHARACTER_DEVICE, device, attributes);
  }

  /**
   * Makes a block device.
   *
   * @throws IllegalArgumentException if the number is none that Linux has: the major number has 12
   *     bits, the minor 20
   */
  public static Path createBlockDevice(
      Path path, DeviceNumber device, FileAttribute<?>... attributes) throws IOException {
    return create(path, FileType.BLOCK_DEVICE, device, attributes);
  }

  /**
   * Sets the times of a file, of a symbolic link those of the link itself, as utimensat(2) does: to
   * the nanosecond, which {@code Files} does for links from JDK 25 on. Returns the path.
   */
  public static Path setTimes(Path path, Instant modified, Instant accessed) throws IOException {
    UnionPath file = UnionPath.of(path);
    try {
      Place.of(file, Follow.NOFOLLOW)
          .setTimes(Follow.NOFOLLOW, new TimeChange.To(accessed), new TimeChange.To(modified));
    } catch (ErrnoException e) {
      throw Errors.of(e, file);
    }
    return file;
  }

  private static Path create(
      Path path, FileType type, DeviceNumber device, FileAttribute<?>... attributes)
      throws IOException {
    UnionPath file = UnionPath.of(path);
    int mode = Options.mode(Options.FILE_MODE, attributes);
    check(device);
    try {
      Place.ofName(file).mknod(type, mode, device);
    } catch (ErrnoException e) {
      throw Errors.of(e, file);
    }
    return file;
  }

  private static void check(DeviceNumber device) {
    if (device.major() < 0
        || device.major() >= MAJORS
        || device.minor() < 0
        || device.minor() >= MINORS) {
      throw new IllegalArgumentException("no device number of Linux: " + device);
    }
  }
}
