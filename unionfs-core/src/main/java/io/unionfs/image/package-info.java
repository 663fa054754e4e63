/**
 * Container images as tools write them: docker-archive tars and OCI layouts, to a config and a list
 * of layers; and the same written.
 *
 * <pre>
 *   path ─► ImageFiles ─┬─► OciLayout ─────┬─► Candidates ─► Selection ─► ImageParts ─► Image
 *           (a tar or   └─► DockerArchive ─┘   (one for each  (reference,  (manifest,    │
 *           a directory)                        image there)   platform)    config,      ▼
 *                                                                           blobs)   LayerReader
 *
 *   ImageContent ─► WrittenImage ──┬─► LayoutDirectory ─► an OCI layout
 *   (an Image, or   (manifest,     └─► ImageTar ────────► an OCI layout or docker-archive in a tar
 *   a stored one)    blobs by digest)
 * </pre>
 *
 * <p>{@link io.unionfs.image.Image} is what a user types, {@link io.unionfs.image.ImageFile} for
 * all images in a file. Opening one reads its JSON documents and finds its blobs; {@link
 * io.unionfs.image.Image#layers} reads the layers, each checked against every digest and size that
 * the documents give for it. Nothing is unpacked but what is compressed. {@link
 * io.unionfs.image.ImageWriter} takes any {@link io.unionfs.image.ImageContent}, and checks every
 * blob on its way. {@link io.unionfs.image.Manifest} and {@link io.unionfs.image.ImageConfig} keep
 * the bytes they were read from, so that digests stay; {@link io.unionfs.image.ImageConfigBuilder}
 * changes the JSON in place, so that fields nobody here knows survive.
 *
 * <p>Everything is hostile until checked: a document is read up to a size and depth, a digest
 * becomes a file name only after its form was checked, a name in a document leads nowhere outside
 * the image, and every fault is an {@link io.unionfs.image.ImageException} of one line. This
 * package knows nothing of mounts and containers.
 */
package io.unionfs.image;
