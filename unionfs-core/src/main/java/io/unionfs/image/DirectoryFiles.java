package io.unionfs.image;

import io.unionfs.archive.ByteSource;
import io.unionfs.layer.Content;
import io.unionfs.layer.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files in a directory of any filesystem. Symbolic links are followed inside it. */
final class DirectoryFiles extends ImageFiles {
  private final Path root;
  private final List<Content.Reader> open = new ArrayList<>();

  DirectoryFiles(String name, Path directory) throws IOException {
    super(name);
    root = directory.toRealPath();
  }

  @Override
  boolean has(String path) {
    return Files.exists(root.resolve(path));
  }

  @Override
  boolean isAmbiguous(String path) {
    return false;
  }

  @Override
  ByteSource at(String path) throws IOException {
    String what = "\"" + Names.display(path) + "\"";
    Path file;
    try {
      file = root.resolve(path).toRealPath();
    } catch (NoSuchFileException | InvalidPathException e) {
      return null;
    }
    if (!file.startsWith(root)) {
      throw fault(what + " is a link that leads outside the image");
    }
    // Never opened before it is known to be a file: to open a fifo would wait for a writer.
    if (!Files.isRegularFile(file)) {
      throw fault(what + " is not a file");
    }
    Content content = Content.ofFile(file);
    Content.Reader reader = content.open();
    open.add(reader);
    return ByteSource.of(path, content.size(), reader);
  }

  @Override
  public void close() throws IOException {
    for (Content.Reader reader : open) {
      reader.close();
    }
  }
}
