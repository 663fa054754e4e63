package io.unionfs.medium;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Xattrs;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads metadata back from where {@link MetadataStore} put it, or from a tree someone else made.
 */
final class MetadataReader {
  private static final String BASIC =
      "isDirectory,isRegularFile,isSymbolicLink,size,lastModifiedTime,lastAccessTime,fileKey";
  private static final String UNIX =
      "unix:mode,ino,nlink,uid,gid,rdev,ctime,"
          + "isDirectory,isRegularFile,isSymbolicLink,size,lastModifiedTime,lastAccessTime";

  private final Storage storage;
  private final Profile profile;
  private final Sidecar sidecar;
  private final MetadataStore store;

  MetadataReader(Storage storage, Profile profile, Sidecar sidecar, MetadataStore store) {
    this.storage = storage;
    this.profile = profile;
    this.sidecar = sidecar;
    this.store = store;
  }

  /** What stands at a path. */
  sealed interface Found {}

  /** A whiteout. */
  enum FoundWhiteout implements Found {
    WHITEOUT
  }

  /**
   * A file of any type.
   *
   * @param storedNumber its number on the storing filesystem, {@code number} its own
   * @param links how many names it has
   */
  record FoundFile(
      Form form, long storedNumber, long number, int links, long size, MetadataStore.Stored stored)
      implements Found {}

  /** The number of the file at {@code path}. */
  long number(Path path) throws IOException {
    return switch (profile.numbering()) {
      case INODE -> number(path, storage.attributes(path, "unix:ino").get("ino"));
      case FILE_KEY -> number(path, storage.attributes(path, "fileKey").get("fileKey"));
      case COUNTED -> throw new IllegalStateException("numbers are counted");
    };
  }

  private static long number(Path path, Object value) throws IOException {
    long number = value instanceof Number n ? n.longValue() : -1;
    if (number <= 0 || number > Entry.MAX_NUMBER) {
      throw new IOException(path + ": file number " + value + " does not fit in 48 bits");
    }
    return number;
  }

  /** Reads what stands at {@code path}. */
  Found read(Path path) throws IOException {
    try {
      return readIfWhole(path);
    } catch (MetadataText.Damaged e) {
      throw new IOException(
          path
              + ": "
              + e.getMessage()
              + ": mount it with what wrote it, or remove the "
              + place(path)
              + ", and with it the file's owner, mode and type",
          e);
    }
  }

  /** Where the text about {@code path} stands. */
  private String place(Path path) {
    try {
      if (profile.can(Capability.XATTRS) && storage.xattrs(path).contains(Marks.METADATA)) {
        return "xattr " + Marks.METADATA;
      }
    } catch (IOException e) {
      // It cannot carry any.
    }
    return "line of its inode number in the file meta of the work directory";
  }

  private Found readIfWhole(Path path) throws IOException {
    boolean unix = profile.can(Capability.UNIX_ATTRIBUTES);
    Map<String, Object> found = storage.attributes(path, unix ? UNIX : BASIC);
    Form form = form(found);
    DeviceNumber device = unix ? device(found) : DeviceNumber.NONE;
    if (form == Form.SPECIAL && isWhiteoutDevice(found, device)) {
      return FoundWhiteout.WHITEOUT;
    }
    long number = number(path, found.get(unix ? "ino" : "fileKey"));
    Map<String, byte[]> xattrs = new TreeMap<>();
    Map<String, byte[]> marks = new TreeMap<>();
    MetadataText text = readText(path, form, number, xattrs, marks);
    long size = form == Form.REGULAR ? (Long) found.get("size") : 0;
    if (form == Form.REGULAR
        && size == 0
        && (marks.containsKey(Marks.WHITEOUT) || text.isWhiteout())) {
      return FoundWhiteout.WHITEOUT;
    }
    text.xattrsInto(xattrs);
    FileType type = type(form, found, text);
    int links =
        type == FileType.DIRECTORY || !unix
            ? (int) text.number("links", 1, 1)
            : (Integer) found.get("nlink");
    UpperMetadata metadata =
        new UpperMetadata(
            type,
            attributes(path, form, found, text, Xattrs.of(xattrs)),
            type == FileType.SYMLINK ? target(path, text) : null,
            device(form, type, device, text),
            MarkValues.read(marks, text));
    return new FoundFile(
        form,
        number,
        text.number("number", number),
        links,
        type == FileType.REGULAR ? size : 0,
        new MetadataStore.Stored(
            metadata,
            MarkValues.holdsWhiteouts(marks, text),
            text.isEmpty() ? null : text.toString()));
  }

