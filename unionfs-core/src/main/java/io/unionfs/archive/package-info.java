/**
 * Layer archives: tar, plain or compressed by gzip or zstd, to a layer's ordered list of entries,
 * and back.
 *
 * <pre>
 *   file ── sniffed by its first bytes ──┬── plain ───────────────► indexed in place
 *                                        └── gzip, zstd ── once ──► heap blocks or a file, indexed
 *                                                                   and hashed on the way
 * </pre>
 *
 * <p>{@link io.unionfs.archive.TarParser} reads headers byte by byte and decides nothing; {@link
 * io.unionfs.archive.LayerEntries} decides what an entry means in a layer. The content of an entry
 * is a slice of the archive. This package knows nothing of images and mounts.
 *
 * <p>Archives are hostile until shown otherwise: every fault is a {@link
 * io.unionfs.layer.LayerException} of one line, and {@link io.unionfs.archive.Limits} bounds what
 * an archive can make us hold.
 */
package io.unionfs.archive;
