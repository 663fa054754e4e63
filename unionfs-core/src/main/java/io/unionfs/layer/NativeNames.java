package io.unionfs.layer;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * Reads names off paths. On the host a path holds bytes, which {@code toString()} decodes with the
 * locale's charset and may damage; its URI tells them undamaged.
 */
final class NativeNames {
  private NativeNames() {}

  /** The last name of {@code path}, which a directory listing gave. */
  static String fileName(String layer, Path path) throws LayerException {
    String text = path.getFileName().toString();
    if (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1); // a zip's directories
    }
    if (isAscii(text)) {
      return checked(layer, text);
    }
    if (isOnHost(path)) {
      String whole = rawText(path, false);
      text = whole.substring(whole.lastIndexOf('/') + 1);
    }
    return checked(layer, text);
  }

  /** The target of a symbolic link, as the link gives it. */
  static String linkTarget(String layer, Path link, Path target) throws LayerException {
    String text = target.toString();
    if (!isAscii(text) && isOnHost(target)) {
      boolean absolute = text.startsWith("/");
      // A URI is absolute: from the root, and the root taken off again.
      String whole = rawText(Path.of("/").resolve(target), text.endsWith("/"));
      text = absolute ? whole : whole.substring(1);
    }
    if (!Names.isEncodable(text) || text.isEmpty()) {
      throw LayerException.of(layer, link.toString(), "has a target that cannot be shown");
    }
    return text;
  }

  private static String checked(String layer, String name) throws LayerException {
    if (name.isEmpty()
        || name.indexOf('\0') >= 0
        || !Names.isEncodable(name)
        || Names.byteLength(name) > Names.MAX_BYTES) {
      throw LayerException.of(layer, name, "has a name that no file can have");
    }
    return name;
  }

  private static boolean isOnHost(Path path) {
    return path.getFileSystem() == FileSystems.getDefault()
        && FileSystems.getDefault().getSeparator().equals("/");
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** The bytes of an absolute path, decoded by {@link Names}. */
  private static String rawText(Path path, boolean trailingSlash) {
    URI uri = path.toUri();
    String raw = uri.getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    String text = Names.decode(bytes.toByteArray());
    // toUri() adds a slash when it finds a directory there.
    return text.endsWith("/") && !trailingSlash ? text.substring(0, text.length() - 1) : text;
  }
}
