package io.unionfs.archive;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.ArchiveReader;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Names;
import io.unionfs.layer.Unpack;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Opens layer archives. One pass over the bytes decompresses them, hashes them and finds the
 * entries; afterwards only the content that is asked for is read.
 */
public final class Archives implements ArchiveReader {
  private static final int BUFFER = 1 << 16;
  private static final Closeable NOTHING = () -> {};

  /** For {@link java.util.ServiceLoader}. */
  public Archives() {}

  @Override
  public ArchiveLayer read(Path file, Unpack unpack) throws IOException {
    Content content = Content.ofFile(file);
    Content.Reader reader = content.open();
    String name = Names.display(file.toString());
    try {
      if (content.size() == 0) {
        throw new LayerException("layer " + name + ": is empty, not even a tar's end: get it anew");
      }
      return open(ByteSource.of(name, content.size(), reader), name, unpack, reader);
    } catch (Throwable e) {
      closeAfter(e, reader);
      throw e;
    }
  }

  /**
   * The layer archive {@code source}, which stays the caller's to close, after the layer.
   *
   * @param name what the layer is called in messages
   * @throws LayerException if it is no layer archive, is damaged, or exceeds a limit
   * @throws IOException if it cannot be read
   */
  public static ArchiveLayer open(ByteSource source, String name, Unpack unpack)
      throws IOException {
    return open(source, name, unpack, NOTHING);
  }

  /**
   * The plain tar {@code tar}, whose digest was found before and is taken for granted: only its
   * headers are read, and what lies between them is passed over. It has the entries that {@link
   * #open} finds. Closing the layer closes {@code tar}'s {@code owner}.
   *
   * @param name what the layer is called in messages
   * @param diffId the digest of all bytes of {@code tar}
   * @param owner what holds {@code tar} open
   * @throws LayerException if it is no plain tar of a layer, is damaged, or exceeds a limit
   * @throws IOException if it cannot be read
   */
  public static ArchiveLayer reopen(ByteSource tar, String name, Digest diffId, Closeable owner)
      throws IOException {
    Objects.requireNonNull(diffId);
    Objects.requireNonNull(owner);
    if (Compression.of(tar) != Compression.NONE) {
      throw new LayerException("layer " + name + ": is compressed, where a plain tar was kept");
    }
    LayerEntries entries = new LayerEntries(name, tar);
    addAll(new TarInput.Seeking(tar), name, entries);
    return new TarLayer(name, entries.list(), diffId, tar.size(), owner);
  }

  /** As {@link #reopen(ByteSource, String, Digest, Closeable)}; {@code tar} stays the caller's. */
  public static ArchiveLayer reopen(ByteSource tar, String name, Digest diffId) throws IOException {
    return reopen(tar, name, diffId, NOTHING);
  }

  private static void addAll(TarInput in, String name, LayerEntries entries) throws IOException {
    TarParser parser = new TarParser(in, "layer " + name, Limits.standard());
    for (TarEntry entry = parser.next(); entry != null; entry = parser.next()) {
      entries.add(entry);
    }
  }

  private static ArchiveLayer open(ByteSource source, String name, Unpack unpack, Closeable owned)
      throws IOException {
    Compression compression = Compression.of(source);
    if (compression == Compression.NONE) {
      return index(source, compression, null, name, Long.MAX_VALUE, owned);
    }
    Storage storage = Storage.of(name, unpack);
    try {
      ArchiveLayer layer = index(source, compression, storage, name, unpack.limit(), storage);
      owned.close(); // the compressed bytes are not needed any more
      return layer;
    } catch (Throwable e) {
      closeAfter(e, storage);
      throw e;
    }
  }

  private static ArchiveLayer index(
      ByteSource source,
      Compression compression,
      Storage storage,
      String name,
      long limit,
      Closeable owned)
      throws IOException {
    try (InputStream plain = compression.open(source)) {
      HashedStream hashed = new HashedStream(plain, storage, "layer " + name, limit);
      TarInput.Streaming in = new TarInput.Streaming(new BufferedInputStream(hashed, BUFFER));
      LayerEntries entries = new LayerEntries(name, storage == null ? source : storage);
      addAll(in, name, entries);
      in.skip(Long.MAX_VALUE); // what lies behind the end counts for the digest
      if (storage != null) {
        storage.finish();
      }
      return new TarLayer(name, entries.list(), hashed.digest(), hashed.count(), owned);
    }
  }

  private static void closeAfter(Throwable failure, Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** A layer whose entries' content is read from a tar. */
  private record TarLayer(
      String name,
      List<ArchiveEntry> entries,
      Digest diffId,
      long uncompressedSize,
      Closeable storage)
      implements ArchiveLayer {
    @Override
    public void close() throws IOException {
      storage.close();
    }
  }
}
