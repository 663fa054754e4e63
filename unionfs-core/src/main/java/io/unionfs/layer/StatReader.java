package io.unionfs.layer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Reads what a filesystem knows of a file, in one call: through the {@code unix} attribute view
 * where there is one, else {@code posix}, else {@code basic}. What a filesystem does not know is as
 * in a fresh image layer: owned by root, mode 0755 or 0644.
 */
final class StatReader {
  private static final String BASIC =
      "isDirectory,isRegularFile,isSymbolicLink,size,lastModifiedTime,lastAccessTime,fileKey";

  /** Which attributes there are. Named one by one: {@code unix:*} would look up user names. */
  private enum View {
    NATIVE("unix:mode,uid,gid,rdev,nlink,ctime,dev,ino," + BASIC),
    UNIX("unix:mode,owner,group,rdev,nlink,ctime,dev,ino," + BASIC),
    POSIX("posix:permissions,owner,group," + BASIC),
    BASIC_ONLY(BASIC);

    private final String attributes;

    View(String attributes) {
      this.attributes = attributes;
    }

    static View of(Path root) {
      Set<String> views = root.getFileSystem().supportedFileAttributeViews();
      if (views.contains("unix")) {
        return hasTrueNumbers(root.getFileSystem()) ? NATIVE : UNIX;
      }
      return views.contains("posix") ? POSIX : BASIC_ONLY;
    }
  }

  /** The host, and a union mount. Elsewhere a user's number may be made up from his name. */
  private static boolean hasTrueNumbers(FileSystem fileSystem) {
    return fileSystem == FileSystems.getDefault()
        || fileSystem.provider().getScheme().equals("unionfs");
  }

  private final View view;
  private final Path root;
  private final Object rootDevice;

  StatReader(Path root) throws IOException {
    this.root = root;
    this.view = View.of(root);
    this.rootDevice = read(root).get("dev");
  }

  /**
   * Looks at {@code file}, not following a link.
   *
   * @throws NoSuchFileException if it is not there
   */
  FileStat stat(Path file) throws IOException {
    Map<String, Object> found = read(file);
    FileType type = type(file, found);
    Instant modified = instant(found.get("lastModifiedTime"), Instant.EPOCH);
    return new FileStat(
        type,
        mode(type, found),
        owner(found, "uid", "owner"),
        owner(found, "gid", "group"),
        device(type, found),
        number(file, found),
        type == FileType.DIRECTORY ? 1 : links(found),
        (Long) found.get("size"),
        instant(found.get("lastAccessTime"), modified),
        modified,
        instant(found.get("ctime"), modified),
        found.get("fileKey"));
  }

  private Map<String, Object> read(Path file) throws IOException {
    return Files.readAttributes(file, view.attributes, LinkOption.NOFOLLOW_LINKS);
  }

  private static FileType type(Path file, Map<String, Object> found) throws IOException {
    if (found.get("isRegularFile").equals(true)) {
      return FileType.REGULAR;
    }
    if (found.get("isDirectory").equals(true)) {
      return FileType.DIRECTORY;
    }
    if (found.get("isSymbolicLink").equals(true)) {
      return FileType.SYMLINK;
    }
    try {
      return FileType.ofMode(found.get("mode") instanceof Integer mode ? mode : 0);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": its filesystem does not say of which type it is", e);
    }
  }

  private static int mode(FileType type, Map<String, Object> found) {
    if (found.get("mode") instanceof Integer mode) {
      return mode & 07777;
    }
    if (found.get("permissions") instanceof Set<?> permissions) {
      int mode = 0;
      for (PosixFilePermission permission : PosixFilePermission.values()) {
        mode = mode << 1 | (permissions.contains(permission) ? 1 : 0);
      }
      return mode;
    }
    return switch (type) {
      case DIRECTORY -> 0755;
      case SYMLINK -> 0777;
      default -> 0644;
    };
  }

  /**
   * The owner's number. On other filesystems than the host's and a union mount it is made up, and
   * not always the same: a name that is a number counts, any other is root.
   */
  private static int owner(Map<String, Object> found, String number, String name) {
    if (found.get(number) instanceof Integer id) {
      return id;
    }
    if (found.get(name) instanceof Principal principal) {
      try {
        return Integer.parseUnsignedInt(principal.getName());
      } catch (NumberFormatException e) {
        return 0;
      }
    }
    return 0;
  }

  private static DeviceNumber device(FileType type, Map<String, Object> found) {
    return type.isDevice() && found.get("rdev") instanceof Long rdev
        ? DeviceNumber.decode(rdev)
        : DeviceNumber.NONE;
  }

  private static int links(Map<String, Object> found) {
    return found.get("nlink") instanceof Integer links ? Math.max(1, links) : 1;
  }

  private static Instant instant(Object time, Instant otherwise) {
    return time instanceof FileTime fileTime ? fileTime.toInstant() : otherwise;
  }

  private long number(Path file, Map<String, Object> found) {
    if (found.get("ino") instanceof Number inode) {
      boolean plain =
          inode.longValue() >= 0
              && inode.longValue() <= Entry.MAX_NUMBER
              && found.get("dev").equals(rootDevice);
      return plain ? inode.longValue() : hash(found.get("dev") + ":" + inode);
    }
    Object key = found.get("fileKey");
    if (key instanceof Number small && small.longValue() >= 0) {
      return small.longValue() & Entry.MAX_NUMBER;
    }
    return hash(key == null ? root.relativize(file).toString() : key.toString());
  }

  /** FNV-1a, mixed once more and cut to 48 bits. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 32) * 0x9e3779b97f4a7c15L;
    return hash >>> 16;
  }
}
