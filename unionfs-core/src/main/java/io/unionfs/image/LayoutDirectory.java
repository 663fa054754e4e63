package io.unionfs.image;

import io.unionfs.json.Document;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Names;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An OCI layout in a directory of any filesystem, written or added to. Each file is made under
 * another name, synced, and renamed: it is there whole or not at all. The index comes last.
 */
final class LayoutDirectory {
  private final String name;
  private final Path root;
  private final LayoutIndex index;
  private final Set<Digest> done = new HashSet<>();

  private LayoutDirectory(String name, Path root, LayoutIndex index) {
    this.name = name;
    this.root = root;
    this.index = index;
  }

  /**
   * The layout in {@code directory}, or a new one if there is none or it is empty.
   *
   * @throws ImageException if it holds other things
   */
  static LayoutDirectory open(Path directory) throws IOException {
    String name = Names.display(directory.toString());
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new ImageException(name + ": is a file; an OCI layout is a directory");
    }
    Files.createDirectories(directory);
    Path root = directory.toRealPath();
    if (isEmpty(root)) {
      return new LayoutDirectory(name, root, LayoutIndex.empty());
    }
    try (DirectoryFiles files = new DirectoryFiles(name, root)) {
      if (!OciLayout.isIn(files)) {
        throw new ImageException(
            name + ": is neither empty nor an OCI layout; name another directory");
      }
      OciLayout.checkVersion(files);
      byte[] json = files.document(OciLayout.INDEX);
      LayoutIndex index = LayoutIndex.of(Document.parse(name + ": " + OciLayout.INDEX, json));
      return new LayoutDirectory(name, root, index);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.findAny().isEmpty();
    }
  }

  /** Adds the blobs of {@code image}; {@link #finish} names it. */
  void add(WrittenImage image, ProgressListener progress) throws IOException {
    for (Map.Entry<Digest, WrittenImage.Blob> blob : image.blobs().entrySet()) {
      if (done.add(blob.getKey())) {
        addBlob(blob.getKey(), blob.getValue(), progress);
      }
    }
    index.add(image);
  }

  /** Makes the images that were added visible. */
  void finish() throws IOException {
    if (!Files.exists(root.resolve(OciLayout.MARKER))) {
      replace(root.resolve(OciLayout.MARKER), out -> out.write(OciLayout.MARKER_BYTES));
    }
    replace(root.resolve(OciLayout.INDEX), out -> out.write(index.bytes()));
  }

  private void addBlob(Digest digest, WrittenImage.Blob blob, ProgressListener progress)
      throws IOException {
    // One after the other: nothing may be made where a link leads.
    Path directory = inside(inside(root, "blobs"), digest.algorithm());
    Path file = directory.resolve(digest.hex());
    VerifiedContent content = blob.content(progress);
    if (!isThere(file, content.size(), digest)) {
      replace(file, content::copyTo);
    }
  }

  /** The directory {@code child} of {@code parent}, which is made if there is none. */
  private Path inside(Path parent, String child) throws IOException {
    Path directory = parent.resolve(child);
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(directory);
    }
    if (!directory.toRealPath().startsWith(root)) {
      throw new ImageException(name + ": \"blobs\" is a link that leads outside the layout");
    }
    return directory;
  }

  /** Whether the blob is there, and whole: a damaged one would make this image one, too. */
  private static boolean isThere(Path file, long size, Digest digest) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) != size) {
      return false;
    }
    Descriptor expected = Descriptor.of("", digest, size);
    try {
      VerifiedContent.of(Content.ofFile(file), expected, "", ProgressListener.NONE)
          .copyTo(OutputStream.nullOutputStream());
      return true;
    } catch (ImageException e) {
      return false;
    }
  }

  private interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  private void replace(Path file, Writer writer) throws IOException {
    Path temporary = Files.createTempFile(root, ".unionfs-", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
          OutputStream out = Channels.newOutputStream(channel)) {
        writer.writeTo(out);
        channel.force(true);
      }
      PosixFileAttributeView posix =
          Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
      if (posix != null) {
        posix.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
      }
      move(temporary, file);
    } catch (Throwable e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
