package io.unionfs.testing.images;

import io.unionfs.layer.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.Optional;

/**
 * One fact of the tree that an image must show: a path, what is looked at, and the right value.
 *
 * @param path without a slash at its beginning
 */
public record Shown(String path, Property property, String value) {
  /** What is looked at. No symbolic link at the end of the path is followed. */
  public enum Property {
    /** What a regular file holds, one character for each byte up to U+00FF. */
    CONTENT,
    /** A symbolic link's target. */
    TARGET,
    /** It is a directory; the value is empty. */
    DIRECTORY,
    /** It is not there; the value is empty. */
    ABSENT,
    /** The permission bits, octal. */
    MODE,
    /** {@code uid:gid}. */
    OWNER,
    /** {@code c 1:3}, {@code b 7:0}; {@code p} for a fifo. */
    DEVICE,
    /** The size of a regular file in bytes. */
    SIZE,
    /** The time of the last change, as {@link java.time.Instant} has it. */
    MODIFIED,
    /** An extended attribute: {@code user.NAME=VALUE}, one character for each byte of the value. */
    XATTR,
    /** The other path that names the same file. */
    SAME_FILE
  }

  private static final long MOST = 1 << 20;
  private static final String USER = "user.";

  /**
   * A fact.
   *
   * @throws IllegalArgumentException if the value of an {@link Property#XATTR} is not of its form
   */
  public Shown {
    if (property == Property.XATTR && !(value.startsWith(USER) && value.indexOf('=') > 0)) {
      throw new IllegalArgumentException("\"" + value + "\" is not of the form user.NAME=VALUE");
    }
  }

  /**
   * Looks whether a tree shows this.
   *
   * @param root the tree's root: of a union, or of a directory that a tool unpacked into
   * @return what it shows instead, in one line; empty if it is right
   * @throws IOException if the tree cannot be read
   */
  public Optional<String> difference(Path root) throws IOException {
    Path file;
    try {
      file = root.resolve(path);
    } catch (InvalidPathException e) {
      return Optional.of(this + ": a name that is no text cannot be asked for here");
    }
    String found;
    try {
      found = found(root, file);
    } catch (NoSuchFileException e) {
      found = "nothing";
    }
    return found.equals(value)
        ? Optional.empty()
        : Optional.of(this + ": found " + (found.isEmpty() ? "it" : found));
  }

  private String found(Path root, Path file) throws IOException {
    Map<String, Object> stat =
        property == Property.ABSENT && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)
            ? Map.of()
            : Files.readAttributes(
                file, "unix:mode,uid,gid,rdev,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
    if (stat.isEmpty()) {
      return "";
    }
    int mode = (Integer) stat.get("mode");
    FileType type = FileType.ofMode(mode);
    return switch (property) {
      case ABSENT -> type.toString();
      case DIRECTORY -> type == FileType.DIRECTORY ? "" : type.toString();
      case TARGET ->
          type == FileType.SYMLINK ? Files.readSymbolicLink(file).toString() : type.toString();
      case CONTENT -> type == FileType.REGULAR ? content(file) : type.toString();
      case SIZE -> type == FileType.REGULAR ? stat.get("size").toString() : type.toString();
      case MODE -> Integer.toOctalString(mode & 07777);
      case OWNER -> unsigned(stat.get("uid")) + ":" + unsigned(stat.get("gid"));
      case DEVICE -> device(type, ((Number) stat.get("rdev")).longValue());
      case MODIFIED ->
          ((java.nio.file.attribute.FileTime) stat.get("lastModifiedTime")).toInstant().toString();
      case XATTR -> xattr(file, value.substring(0, value.indexOf('=')));
      case SAME_FILE -> Files.isSameFile(file, root.resolve(value)) ? value : "another file";
    };
  }

  private static String content(Path file) throws IOException {
    if (Files.size(file) > MOST) {
      return Files.size(file) + " bytes";
    }
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }

  private static String xattr(Path file, String name) throws IOException {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(
            file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    String own = name.substring(USER.length());
    if (view == null || !view.list().contains(own)) {
      return "no " + name;
    }
    ByteBuffer bytes = ByteBuffer.allocate(view.size(own));
    view.read(own, bytes);
    return name + "=" + new String(bytes.array(), StandardCharsets.ISO_8859_1);
  }

  private static String unsigned(Object id) {
    return Integer.toUnsignedString(((Number) id).intValue());
  }

  private static String device(FileType type, long number) {
    long major = number >> 8 & 0xfff | number >> 32 & 0xfffff000L;
    long minor = number & 0xff | number >> 12 & 0xffffff00L;
    return switch (type) {
      case FIFO -> "p";
      case CHARACTER_DEVICE -> "c " + major + ":" + minor;
      case BLOCK_DEVICE -> "b " + major + ":" + minor;
      default -> type.toString();
    };
  }

  /** {@code etc/motd CONTENT hello}, for people: control characters are escaped. */
  @Override
  public String toString() {
    String what = path + " " + property + (value.isEmpty() ? "" : " " + value);
    return io.unionfs.layer.Names.display(what);
  }
}
