package io.unionfs.store;

import io.unionfs.trace.ProgressListener;
import java.time.InstantSource;

/** What a store is made of. */
record StoreParts(
    Layout layout,
    InstantSource clock,
    StoreFiles files,
    StoreProcess process,
    BlobStore blobs,
    LayerStore layers,
    ImageReader reader,
    ImageTable table,
    Holds holds) {

  static StoreParts of(Layout layout, InstantSource clock, StoreFiles files, StoreProcess process) {
    BlobStore blobs = new BlobStore(layout, files, process);
    LayerStore layers = new LayerStore(layout, files, process, blobs);
    return new StoreParts(
        layout,
        clock,
        files,
        process,
        blobs,
        layers,
        new ImageReader(blobs, layers),
        new ImageTable(layout, files, process),
        new Holds(layout, files, process));
  }

  Ingest ingest(long limit, ProgressListener progress) {
    return new Ingest(layout, blobs, layers, limit, progress);
  }

  Collection collection() {
    return new Collection(this);
  }
}
