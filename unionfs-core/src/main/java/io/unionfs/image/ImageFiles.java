package io.unionfs.image;

import io.unionfs.archive.ByteSource;
import io.unionfs.json.Document;
import io.unionfs.layer.Names;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The files an image consists of, by their path inside it. Nothing outside can be reached. */
abstract sealed class ImageFiles implements Closeable permits TarFiles, DirectoryFiles {
  /** The largest size of all documents together that are read to choose an image, in bytes. */
  private static final long MAX_DOCUMENT_BYTES = 64L << 20;

  private final String name;
  private long documentBytes;

  ImageFiles(String name) {
    this.name = name;
  }

  /** The image's file or directory in messages. */
  final String name() {
    return name;
  }

  /**
   * The file at {@code path}, or null if there is none.
   *
   * @throws ImageException if the path leads outside the image, or to something that is no file
   */
  final ByteSource find(String path) throws IOException {
    return at(normal(path, "the path \"" + Names.display(path) + "\""));
  }

  /**
   * As {@link #find}, for a document that no digest vouches for: it must not be there twice, for
   * readers disagree on which one counts.
   */
  final ByteSource findDocument(String path) throws IOException {
    if (isAmbiguous(path)) {
      throw fault("holds the file \"" + Names.display(path) + "\" more than once");
    }
    return find(path);
  }

  /** Whether there is something at {@code path}. */
  abstract boolean has(String path);

  /** The file at a normal path, or null if there is none. */
  abstract ByteSource at(String path) throws IOException;

  /** Whether several files claim {@code path}. */
  abstract boolean isAmbiguous(String path);

  /** The bytes of the document at {@code path}, which is there. */
  final byte[] document(String path) throws IOException {
    ByteSource source = findDocument(path);
    if (source == null) {
      throw fault("does not hold the file \"" + Names.display(path) + "\"; it is incomplete");
    }
    return bytes(source, path);
  }

  /** All bytes of {@code source}, which is a document. */
  final byte[] bytes(ByteSource source, String what) throws IOException {
    if (source.size() > Document.MAX_BYTES) {
      throw fault(
          Names.display(what)
              + ": "
              + source.size()
              + " bytes are too many for a document; the limit is "
              + Document.MAX_BYTES);
    }
    documentBytes += source.size();
    if (documentBytes > MAX_DOCUMENT_BYTES) {
      throw fault("its documents are larger than " + MAX_DOCUMENT_BYTES + " bytes together");
    }
    return source.readAll(Document.MAX_BYTES);
  }

  /** The fault {@code what} of the image. */
  final ImageException fault(String what) {
    return new ImageException(name + ": " + what);
  }

  /** {@code path} without empty parts and dots. */
  final String normal(String path, String what) throws ImageException {
    return resolve("", path, what);
  }

  /** Where {@code path} leads from the directory {@code from}, which is normal. */
  final String resolve(String from, String path, String what) throws ImageException {
    List<String> way = new ArrayList<>(from.isEmpty() ? List.of() : List.of(from.split("/")));
    boolean outside = path.isEmpty() || path.startsWith("/") || path.indexOf('\0') >= 0;
    for (String part : path.split("/")) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (!part.equals("..")) {
        way.add(part);
      } else if (way.isEmpty()) {
        outside = true;
      } else {
        way.remove(way.size() - 1);
      }
    }
    if (outside || way.isEmpty()) {
      throw fault(what + " leads outside the image");
    }
    return String.join("/", way);
  }
}
