package io.unionfs.image;

import io.unionfs.archive.Archives;
import io.unionfs.archive.ByteSource;
import io.unionfs.archive.Compression;
import io.unionfs.archive.EntryBudget;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Digest;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Unpack;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an image's layers: each in one pass that decompresses it where needed, finds its entries,
 * and checks its blob's digest and its DiffID. What a media type says of the compression does not
 * matter, the first bytes do: the DiffID vouches for the result.
 */
final class LayerReader implements Closeable {
  private final String image;
  private final ImageParts parts;
  private final Unpack unpack;
  private final Map<Key, ArchiveLayer> opened = new HashMap<>();
  private long unpacked;
  private EntryBudget budget = new EntryBudget();

  /** Equal ones are the same layer, and are read once. */
  private record Key(LayerBlob blob, Digest diffId) {}

  /**
   * A reader of the layers of {@code parts}.
   *
   * @param unpack where to decompress to, and what may still be decompressed
   */
  LayerReader(String image, ImageParts parts, Unpack unpack) {
    this.image = image;
    this.parts = parts;
    this.unpack = unpack;
  }

  /** All layers, the bottom one first. */
  List<ArchiveLayer> read() throws IOException {
    List<ArchiveLayer> layers = new ArrayList<>();
    for (int i = 0; i < parts.layers().size(); i++) {
      Key key = new Key(parts.layers().get(i), parts.config().diffIds().get(i));
      ArchiveLayer layer = opened.get(key);
      if (layer == null) {
        layer = open(key, i);
        opened.put(key, layer);
      }
      layers.add(layer);
    }
    return List.copyOf(layers);
  }

  /** Layers are numbered from 0 and called by their DiffIDs, here as everywhere. */
  private ArchiveLayer open(Key key, int number) throws IOException {
    LayerBlob blob = key.blob();
    String name = key.diffId().abbreviated();
    String where = image + ": layer " + number + " (" + key.diffId() + ")";
    Compression compression = compression(blob.source(), where);
    Digest expected = blob.digest().orElse(null);
    // The digest of a blob that is not compressed is its DiffID, which is computed anyway.
    HashedBlob hashed =
        expected == null || compression == Compression.NONE && expected.algorithm().equals("sha256")
            ? null
            : new HashedBlob(blob.source(), name, expected.algorithm());
    ArchiveLayer layer;
    try {
      layer =
          Archives.open(
              hashed != null ? hashed : named(blob.source(), name),
              name,
              unpack.withLimit(Math.max(0, unpack.limit() - unpacked)));
    } catch (LayerException e) {
      if (expected != null) {
        // Bytes that are not the right ones are the reason, whatever they looked like.
        HashedBlob whole =
            hashed != null ? hashed : new HashedBlob(blob.source(), name, expected.algorithm());
        checkDigest(where, expected, whole.digest(), e);
      }
      throw new ImageException(where + ": " + withoutSubject(e.getMessage(), name), e);
    }
    try {
      if (expected != null) {
        checkDigest(where, expected, hashed != null ? hashed.digest() : layer.diffId(), null);
      }
      checkDiffId(where, key.diffId(), layer.diffId());
      if (compression != Compression.NONE) {
        unpacked += layer.uncompressedSize();
      }
      meter(where, layer);
      return layer;
    } catch (Throwable e) {
      layer.close();
      throw e;
    }
  }

  static Compression compression(ByteSource source, String where) throws IOException {
    try {
      return Compression.of(source);
    } catch (LayerException e) {
      throw new ImageException(where + ": " + withoutSubject(e.getMessage(), source.name()), e);
    }
  }

  private static ByteSource named(ByteSource source, String name) {
    return source.slice(name, 0, source.size());
  }

  private static String withoutSubject(String message, String name) {
    String subject = "layer " + name + ": ";
    return message.startsWith(subject) ? message.substring(subject.length()) : message;
  }

  private static void checkDigest(String where, Digest expected, Digest found, Exception cause)
      throws ImageException {
    if (!found.equals(expected)) {
      throw new ImageException(
          where
              + ": the blob "
              + expected
              + " has another digest, "
              + found
              + "; the image is damaged: get it anew",
          cause);
    }
  }

  private static void checkDiffId(String where, Digest expected, Digest found)
      throws ImageException {
    if (!found.equals(expected)) {
      throw new ImageException(
          where
              + ": its uncompressed digest is "
              + found
              + ", but the config's DiffID is "
              + expected
              + "; the image is damaged: get it anew");
    }
  }

  private void meter(String where, ArchiveLayer layer) throws ImageException {
    try {
      budget.add(where, layer);
    } catch (LayerException e) {
      throw new ImageException(e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (ArchiveLayer layer : opened.values()) {
      try {
        layer.close();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    opened.clear();
    unpacked = 0;
    budget = new EntryBudget();
    if (failure != null) {
      throw failure;
    }
  }
}
