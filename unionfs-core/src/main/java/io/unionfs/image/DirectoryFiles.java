package io.unionfs.image;

import io.unionfs.archive.ByteSource;
import io.unionfs.layer.Content;
import io.unionfs.layer.Names;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files in a directory of any filesystem. Symbolic links are followed inside it. */
final class DirectoryFiles extends ImageFiles {
  private final Path root;
  private final List<Content.Reader> open = new ArrayList<>(); // guarded by this
  private boolean closed; // guarded by this

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
    return new FileSource(path, Content.ofFile(file));
  }

  private synchronized Content.Reader open(Content content) throws IOException {
    if (closed) {
      throw new IOException(name() + ": the image is closed");
    }
    Content.Reader reader = content.open();
    open.add(reader);
    return reader;
  }

  /** A file that is opened when it is first read: most of those found are only looked for. */
  private final class FileSource implements ByteSource {
    private final String path;
    private final Content content;
    private Content.Reader reader; // guarded by this

    FileSource(String path, Content content) {
      this.path = path;
      this.content = content;
    }

    @Override
    public String name() {
      return path;
    }

    @Override
    public long size() {
      return content.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return reader().read(target, position);
    }

    private synchronized Content.Reader reader() throws IOException {
      if (reader == null) {
        reader = open(content);
      }
      return reader;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    for (Content.Reader reader : open) {
      reader.close();
    }
  }
}
