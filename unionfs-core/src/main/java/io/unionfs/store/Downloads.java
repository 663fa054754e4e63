package io.unionfs.store;

import io.unionfs.image.Descriptor;
import io.unionfs.layer.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Blobs that are on their way into a store: each is a file that outlives the process that fetches
 * it, so that the next goes on where that one ended. Safe for use by many threads and processes.
 */
public final class Downloads {
  /** Nobody comes back to what was left for so long. */
  private static final Duration FORGOTTEN = Duration.ofDays(7);

  private static final Pattern NAME = Pattern.compile("(sha[0-9]{3})-([0-9a-f]{1,128})");

  private final Store store;
  private final StoreParts parts;

  Downloads(Store store, StoreParts parts) {
    this.store = store;
    this.parts = parts;
  }

  /**
   * The file of {@code blob}, perhaps with its beginning in it; waits until nobody else, in any
   * process, has it. Who has it must not wait for a lease, which others have while they wait for
   * it.
   */
  public Download take(Descriptor blob) throws IOException {
    return download(blob, store.lock(lock(blob.digest())));
  }

  /** How many bytes of {@code blob} there are now; others may be fetching it. */
  public long size(Descriptor blob) throws IOException {
    Path file = file(blob.digest());
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
    } catch (NoSuchFileException e) {
      return 0; // taken in meanwhile
    }
  }

  private static String lock(Digest blob) {
    return "download " + blob;
  }

  private Download download(Descriptor blob, Store.Lease turn) throws IOException {
    try {
      parts.files().createDirectories(parts.layout().downloads());
      Download download = new Download(blob, turn);
      if (!download.isRegular() || Files.size(download.file()) > blob.size()) {
        download.remove(); // nothing that the blob could begin with
      }
      return download;
    } catch (Throwable e) {
      turn.close();
      throw e;
    }
  }

  private Path file(Digest blob) {
    return parts.layout().downloads().resolve(blob.algorithm() + "-" + blob.hex());
  }

  /** The digest that a download is called by, or null if it is called otherwise. */
  static Digest digest(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    try {
      return name.matches() ? new Digest(name.group(1), name.group(2)) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Removes what nobody is fetching now.
   *
   * @return the bytes that are free by that
   */
  public long prune() throws IOException {
    return prune(Instant.MAX);
  }

  /** Removes what nobody has written to for a week; done with each collection. */
  long pruneForgotten() throws IOException {
    return prune(parts.clock().instant().minus(FORGOTTEN));
  }

  private long prune(Instant before) throws IOException {
    long bytes = 0;
    for (Path file : StoreFiles.children(parts.layout().downloads())) {
      Digest blob = digest(file);
      Optional<Store.Lease> turn = blob == null ? Optional.empty() : store.tryLock(lock(blob));
      if (turn.isPresent()) {
        Store.Lease taken = turn.get();
        try (taken) {
          if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
              .toInstant()
              .isBefore(before)) {
            long size = Files.size(file);
            parts.files().deleteTree(file);
            bytes += size;
          }
        } catch (NoSuchFileException e) {
          // taken in meanwhile
        }
      }
    }
    return bytes;
  }

  /** A blob that is being fetched by whoever has this. Not safe for use by many threads. */
  public final class Download implements Closeable {
    private final Descriptor blob;
    private final Store.Lease turn;

    private Download(Descriptor blob, Store.Lease turn) {
      this.blob = blob;
      this.turn = turn;
    }

    /** Where it is, or is to be. */
    public Path file() {
      return Downloads.this.file(blob.digest());
    }

    private boolean isRegular() {
      return Files.isRegularFile(file(), LinkOption.NOFOLLOW_LINKS);
    }

    /** How many bytes are there. */
    public long size() throws IOException {
      return Downloads.this.size(blob);
    }

    /**
     * Makes it a blob of the store. A lease must be held until an image names it.
     *
     * @throws StoreException if it is not what its descriptor says; it then is removed
     */
    public void keep() throws IOException {
      try {
        parts.blobs().take(blob, file());
      } catch (StoreException e) {
        remove();
        throw e;
      }
    }

    /** Removes what is there. */
    public void remove() throws IOException {
      parts.files().deleteTree(file());
    }

    /** Lets others have it. */
    @Override
    public void close() throws IOException {
      turn.close();
    }
  }
}
