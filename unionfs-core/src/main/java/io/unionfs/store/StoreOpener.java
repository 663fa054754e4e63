package io.unionfs.store;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Finds out whether a directory is a store, and makes one of it where it is empty or missing. */
final class StoreOpener {
  private static final long VERSION = 1;
  private static final int MAX_BYTES = 4096;
  private static final String LOCK = "open";

  private final Layout layout;
  private final StoreFiles files;

  StoreOpener(Layout layout, StoreFiles files) {
    this.layout = layout;
    this.files = files;
  }

  /** Opens the store, or makes it. */
  StoreProcess open() throws IOException {
    try {
      return openOrMake();
    } catch (AccessDeniedException e) {
      throw fault("may not be read and written by this user (" + e.getFile() + ")", e);
    } catch (StoreException e) {
      throw e;
    } catch (FileSystemException e) {
      String reason =
          e instanceof NoSuchFileException
              ? "No such file or directory"
              : e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
      throw fault("cannot be used as a store: " + e.getFile() + ": " + reason, e);
    }
  }

  private StoreProcess openOrMake() throws IOException {
    Path directory = layout.directory();
    if (!Files.isDirectory(directory)) {
      if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw fault("is no directory, which a store is", null);
      }
      make(directory);
    }
    checkMarker();
    files.createDirectories(layout.lock().getParent());
    files.createDirectories(layout.temporary());
    StoreProcess process = StoreProcess.join(layout);
    Store.Lease turn = process.locks().exclusive(LOCK);
    try (turn) {
      if (!checkMarker()) {
        byte[] marker = DocumentBuilder.empty().put("version", VERSION).bytes();
        files.writeAtomically(process.temporary(), layout.marker(), marker);
      }
      for (Path each :
          List.of(
              layout.blobs(),
              layout.blobs().resolve("sha256"),
              layout.layers(),
              layout.holds(),
              layout.signatures())) {
        files.createDirectories(each);
      }
      process.removeLeftovers(files);
      return process;
    } catch (Throwable e) {
      process.close();
      throw e;
    }
  }

  /** What is in a store is for who made it, unless he says otherwise. */
  private void make(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) { // above it there may be links
      files.createDirectories(parent);
    }
    files.createDirectories(directory);
    if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /**
   * Whether the directory says that it is a store.
   *
   * @throws StoreException if it is one of another version, or is none but not empty
   */
  private boolean checkMarker() throws IOException {
    byte[] marker;
    try {
      marker = BlobStore.read(layout.marker(), MAX_BYTES);
    } catch (NoSuchFileException e) {
      for (Path child : StoreFiles.children(layout.directory())) {
        String name = child.getFileName().toString();
        // What is there when the making of a store was cut short.
        if (!name.equals("locks") && !name.equals("tmp")) {
          throw fault(
              "is not a store, and not empty: name an empty directory, or one that is not there",
              e);
        }
      }
      return false;
    }
    long version;
    try {
      version = Document.parse(layout.marker().toString(), marker).number("version");
    } catch (DocumentException e) {
      throw new StoreException(e.getMessage(), e);
    }
    if (version != VERSION) {
      throw fault(
          "is a store of version "
              + version
              + ", but this program knows version "
              + VERSION
              + ": use one that knows it",
          null);
    }
    return true;
  }

  private StoreException fault(String what, Throwable cause) {
    return new StoreException(layout.directory() + ": " + what, cause);
  }
}
