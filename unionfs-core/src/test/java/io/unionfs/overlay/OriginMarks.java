package io.unionfs.overlay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;

/** The marks of a stored file, which say what it is a copy of. */
final class OriginMarks {
  private static final String ORIGIN = "overlay.unionfs.origin";

  private OriginMarks() {}

  static List<String> names(Path file) throws IOException {
    return view(file).list();
  }

  static void copy(String name, Path from, Path to) throws IOException {
    ByteBuffer value = ByteBuffer.allocate(view(from).size(name));
    view(from).read(name, value);
    view(to).write(name, value.flip());
  }

  static void set(Path file, long origin) throws IOException {
    view(file).write(ORIGIN, StandardCharsets.UTF_8.encode(Long.toString(origin)));
  }

  private static UserDefinedFileAttributeView view(Path file) {
    return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
  }
}
