package io.unionfs.store;

import io.unionfs.image.ImageConfig;
import io.unionfs.image.Manifest;
import io.unionfs.layer.Digest;
import java.io.IOException;

/** The two documents of an image, which agree with each other. */
record ImageDocuments(Manifest manifest, ImageConfig config) {
  /**
   * Reads them from a store's blobs.
   *
   * @throws StoreException if one is not there, or its digest is another
   * @throws IOException if they cannot be read as what they are
   */
  static ImageDocuments read(BlobStore blobs, Digest digest) throws IOException {
    Manifest manifest = Manifest.parse(blobs.document("manifest", digest));
    Digest id = manifest.config().digest();
    ImageConfig config = ImageConfig.parse(blobs.document("config", id));
    ImageDocuments documents = new ImageDocuments(manifest, config);
    documents.checkLayerCount("manifest " + digest);
    return documents;
  }

  /** Checks that both list as many layers. */
  void checkLayerCount(String where) throws StoreException {
    int layers = manifest.layers().size();
    int diffIds = config.diffIds().size();
    if (layers != diffIds) {
      throw new StoreException(
          where + ": lists " + layers + " layers, but the config's rootfs.diff_ids " + diffIds);
    }
  }
}
