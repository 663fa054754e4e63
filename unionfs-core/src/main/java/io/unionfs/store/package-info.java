/**
 * The image store: content-addressed blobs and layers, images by name, in any directory.
 *
 * <p>{@link io.unionfs.store.Store} and {@link io.unionfs.store.Images} are what is typed. Behind
 * them {@code BlobStore}, {@code LayerStore}, {@code ImageTable} and {@code Holds} keep one kind of
 * file each; {@code Ingest} brings an image in, {@code ImageRemoval} takes one out, {@code
 * Collection} sweeps, {@code StoreCheck} looks at everything. All changes are made of the steps in
 * {@code StoreFiles}: written beside, synced, renamed.
 *
 * <p>Lock order: leases and what users lock, in any order, and then one of {@code images}, a
 * layer's or a blob's, with which no other is taken. Who waits to collect has no lock at all.
 */
package io.unionfs.store;
