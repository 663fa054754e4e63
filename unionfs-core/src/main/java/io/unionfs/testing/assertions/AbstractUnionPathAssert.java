package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Question.asked;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.XattrFileAttributeView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What can be said of a file on a union beside what AssertJ says of any path: permissions, owner,
 * extended attributes, identity, type, times. All of it is of the path itself: of a symbolic link,
 * not of what it leads to (lstat(2)).
 *
 * @param <SELF> the type of the assertion, for chaining
 */
abstract class AbstractUnionPathAssert<SELF extends AbstractUnionPathAssert<SELF>>
    extends ExplainedPathAssert<SELF> {
  /** ENOTDIR, which has no exception of its own where attributes are read. */
  private static final String NOT_A_DIRECTORY = "Not a directory";

  AbstractUnionPathAssert(Path actual, Class<?> selfType) {
    super(actual, selfType);
  }

  // ---- permissions and owner ----

  /**
   * Verifies that the file has exactly the permission bits {@code mode}, of {@code 07777}: {@code
   * hasMode(0644)}.
   */
  public SELF hasMode(int mode) {
    Modes.checked(mode);
    FileState file = file("to have the permissions " + Modes.text(mode));
    if (file.mode() != mode) {
      throw told(
          "to have the permissions %s, but it has %s.", Modes.text(mode), Modes.text(file.mode()));
    }
    return myself;
  }

  /**
   * Verifies the same in the letters of {@code ls -l}: {@code hasMode("rwsr-xr-x")}.
   *
   * @throws IllegalArgumentException if they are not nine such letters
   */
  public SELF hasMode(String letters) {
    return hasMode(Modes.parse(letters));
  }

  /** Verifies that who runs the file becomes its owner. */
  public SELF isSetuid() {
    return hasBit(04000, "to be set-user-ID");
  }

  /** Verifies that who runs the file joins its group, or what is made in the directory does. */
  public SELF isSetgid() {
    return hasBit(02000, "to be set-group-ID");
  }

  /** Verifies that only owners may remove what is in the directory. */
  public SELF isSticky() {
    return hasBit(01000, "to be sticky");
  }

  private SELF hasBit(int bit, String expectation) {
    FileState file = file(expectation);
    if ((file.mode() & bit) == 0) {
      throw told("%s, but its permissions are %s.", expectation, Modes.text(file.mode()));
    }
    return myself;
  }

  /** Verifies the numbers of owner and group, unsigned 32 bits. */
  public SELF hasOwner(int uid, int gid) {
    String expectation = "to have the owner " + FileState.owner(uid, gid);
    FileState file = file(expectation);
    if (file.uid() != uid || file.gid() != gid) {
      throw told("%s, but it has %s.", expectation, file.owner());
    }
    return myself;
  }

  /** Verifies the owner's name in the union's {@code /etc/passwd}, else its number. */
  public SELF hasOwner(String user) {
    Objects.requireNonNull(user);
    String expectation = "to have the owner " + user;
    FileState file = file(expectation);
    String owner = names().owner().getName();
    if (!owner.equals(user)) {
      throw told("%s, but it has %s (%s).", expectation, owner, file.owner());
    }
    return myself;
  }

  /** Verifies the names in the union's {@code /etc/passwd} and {@code /etc/group}, else numbers. */
  public SELF hasOwner(String user, String group) {
    Objects.requireNonNull(user);
    Objects.requireNonNull(group);
    String expectation = "to have the owner " + user + ":" + group;
    FileState file = file(expectation);
    PosixFileAttributes names = names();
    if (!names.owner().getName().equals(user) || !names.group().getName().equals(group)) {
      throw told(
          "%s, but it has %s:%s (%s).",
          expectation, names.owner().getName(), names.group().getName(), file.owner());
    }
    return myself;
  }

  private PosixFileAttributes names() {
    return asked(
        () -> Files.readAttributes(actual, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
  }

  // ---- extended attributes ----

  /** Verifies that there is an extended attribute of the full name {@code name}. */
  public SELF hasXattr(String name) {
    xattr(name, "to have the extended attribute " + name);
    return myself;
  }

  /** Verifies the value of an extended attribute, as UTF-8. */
  public SELF hasXattr(String name, String value) {
    return hasXattr(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Verifies the value of an extended attribute. */
  public SELF hasXattr(String name, byte[] value) {
    String expectation = "to have the extended attribute " + name + " = " + printed(value);
    byte[] found = xattr(name, expectation);
    if (!Arrays.equals(found, value)) {
      throw told("%s, but its value is %s.", expectation, printed(found));
    }
    return myself;
  }

  /** Verifies that the file is there, and has no extended attribute of that full name. */
  public SELF doesNotHaveXattr(String name) {
    String expectation = "not to have the extended attribute " + name;
    file(expectation);
    if (xattrs().contains(name)) {
      throw told("%s, but its value is %s.", expectation, printed(xattrValue(name)));
    }
    return myself;
  }

  private byte[] xattr(String name, String expectation) {
    file(expectation);
    List<String> names = xattrs();
    if (!names.contains(name)) {
      throw told(
          "%s, but it has %s.",
          expectation, names.isEmpty() ? "none" : Text.line(String.join(", ", names)));
    }
    return xattrValue(name);
  }

  private List<String> xattrs() {
    return asked(() -> xattrView().list());
  }

  private byte[] xattrValue(String name) {
    return asked(() -> xattrView().get(name));
  }

  private XattrFileAttributeView xattrView() {
    return Files.getFileAttributeView(
        actual, XattrFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** A value as text where it is some, else in hexadecimal. */
  private static String printed(byte[] value) {
    String text = new String(value, StandardCharsets.UTF_8);
    boolean isText =
        Arrays.equals(text.getBytes(StandardCharsets.UTF_8), value)
            && text.chars().noneMatch(Character::isISOControl);
    if (isText) {
      return "\"" + Text.line(text) + "\"";
    }
    StringBuilder hex = new StringBuilder("0x");
    for (byte each : value) {
      hex.append(String.format("%02x", each));
    }
    return Text.line(hex);
  }

  // ---- identity and type ----

  /** Verifies that both paths are names of one file: one inode of one filesystem. */
  public SELF hasSameInodeAs(Path other) {
    String expectation = "to be the same file as " + Text.line(other);
    FileState file = file(expectation);
    FileState otherFile;
    try {
      otherFile = FileState.of(other);
    } catch (NoSuchFileException e) {
      throw told("%s, but nothing is there.", expectation);
    } catch (UnsupportedOperationException e) {
      throw told("%s, but that is of another kind of filesystem.", expectation);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!file.isSameFile(otherFile)) {
      throw told("%s, but that is another one.", expectation);
    }
    return myself;
  }

  /** Verifies how many names the file has ({@code st_nlink}); a merged directory has 1. */
  public SELF hasLinkCount(int links) {
    String expectation = "to have " + Text.count(links, "name", "names");
    FileState file = file(expectation);
    if (file.links() != links) {
      throw told("%s, but it has %d.", expectation, file.links());
    }
    return myself;
  }

  /**
   * Verifies that the path is a symbolic link with the text {@code target}, however it resolves.
   */
  public SELF isSymbolicLinkTo(String target) {
    Objects.requireNonNull(target);
    String expectation = "to be a symbolic link to " + Text.line(target);
    checkType(FileType.SYMLINK, expectation);
    String found = asked(() -> Files.readSymbolicLink(actual)).toString();
    if (!found.equals(target)) {
      throw told("%s, but it leads to %s.", expectation, Text.line(found));
    }
    return myself;
  }

  /** Verifies that the path is a character device with these numbers. */
  public SELF isCharacterDevice(int major, int minor) {
    return isDevice(FileType.CHARACTER_DEVICE, major, minor);
  }

  /** Verifies that the path is a block device with these numbers. */
  public SELF isBlockDevice(int major, int minor) {
    return isDevice(FileType.BLOCK_DEVICE, major, minor);
  }

  private SELF isDevice(FileType type, int major, int minor) {
    String expectation = "to be the " + LayerStack.word(type) + " " + major + "/" + minor;
    DeviceNumber found = checkType(type, expectation).rdev();
    if (!found.equals(new DeviceNumber(major, minor))) {
      throw told("%s, but it is %d/%d.", expectation, found.major(), found.minor());
    }
    return myself;
  }

  /** Verifies that the path is a fifo. */
  public SELF isFifo() {
    checkType(FileType.FIFO, "to be a fifo");
    return myself;
  }

  /** Verifies that the path is a socket's name. */
  public SELF isSocket() {
    checkType(FileType.SOCKET, "to be a socket");
    return myself;
  }

  private FileState checkType(FileType type, String expectation) {
    FileState file = file(expectation);
    if (file.type() != type) {
      throw told("%s, but it is a %s.", expectation, LayerStack.word(file.type()));
    }
    return file;
  }

  // ---- times ----

  /** Verifies when the content was last changed, to the nanosecond. */
  public SELF hasModifiedTime(Instant time) {
    String expectation = "to have been modified at " + Objects.requireNonNull(time);
    Instant found = file(expectation).modified();
    if (!found.equals(time)) {
      throw told("%s, but it was at %s.", expectation, found);
    }
    return myself;
  }

  /** Verifies when the content was last read, as the mount's access times have it. */
  public SELF hasAccessedTime(Instant time) {
    String expectation = "to have been accessed at " + Objects.requireNonNull(time);
    Instant found = file(expectation).accessed();
    if (!found.equals(time)) {
      throw told("%s, but it was at %s.", expectation, found);
    }
    return myself;
  }

  // ---- for subclasses ----

  /** What is at the path; fails, with the expectation that needs it, where nothing is. */
  final FileState file(String expectation) {
    union();
    try {
      return FileState.of(actual);
    } catch (FileSystemException e) {
      if (e instanceof NoSuchFileException || NOT_A_DIRECTORY.equals(e.getReason())) {
        throw told("%s, but nothing is shown there%s.", expectation, because());
      }
      throw new UncheckedIOException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String because() {
    UnionFileSystem union = union();
    return isMountedInside(union) ? "" : LayerStack.because(asked(() -> union.layersOf(actual)));
  }
}
