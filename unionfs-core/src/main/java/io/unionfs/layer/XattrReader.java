package io.unionfs.layer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HashMap;
import java.util.Map;

/** Reads the extended attributes of a file, whatever they mean. */
interface XattrReader {
  /** Files have none. */
  XattrReader NONE = (file, stat) -> Xattrs.NONE;

  /** The extended attributes of {@code file}, which is what {@code stat} says. */
  Xattrs read(Path file, FileStat stat) throws IOException;

  /** The {@code user.*} attributes of the files below {@code root}, where there can be any. */
  static XattrReader user(Path root) {
    if (!root.getFileSystem().supportedFileAttributeViews().contains("user")) {
      return NONE;
    }
    try {
      UserDefinedFileAttributeView view = view(root);
      if (view == null) {
        return NONE;
      }
      view.list();
    } catch (AccessDeniedException e) {
      return XattrReader::readUser;
    } catch (IOException | UnsupportedOperationException e) {
      return NONE; // the mount has none
    }
    return XattrReader::readUser;
  }

  private static UserDefinedFileAttributeView view(Path file) {
    return Files.getFileAttributeView(
        file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static Xattrs readUser(Path file, FileStat stat) throws IOException {
    // Asked of nothing else: on JDK 17 to list those of a fifo waits for a writer, and a symbolic
    // link has none.
    if (stat.type() != FileType.REGULAR && stat.type() != FileType.DIRECTORY) {
      return Xattrs.NONE;
    }
    try {
      return readAll(view(file));
    } catch (AccessDeniedException e) {
      if (stat.type() == FileType.REGULAR && stat.size() > 0) {
        return Xattrs.NONE; // who may not read a file may not read these either
      }
      throw e; // it could be a whiteout
    }
  }

  private static Xattrs readAll(UserDefinedFileAttributeView view) throws IOException {
    Map<String, byte[]> values = new HashMap<>();
    for (String name : view.list()) {
      ByteBuffer value = ByteBuffer.allocate(view.size(name));
      if (value.hasRemaining()) {
        view.read(name, value);
      }
      byte[] bytes = new byte[value.position()];
      System.arraycopy(value.array(), 0, bytes, 0, bytes.length);
      values.put("user." + name, bytes);
    }
    return Xattrs.of(values);
  }
}
