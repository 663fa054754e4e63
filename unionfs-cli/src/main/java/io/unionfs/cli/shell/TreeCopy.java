package io.unionfs.cli.shell;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.nio.UnionFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.CopyOption;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;

/** Copies a tree of any types of files to another name as cp(1) does, links as links. */
final class TreeCopy extends SimpleFileVisitor<Path> {
  /** What a copy has of its original besides data and permissions. */
  enum Keep {
    /** Nothing: {@code cp -r}. */
    NOTHING,
    /** Owner, mode, times, xattrs, and which names are one file: {@code cp -a}. */
    ALL
  }

  private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};
  private static final int TYPE = 0170000;

  private final Path from;
  private final Path to;
  private final Keep keep;
  private final Stop stop;

  /** The copies of files with several names, by inode number. */
  private final Map<Object, Path> linked = new HashMap<>();

  private TreeCopy(Path from, Path to, Keep keep, Stop stop) {
    this.from = from;
    this.to = to;
    this.keep = keep;
    this.stop = stop;
  }

  /**
   * Copies what is at {@code from} to {@code to}; directories that are there are filled, files
   * written anew.
   *
   * @throws FileSystemException where the two do not go together, or at the first file that fails
   */
  static void copy(Path from, Path to, Keep keep, Stop stop) throws IOException {
    boolean isDirectory = Files.isDirectory(from, NOFOLLOW);
    if (isDirectory && to.getParent() != null) {
      Path place = to.getParent().toRealPath().resolve(to.getFileName());
      if (place.startsWith(from.toRealPath())) {
        throw new FileSystemException(from.toString(), null, "cannot be copied into itself");
      }
    }
    Files.walkFileTree(from, new TreeCopy(from, to, keep, stop));
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    Path copy = copyOf(directory);
    if (!Files.exists(copy, NOFOLLOW)) {
      Files.copy(directory, copy, options(keep));
    } else if (!Files.isDirectory(copy, NOFOLLOW)) {
      throw new FileSystemException(copy.toString(), null, "Not a directory");
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    stop.check();
    Path copy = copyOf(file);
    Map<String, Object> stat = Files.readAttributes(file, "unix:ino,nlink", NOFOLLOW);
    Path earlier = linked.get(stat.get("ino"));
    if (earlier != null) {
      Files.deleteIfExists(copy);
      Files.createLink(copy, earlier);
      return FileVisitResult.CONTINUE;
    }
    if (attributes.isRegularFile()) {
      file(file, copy, keep);
    } else {
      other(file, copy, keep);
    }
    if (keep == Keep.ALL && (Integer) stat.get("nlink") > 1) {
      linked.put(stat.get("ino"), copy);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, IOException failure)
      throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (keep == Keep.ALL) {
      attributes(directory, copyOf(directory));
    }
    return FileVisitResult.CONTINUE;
  }

  private Path copyOf(Path path) {
    return path.equals(from) ? to : to.resolve(from.relativize(path));
  }

  /** The data of {@code from}, a link followed; a file that is there stays the file it is. */
  static void file(Path from, Path to, Keep keep) throws IOException {
    if (!Files.exists(to, NOFOLLOW)) {
      Files.copy(from, to, options(keep));
      return;
    }
    if (Files.isDirectory(to)) {
      throw new FileSystemException(to.toString(), null, "Is a directory");
    }
    if (!Files.exists(to)) {
      throw new FileSystemException(to.toString(), null, "is a symbolic link to nothing");
    }
    if (Files.isSameFile(from, to)) {
      throw new FileSystemException(to.toString(), null, "is the file to be copied");
    }
    try (InputStream in = Files.newInputStream(from);
        OutputStream out =
            Files.newOutputStream(
                to, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      in.transferTo(out);
    }
    if (keep == Keep.ALL) {
      attributes(from.toRealPath(), to.toRealPath());
    }
  }

  /** A symbolic link, fifo, socket or device. */
  private static void other(Path from, Path to, Keep keep) throws IOException {
    Map<String, Object> stat = Files.readAttributes(from, "unix:mode,rdev", NOFOLLOW);
    DeviceNumber device = DeviceNumber.decode((Long) stat.get("rdev"));
    Files.deleteIfExists(to);
    int mode = (Integer) stat.get("mode");
    switch (mode & TYPE) {
      case 0120000 -> Files.createSymbolicLink(to, Files.readSymbolicLink(from));
      case 0010000 -> UnionFiles.createFifo(to);
      case 0140000 -> UnionFiles.createSocket(to);
      case 0020000 -> UnionFiles.createCharacterDevice(to, device);
      default -> UnionFiles.createBlockDevice(to, device);
    }
    if (keep == Keep.ALL) {
      attributes(from, to);
    } else if ((mode & TYPE) != 0120000) {
      Files.setAttribute(to, "unix:mode", mode & 0777);
    }
  }

  private static void attributes(Path from, Path to) throws IOException {
    Map<String, Object> stat =
        Files.readAttributes(from, "unix:mode,uid,gid,lastAccessTime,lastModifiedTime", NOFOLLOW);
    Files.setAttribute(to, "unix:uid", stat.get("uid"), NOFOLLOW);
    Files.setAttribute(to, "unix:gid", stat.get("gid"), NOFOLLOW);
    int mode = (Integer) stat.get("mode");
    if ((mode & TYPE) != 0120000) {
      Files.setAttribute(to, "unix:mode", mode & 07777);
    }
    for (var xattr : Files.readAttributes(from, "xattr:*", NOFOLLOW).entrySet()) {
      Files.setAttribute(to, "xattr:" + xattr.getKey(), xattr.getValue(), NOFOLLOW);
    }
    if ((mode & TYPE) != 0120000) {
      Files.getFileAttributeView(to, BasicFileAttributeView.class)
          .setTimes(
              (FileTime) stat.get("lastModifiedTime"), (FileTime) stat.get("lastAccessTime"), null);
    }
  }

  private static CopyOption[] options(Keep keep) {
    return keep == Keep.ALL
        ? new CopyOption[] {StandardCopyOption.COPY_ATTRIBUTES}
        : new CopyOption[0];
  }
}
