package io.unionfs.store;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What {@code layer.json} says of a layer.
 *
 * @param diffId the digest of its tar
 * @param blob the blob it was made from, which is its tar if it was not compressed
 * @param size the bytes of its tar
 * @param files the bytes of its regular files, those with several names once
 */
record LayerRecord(Digest diffId, Digest blob, long size, long files) {
  private static final int MAX_BYTES = 4096;

  static LayerRecord read(Path file) throws IOException {
    Document document = Document.parse(file.toString(), BlobStore.read(file, MAX_BYTES));
    return new LayerRecord(
        document.digest("diffId"),
        document.digest("blob"),
        document.number("size"),
        document.number("files"));
  }

  byte[] bytes() {
    return DocumentBuilder.empty()
        .put("diffId", diffId.toString())
        .put("blob", blob.toString())
        .put("size", size)
        .put("files", files)
        .bytes();
  }
}
