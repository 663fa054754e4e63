package io.unionfs.nio;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Names;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Paths as URIs: {@code unionfs://NAME/etc/passwd}, of a view {@code
 * unionfs://UID:GID@NAME/etc/passwd} ({@link UserSpec}). Every byte of a path that a URI cannot
 * hold is percent-encoded, so that every path comes back as it was.
 */
final class PathUris {
  static final String SCHEME = "unionfs";

  /** Between a user and the name of a mount. */
  static final char AT = '@';

  /** What RFC 2396 and {@link URI} let stand in a path; a colon is harmless after a slash. */
  private static final String PATH_CHARACTERS = "-_.!~*'():@&=+$,;/";

  private static final String NAME_CHARACTERS = "-_.!~*'():&=+$,;";

  private PathUris() {}

  static URI toUri(UnionPath path) {
    StringBuilder uri = new StringBuilder(SCHEME).append("://");
    uri.append(path.getFileSystem().authority());
    for (byte b : PathSyntax.bytes(path.toAbsolutePath().normalText())) {
      char c = (char) (b & 0xff);
      if (isAlphanumeric(c) || PATH_CHARACTERS.indexOf(c) >= 0) {
        uri.append(c);
      } else {
        uri.append(String.format("%%%02X", (int) c));
      }
    }
    if (isDirectory(path) && uri.charAt(uri.length() - 1) != '/') {
      uri.append('/');
    }
    return URI.create(uri.toString());
  }

  /** As the default provider: a directory that is there ends in a slash. */
  private static boolean isDirectory(UnionPath path) {
    return path.getFileSystem().isOpen()
        && path.getFileSystem().lookup(path, Follow.FOLLOW) instanceof Inode found
        && found.type() == FileType.DIRECTORY;
  }

  /**
   * What a URI says before the path.
   *
   * @param user the credentials of a view, or null
   */
  record Authority(String user, String name) {}

  /**
   * Which filesystem {@code uri} speaks of.
   *
   * @throws IllegalArgumentException if it is no URI of a union mount
   */
  static Authority authority(URI uri) {
    if (!SCHEME.equalsIgnoreCase(uri.getScheme())) {
      throw refused(uri, "its scheme is not " + SCHEME);
    }
    String raw = uri.getRawAuthority();
    if (uri.isOpaque() || raw == null) {
      throw refused(uri, "it names no mount; the form is " + SCHEME + "://NAME/path");
    }
    int at = raw.lastIndexOf(AT);
    String name = raw.substring(at + 1);
    checkName(name);
    if (uri.getRawQuery() != null) {
      throw refused(uri, "it has a query; write %3F for a question mark in a name");
    }
    if (uri.getRawFragment() != null) {
      throw refused(uri, "it has a fragment; write %23 for a number sign in a name");
    }
    return new Authority(at < 0 ? null : raw.substring(0, at), name);
  }

  /**
   * The name that {@code uri} gives to a mount.
   *
   * @throws IllegalArgumentException if it is no URI of a union mount, or of a view of one
   */
  static String fileSystemName(URI uri) {
    Authority authority = authority(uri);
    if (authority.user() != null) {
      throw refused(uri, "it names a view; a mount has no user");
    }
    return authority.name();
  }

  /** Refuses a name that cannot stand in a URI as it is. */
  static void checkName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isAlphanumeric(c) && NAME_CHARACTERS.indexOf(c) < 0) {
        throw new IllegalArgumentException(
            "name of a mount \"" + name + "\": '" + c + "' cannot stand in a URI's authority");
      }
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the name of a mount is empty");
    }
  }

  /** The text of the path in {@code uri}. */
  static String path(URI uri) {
    String raw = uri.getRawPath();
    if (raw.isEmpty()) {
      throw refused(uri, "it has no path; the root is /");
    }
    String path = decode(raw);
    if (path.indexOf('\0') >= 0) {
      throw refused(uri, "Nul character not allowed");
    }
    return path;
  }

  /** What {@code raw}, a part of a URI, stands for. */
  static String decode(String raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); ) {
      char c = raw.charAt(i);
      if (c == '%') {
        // URI has checked that two hexadecimal digits follow.
        bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 3;
      } else {
        int codePoint = raw.codePointAt(i);
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(codePoint);
      }
    }
    return Names.decode(bytes.toByteArray());
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static IllegalArgumentException refused(URI uri, String why) {
    return new IllegalArgumentException("URI \"" + uri + "\": " + why);
  }
}
