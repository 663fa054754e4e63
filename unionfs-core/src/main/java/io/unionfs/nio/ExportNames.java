package io.unionfs.nio;

import io.unionfs.layer.Names;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Names and the texts of links as paths of another filesystem. On the default filesystem a URI says
 * each byte of them, which a string in the locale's charset does not.
 */
final class ExportNames {
  private ExportNames() {}

  /**
   * The one file called {@code name} in {@code directory}.
   *
   * @throws InvalidPathException if there can be none
   */
  static Path child(Path directory, String name) {
    FileSystem there = directory.getFileSystem();
    if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
      throw new InvalidPathException(name, "this is no name of a file");
    }
    Path child = directory.resolve(path(there, name));
    if (!directory.equals(child.getParent()) || !child.normalize().equals(child)) {
      throw new InvalidPathException(name, "this is no name of a file there");
    }
    return child;
  }

  /**
   * The path {@code text}.
   *
   * @throws InvalidPathException if there can be none
   */
  static Path path(FileSystem there, String text) {
    if (there != FileSystems.getDefault() || text.chars().allMatch(c -> c < 0x80)) {
      return there.getPath(text);
    }
    try {
      StringBuilder uri = new StringBuilder("file:///");
      for (byte b : Names.encode(text)) {
        uri.append(b == '/' ? "/" : String.format("%%%02X", b & 0xff));
      }
      Path absolute = Path.of(URI.create(uri.toString()));
      return text.startsWith("/") ? absolute : absolute.subpath(0, absolute.getNameCount());
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw new InvalidPathException(text, "it cannot be said in bytes");
    }
  }

  /** Whether a path cannot say {@code text}, a link's, to the letter. */
  static boolean losesSlashes(String text) {
    return text.contains("//") || (text.endsWith("/") && text.length() > 1);
  }
}
