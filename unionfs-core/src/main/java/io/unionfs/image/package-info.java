/**
 * Container images as tools write them: docker-archive tars and OCI layouts, to a config and a list
 * of layers.
 *
 * <pre>
 *   path ─► ImageFiles ─┬─► OciLayout ─────┬─► Candidates ─► Selection ─► ImageParts ─► Image
 *           (a tar or   └─► DockerArchive ─┘   (one for each  (reference,  (config,      │
 *           a directory)                        image there)   platform)    blobs)       ▼
 *                                                                                  LayerReader
 * </pre>
 *
 * <p>{@link io.unionfs.image.Image} is what a user types. Opening one reads its JSON documents and
 * finds its blobs; {@link io.unionfs.image.Image#layers} reads the layers, each checked against
 * every digest and size that the documents give for it. Nothing is unpacked but what is compressed.
 *
 * <p>Everything is hostile until checked: a document is read up to a size and depth, a digest
 * becomes a file name only after its form was checked, a name in a document leads nowhere outside
 * the image, and every fault is an {@link io.unionfs.image.ImageException} of one line. This
 * package knows nothing of mounts and containers.
 */
package io.unionfs.image;