  private MetadataText readText(
      Path path, Form form, long number, Map<String, byte[]> xattrs, Map<String, byte[]> marks)
      throws IOException {
    if (!store.holdsXattrs(form)) {
      String text = sidecar.get(number);
      return text == null ? MetadataText.empty() : MetadataText.parse(text);
    }
    for (String stored : storage.xattrs(path)) {
      byte[] value = storage.xattr(path, stored);
      String name = Marks.unescape(stored);
      if (name == null) {
        marks.put(stored, value);
      } else {
        xattrs.put(name, value);
      }
    }
    byte[] text = marks.get(Marks.METADATA);
    return text == null ? MetadataText.empty() : MetadataText.parse(Marks.text(text));
  }

  private static Form form(Map<String, Object> found) {
    if ((Boolean) found.get("isDirectory")) {
      return Form.DIRECTORY;
    }
    if ((Boolean) found.get("isSymbolicLink")) {
      return Form.SYMLINK;
    }
    return (Boolean) found.get("isRegularFile") ? Form.REGULAR : Form.SPECIAL;
  }

  private static FileType type(Form form, Map<String, Object> found, MetadataText text)
      throws IOException {
    return switch (form) {
      case DIRECTORY -> FileType.DIRECTORY;
      case SYMLINK -> FileType.SYMLINK;
      case SPECIAL ->
          found.get("mode") instanceof Integer mode ? FileType.ofMode(mode) : FileType.FIFO;
      case REGULAR -> text.type() == null ? FileType.REGULAR : text.type();
    };
  }

  private static DeviceNumber device(Map<String, Object> found) {
    return found.get("rdev") instanceof Number rdev
        ? DeviceNumber.decode(rdev.longValue())
        : DeviceNumber.NONE;
  }

  private static DeviceNumber device(
      Form form, FileType type, DeviceNumber found, MetadataText text) throws IOException {
    if (!type.isDevice()) {
      return DeviceNumber.NONE;
    }
    return form == Form.SPECIAL ? found : text.device();
  }

  private static boolean isWhiteoutDevice(Map<String, Object> found, DeviceNumber device) {
    return found.get("mode") instanceof Integer mode
        && FileType.ofMode(mode) == FileType.CHARACTER_DEVICE
        && device.equals(DeviceNumber.NONE);
  }

  private String target(Path path, MetadataText text) throws IOException {
    String target = text.string("target");
    return target == null ? storage.readSymlink(path) : target;
  }

  private Attributes attributes(
      Path path, Form form, Map<String, Object> found, MetadataText text, Xattrs xattrs)
      throws IOException {
    Instant modified = ((FileTime) found.get("lastModifiedTime")).toInstant();
    Instant accessed = ((FileTime) found.get("lastAccessTime")).toInstant();
    Instant changed = found.get("ctime") instanceof FileTime time ? time.toInstant() : modified;
    boolean owner = profile.can(Capability.OWNER) || profile.can(Capability.MODE);
    return new Attributes(
        text.mode(nativeMode(path, form, found)),
        (int) text.number("uid", owner ? (Integer) found.get("uid") : 0),
        (int) text.number("gid", owner ? (Integer) found.get("gid") : 0),
        text.time("accessed", accessed),
        text.time("modified", modified),
        text.time("changed", changed),
        xattrs);
  }

  private int nativeMode(Path path, Form form, Map<String, Object> found) throws IOException {
    if (form == Form.SYMLINK) {
      return 0777;
    }
    if (found.get("mode") instanceof Integer mode) {
      return mode & 07777;
    }
    if (profile.can(Capability.PERMISSIONS_TO_SHOW)
        && storage.attributes(path, "posix:permissions").get("permissions")
            instanceof Set<?> permissions) {
      int mode = 0;
      for (PosixFilePermission one : PosixFilePermission.values()) {
        mode |= permissions.contains(one) ? 0400 >> one.ordinal() : 0;
      }
      return mode;
    }
    return form == Form.DIRECTORY ? 0755 : 0644;
  }
}
